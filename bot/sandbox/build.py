"""Putting the parts of a sandbox together."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.backstage import Backstage
from bot.sandbox.clock import SandboxClock
from bot.sandbox.courier import Carrier, Courier
from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.identity import Identity
from bot.sandbox.manifest import Manifest
from bot.sandbox.people import Channel, Person
from bot.sandbox.ratelimits import RateLimits
from bot.sandbox.screens import Screens
from bot.sandbox.tickets import Tickets
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import World


def build(
    clock: SandboxClock,
    identity: Identity,
    carrier: Carrier,
    *,
    manifest: Mapping[str, Any] | None,
    people: Sequence[Person],
    channels: Sequence[Channel],
) -> Backstage:
    """A new, empty workspace with the app installed in it."""
    declared = Manifest.read(manifest)
    identity.app_name, identity.bot_name = declared.app_name, declared.bot_name
    granted = set(declared.scopes | declared.optional_scopes)
    world = World(clock, identity, people=people, channels=channels)
    faults = Faults()
    courier = Courier(clock, faults, carrier)
    events = Events(world, courier, declared, granted=granted)
    return Backstage(
        clock=clock,
        identity=identity,
        manifest=declared,
        world=world,
        faults=faults,
        courier=courier,
        events=events,
        workspace=Workspace(world, events),
        screens=Screens(world),
        tickets=Tickets(clock),
        limits=RateLimits(clock),
        files=Files(world, identity),
        granted=granted,
    )
