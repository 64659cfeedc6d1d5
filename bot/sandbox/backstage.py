"""The parts of one sandbox, put together; what acts and methods work with."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.clock import SandboxClock
from bot.sandbox.courier import Courier
from bot.sandbox.elements import Json
from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.identity import Identity
from bot.sandbox.manifest import Manifest
from bot.sandbox.ratelimits import RateLimits
from bot.sandbox.screens import Screens
from bot.sandbox.tickets import Tickets
from bot.sandbox.views import Values
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One Web API call that arrived; `error` is None if it was answered with ok."""

    method: str
    args: Json
    at: datetime
    ok: bool
    error: str | None = None


@dataclass(slots=True)
class Backstage:
    """Everything behind the scenes of one sandbox."""

    clock: SandboxClock
    identity: Identity
    manifest: Manifest
    world: World
    faults: Faults
    courier: Courier
    events: Events
    workspace: Workspace
    screens: Screens
    tickets: Tickets
    limits: RateLimits
    files: Files
    granted: set[str]
    rate_limits: bool = True
    revoked: str = ""  # account_inactive, token_revoked or team_access_not_granted, once the app is out
    lives_until: dict[str, datetime] = field(default_factory=dict)
    """When tokens end, if they do; one that was replaced works until then."""
    calls: list[Call] = field(default_factory=list)
    chosen: dict[tuple[str, str, str], Values] = field(default_factory=dict)
    """What a person has chosen in a message's menus so far: (user, channel, ts) -> state.values."""
    offered: dict[tuple[str, str, str], dict[str, Json]] = field(default_factory=dict)
    """External selects' suggestions so far: (container, block_id, action_id) -> {value: option}."""
