"""A local Slack, strict as Slack: for trying Knowhow without an account, and for its tests.

Where to start reading: `sandbox` is what callers see, `acting` what people do in it. `world` is all that is the case,
`workspace` how it changes; `events`, `courier` and `deliver_*` tell the app; `api` and `methods` answer it; `acts` are
people's doings; `blocks` are Block Kit's rules; `page_*` serve the page, `control` serves tests in other processes.
"""

from bot.sandbox.acts.outcome import Container, Outcome
from bot.sandbox.backstage import Call
from bot.sandbox.clock import SandboxClock
from bot.sandbox.errors import SandboxError
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.identity import Identity
from bot.sandbox.messages import Message
from bot.sandbox.people import DEMO_CHANNELS, DEMO_PEOPLE, Channel, Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.views import View

__all__ = [
    "DEMO_CHANNELS",
    "DEMO_PEOPLE",
    "Call",
    "Channel",
    "Container",
    "Fault",
    "Faults",
    "Identity",
    "Message",
    "Outcome",
    "Person",
    "Sandbox",
    "SandboxClock",
    "SandboxError",
    "View",
]
