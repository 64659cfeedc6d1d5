"""Adding one's take to a tip by the form, and changing it."""

from bot.domain.comments import TEXT_LIMIT
from bot.domain.ids import CommentId, TipId
from bot.messages import comments as words
from bot.services.comments import Comments
from handlers.payloads import Action, Submission
from handlers.replies import Finish, Open, Reply
from handlers.table import Table


class Commenting:
    """The handlers of those who have something to add."""

    def __init__(self, comments: Comments) -> None:
        self._comments = comments

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.actions["tip.comment"] = self.open_form
        table.actions["tip.comment_instead"] = self.open_instead
        table.actions["comment.own"] = self.open_own
        table.forms["comment.give"] = self.give
        table.forms["comment.edit"] = self.edit
        table.forms["comment.delete"] = self.delete

    async def open_form(self, action: Action) -> Reply:
        """Open the form of adding one's take."""
        tip = await self._comments.commentable(action.workspace, TipId(int(action.value)), action.person)
        return Open(words.give_form(tip))

    async def open_instead(self, action: Action) -> Reply:
        """Open it with what somebody was about to share as a tip of their own."""
        tip = await self._comments.commentable(action.workspace, TipId(int(action.value)), action.person)
        return Open(words.give_form(tip, text=action.values.text("tip")[:TEXT_LIMIT]))

    async def give(self, form: Submission) -> Reply:
        """Comment; the form of sharing a tip that may be underneath has nothing left to do."""
        await self._comments.give(form.delivery, TipId(int(form.metadata)), form.person, form.values.text("take"))
        return Finish()

    async def open_own(self, action: Action) -> Reply:
        """Open what an author wants to do with their comment."""
        what, _, id_ = action.value.partition(":")
        comment = await self._comments.own(action.workspace, CommentId(int(id_)), action.person)
        return Open(words.delete_form(comment) if what == "delete" else words.edit_form(comment))

    async def edit(self, form: Submission) -> Reply:
        """Change one's own comment."""
        comment = CommentId(int(form.metadata))
        await self._comments.edit(form.delivery, comment, form.person, form.values.text("take"))
        return None

    async def delete(self, form: Submission) -> Reply:
        """Take one's own comment back."""
        await self._comments.delete(form.delivery, CommentId(int(form.metadata)), form.person)
        return None
