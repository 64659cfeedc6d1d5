"""Changes of an open form in whatever order they are heard of, on a screen that guards forms as Slack does."""

from bot.domain.ids import MessageTs, WorkspaceId
from bot.messages import kit
from handlers.payloads import Sheet
from handlers.replies import Better
from handlers.revisions import Revisions

HERE = WorkspaceId("T0HERE")


def saying(words: str) -> kit.View:
    return kit.modal("Ask", [kit.section(words)], "question.ask")


def coming(words: str) -> Better:
    async def make() -> kit.View:
        return saying(words)

    return make


class GuardedScreen:
    """One form, which takes a change only from whoever saw its present state."""

    def __init__(self) -> None:
        self.says = "nothing"
        self.changes = 0

    @property
    def sheet(self) -> Sheet:
        """The form as Slack would send it along now."""
        return Sheet(kit.ViewRef("V1", f"h{self.changes}"), saying(self.says))

    async def revise(self, _workspace: WorkspaceId, shown: kit.ViewRef, view: kit.View) -> kit.ViewRef | None:
        if shown.hash != f"h{self.changes}":
            return None
        self.changes += 1
        self.says = str(view.blocks[0]["text"]["text"])
        return self.sheet.shown

    async def open(self, *_: object, **__: object) -> kit.ViewRef | None:
        raise NotImplementedError("nothing is opened here")

    async def say(
        self,
        workspace: WorkspaceId,
        response_url: str,
        message: kit.Message,
        *,
        replace: bool,
        thread: MessageTs | None,
    ) -> None:
        raise NotImplementedError("nothing is said here")


async def test_what_is_heard_of_late_changes_nothing() -> None:
    screen = GuardedScreen()
    revisions, before = Revisions(screen), screen.sheet
    newer = revisions.turn(HERE, before, "2.0")
    await revisions.revise(HERE, newer, coming("newer"))
    older = revisions.turn(HERE, before, "1.0")
    await revisions.revise(HERE, older, coming("older"))
    assert screen.says == "newer"


async def test_words_typed_before_the_last_change_was_seen_change_the_form_all_the_same() -> None:
    screen = GuardedScreen()
    revisions, before = Revisions(screen), screen.sheet
    await revisions.revise(HERE, revisions.turn(HERE, before, "1.0"), coming("older"))
    await revisions.revise(HERE, revisions.turn(HERE, before, "2.0"), coming("newer"))
    assert screen.says == "newer"


async def test_a_form_that_another_replica_changed_is_changed_from_there_on() -> None:
    screen = GuardedScreen()
    revisions = Revisions(screen)
    await revisions.revise(HERE, revisions.turn(HERE, screen.sheet, "1.0"), coming("ours"))
    await screen.revise(HERE, screen.sheet.shown, saying("theirs"))
    await revisions.revise(HERE, revisions.turn(HERE, screen.sheet, "2.0"), coming("ours again"))
    assert screen.says == "ours again"
