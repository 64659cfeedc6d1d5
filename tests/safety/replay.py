"""Making again, as somebody else, what was delivered to the app before."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import Any

from sqlalchemy import select

from bot.domain.ids import WorkspaceId
from bot.sandbox.courier import Carrier
from bot.sandbox.envelopes import Envelope
from handlers.table import Table
from storage.schema import metadata
from storage.unit_of_work import UnitOfWork
from tests.workspace import Workspace

_SURFACES = {
    "block_actions": "actions",
    "view_submission": "forms",
    "block_suggestion": "searches",
    "shortcut": "shortcuts",
    "message_action": "shortcuts",
}
_BOOKKEEPING = frozenset({"person", "delivery"})
"""Tables that may change whatever somebody tries: what Slack says of them."""
Rows = dict[str, set[str]]
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Forger:
    """Somebody who sends what somebody else was shown."""

    person: str
    team: str = ""
    """Their own workspace, if it is another one."""
    claims: str = ""
    """The workspace for which they send it, if it is another one."""


def table_of(ws: Workspace) -> Table:
    """What the running app handles."""
    return ws.knowhow._surfaces._table


def target(envelope: Envelope) -> tuple[str, str]:
    """The surface of the table to which a delivery goes, and its name there."""
    told = envelope.payload
    match envelope.form:
        case "events_api":
            return "events", str(told["event"]["type"])
        case "slash_commands":
            return "commands", str(told["command"])
    surface = _SURFACES.get(str(told["type"]), str(told["type"]))
    match surface:
        case "actions":
            return surface, str(told["actions"][0]["action_id"])
        case "forms":
            return surface, str(told["view"]["callback_id"])
        case "searches":
            return surface, str(told["action_id"])
    return surface, str(told.get("callback_id"))


def touched(carried: Iterable[Envelope], surface: str) -> set[str]:
    """The names of a surface to which something was delivered."""
    return {name for where, name in map(target, carried) if where == surface}


def choice(envelope: Envelope) -> str:
    """What was chosen in a menu, without what it was chosen about; blank for anything else."""
    pressed: dict[str, Any] = next(iter(envelope.payload.get("actions", ())), {})
    return str((pressed.get("selected_option") or {}).get("value", "")).partition(":")[0]


def actor(envelope: Envelope) -> str:
    """Who did what is delivered."""
    return str(envelope.payload["user"]["id"])


def forged(envelope: Envelope, by: Forger, ws: Workspace, mark: str) -> Envelope:
    """The same press or form, sent anew by somebody else, without the words that the first one wrote."""
    told: dict[str, Any] = json.loads(json.dumps(envelope.payload).replace(mark, "forged"))
    home = by.team or ws.sandbox.team_id
    told["user"] |= {"id": by.person, "name": by.person, "username": by.person, "team_id": home}
    if by.claims:
        told["team"] = {"id": by.claims, "domain": "elsewhere"}
    number = next(_numbers)
    if "trigger_id" in told:
        told["trigger_id"] = ws.sandbox._backstage.tickets.trigger(by.person)
    if "response_url" in told:
        ticket = ws.sandbox._backstage.tickets.response(by.person, told["channel"]["id"])
        told["response_url"] = ws.sandbox._stage.answers.url(ticket)
    for action in told.get("actions", ()):
        action["action_ts"] = f"{1900000000 + number}.000100"
    if "view" in told:
        told["view"] |= {"id": f"VFORGED{number}", "hash": f"{number}.forged", "root_view_id": f"VFORGED{number}"}
        if by.claims:
            told["view"] |= {"team_id": by.claims, "app_installed_team_id": by.claims}
    return Envelope(envelope.form, envelope.name, told)


def again(envelope: Envelope, ws: Workspace) -> Envelope:
    """The same done once more by the same person: something new to the app."""
    told: dict[str, Any] = json.loads(json.dumps(envelope.payload))
    number = next(_numbers)
    if "trigger_id" in told:
        told["trigger_id"] = ws.sandbox._backstage.tickets.trigger(str(told.get("user_id") or told["user"]["id"]))
    for action in told.get("actions", ()):
        action["action_ts"] = f"{1900000000 + number}.000100"
    if "event_id" in told:
        told["event_id"] = f"EvAGAIN{number}"
    if "view" in told:
        told["view"] |= {"hash": f"{number}.again"}
    return Envelope(envelope.form, envelope.name, told)


class Watch:
    """Sees what a delivery changes, and what it makes the app say."""

    def __init__(self, ws: Workspace, carrier: Carrier) -> None:
        self._ws = ws
        self._carrier = carrier
        self._commits = 0
        self._known: tuple[int, Rows] = (-1, {})
        store = ws.knowhow._store
        wake = store.committed

        def committed() -> None:
            self._commits += 1
            wake()

        store.committed = committed

    async def deliver(self, envelope: Envelope) -> "Seen":
        """Deliver it; returns how it was answered, what was said in answer to it, and what it changed."""
        before = await self.rows()
        begin = len(self._ws.sandbox.calls)
        receipt = await self._carrier.carry(envelope)
        await self._ws.knowhow.rest()
        said = [json.dumps(call.args, default=str) for call in self._ws.sandbox.calls[begin:]]
        after = await self.rows()
        changed = {name: sorted(before[name] ^ after[name]) for name in before if before[name] != after[name]}
        return Seen(receipt.status, json.dumps(receipt.body, default=str) + "".join(said), changed)

    async def rows(self) -> Rows:
        """Everything that is kept, but for bookkeeping; looked at anew after commits that changed something."""
        commits, rows = self._known
        if commits != self._commits:
            rows = await self._ws.store.read(WorkspaceId(self._ws.sandbox.team_id), _kept)
            self._known = (self._commits, rows)
        return rows


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a delivery."""

    status: int
    said: str
    changed: dict[str, list[str]]


def _kept(uow: UnitOfWork) -> Rows:
    return {
        table.name: set(map(str, uow._connection.execute(select(table)).all()))
        for table in metadata.sorted_tables
        if table.name not in _BOOKKEEPING
    }


def renew(envelope: Envelope, ws: Workspace) -> None:
    """Let a delivery be as fresh as if nothing had been tried before it."""
    trigger = ws.sandbox._backstage.tickets._triggers.get(str(envelope.payload.get("trigger_id")))
    if trigger is not None:
        trigger.at_real = monotonic()
