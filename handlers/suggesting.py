"""Before asking: what may answer a question is shown while it is typed."""

import json
from functools import partial

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.questions import TEXT_LIMITS
from bot.domain.search.documents import Kind
from bot.messages import kit
from bot.messages import knowledge as words
from bot.services.deflections import Deflections
from bot.services.knowledge import Knowledge
from handlers.payloads import Action, Submission
from handlers.replies import Better, Finish, Open, Reply, Revise, Show
from handlers.table import Table


class Suggesting:
    """The handlers of what is shown in the form of asking."""

    def __init__(self, knowledge: Knowledge, deflections: Deflections) -> None:
        self._knowledge = knowledge
        self._deflections = deflections

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.actions["question"] = self.typed
        table.actions["similar.read"] = self.read
        table.actions["similar.solve"] = self.solve
        table.forms["similar.solve"] = self.solve_after_reading
        table.forms["similar.done"] = self.done

    def before_asking(
        self, workspace: WorkspaceId, person: PersonId, view: kit.View, text: str, details: str
    ) -> Better | None:
        """What makes a form better that is about to open with words in it: what may answer them."""
        if not text:
            return None
        return partial(self._with_similar, workspace, person, view, text[: TEXT_LIMITS[1]], details)

    async def typed(self, action: Action) -> Reply:
        """Look for what may answer the question as it stands now."""
        assert action.sheet is not None, "only the form of asking has that field"
        text, details = action.values.text("question"), action.values.text("details")
        return Revise(partial(self._with_similar, action.workspace, action.person, action.sheet.view, text, details))

    async def read(self, action: Action) -> Reply:
        """Show the whole of it over the form."""
        found = await self._knowledge.show(action.workspace, action.person, *words.key_of(action.value))
        return Open(words.whole_before_asking(found, _asked(action)))

    async def solve(self, action: Action) -> Reply:
        """It answers the question: thank, with the whole answer, over the form, to which there is a way back."""
        kind, id_ = words.key_of(action.value)
        found, url = await self._deflections.note(action.delivery, action.person, kind, id_, _asked(action))
        return Open(words.thanks(found, action.person, url))

    async def solve_after_reading(self, form: Submission) -> Reply:
        """It answers the question, now that it was read."""
        told = json.loads(form.metadata)
        key = (Kind(told["kind"]), int(told["id"]))
        found, url = await self._deflections.note(form.delivery, form.person, *key, told["words"])
        return Show(words.thanks(found, form.person, url))

    async def done(self, _form: Submission) -> Reply:
        """Close it all: nothing is asked."""
        return Finish()

    async def _with_similar(
        self, workspace: WorkspaceId, person: PersonId, view: kit.View, text: str, details: str
    ) -> kit.View | None:
        similar = await self._knowledge.similar(workspace, person, text, details)
        return words.suggesting(view, similar.found, similar.url)


def _asked(action: Action) -> str:
    return action.values.text("question")[: TEXT_LIMITS[1]]
