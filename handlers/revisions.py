"""Forms that change while somebody looks at them: what happened in them last counts, and nothing newer is overwritten.

Slack guards a form by its hash, which only a change of the form renews: two changes made from the same state would
leave the first of them. So those of one form follow each other here, each from the state that the one before it left.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.domain.ids import WorkspaceId
from bot.messages.kit import View
from handlers.payloads import Sheet
from handlers.replies import Better
from handlers.screen import Screen

REMEMBERED = 1_000
"""Forms whose changes are remembered; a form that is forgotten is guarded by Slack's hash alone."""
OPENED = ""
"""When a form was opened: before all that happened in it."""


@dataclass(slots=True)
class _Form:
    """What is known of one open form."""

    shown: Sheet
    last: str = OPENED
    """When something happened in it last."""
    past: set[str] = field(default_factory=set)
    """The hashes of states that changes of ours have left behind."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that happened in a form."""

    form: _Form
    at: str

    @property
    def is_latest(self) -> bool:
        """Whether nothing happened in the form since."""
        return self.form.last == self.at


class Revisions:
    """The changes of the forms that are open."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._forms: OrderedDict[tuple[WorkspaceId, str], _Form] = OrderedDict()

    def turn(self, workspace: WorkspaceId, sheet: Sheet, at: str) -> Turn:
        """Take note that something happened in a form; whatever happened in it before counts no more."""
        key = (workspace, sheet.shown.id)
        form = self._forms.setdefault(key, _Form(sheet))
        self._forms.move_to_end(key)
        form.last = max(form.last, at)
        if sheet.shown.hash not in form.past:
            form.shown = sheet
        while len(self._forms) > REMEMBERED:
            self._forms.popitem(last=False)
        return Turn(form, at)

    async def revise(self, workspace: WorkspaceId, turn: Turn, better: Better) -> None:
        """Change a form to what it should rather be, unless something happened in it meanwhile."""
        async with turn.form.lock:
            view = await better() if turn.is_latest else None
            form = turn.form
            if view is None or not turn.is_latest or _looks_like(view, form.shown.view):
                return
            changed = await self._screen.revise(workspace, form.shown.shown, view)
            if changed is not None:
                form.past.add(form.shown.shown.hash)
                form.shown = Sheet(changed, view)

    async def follow(self, workspace: WorkspaceId, sheet: Sheet, coming: "asyncio.Task[View | None]") -> None:
        """Change a form that was just opened as soon as something better has come."""

        async def arrived() -> View | None:
            return await coming

        await self.revise(workspace, self.turn(workspace, sheet, OPENED), arrived)


def _looks_like(view: View, other: View) -> bool:
    """Whether a form has the same blocks, each known by its id, and so need not be shown again."""
    ids = [block.get("block_id") for block in view.blocks]
    return None not in ids and ids == [block.get("block_id") for block in other.blocks]
