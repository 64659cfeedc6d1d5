"""Adding one's take to a tip: by a form, or in the thread of its card."""

from bot.clock import Clock
from bot.domain.comments import TEXT_LIMIT, Comment, Source
from bot.domain.deliveries import Delivery
from bot.domain.ids import ChannelId, CommentId, MessageTs, PersonId, TipId, WorkspaceId
from bot.domain.notices import Kind, Owed
from bot.domain.refusals import Reason, Refused, check_length, raise_all
from bot.domain.tips import Tip
from bot.services.sight import Sight, Sights, is_in_sight
from bot.services.threads import HEARD_AT_MOST, NOBODY, Heard
from storage.store import Store
from storage.unit_of_work import UnitOfWork


class Comments:
    """The use cases of those who have something to add; a keeper of the threads of tips."""

    def __init__(self, store: Store, clock: Clock, sights: Sights) -> None:
        self._store = store
        self._clock = clock
        self._sights = sights

    async def commentable(self, workspace: WorkspaceId, tip: TipId, by: PersonId) -> Tip:
        """A tip that this person sees and may comment on; raises ``Refused`` otherwise."""
        sight = await self._sights.of(workspace, by)
        return await self._store.read(workspace, lambda uow: _seen(uow, tip, sight))

    async def give(self, delivery: Delivery, tip: TipId, author: PersonId, text: str) -> CommentId | None:
        """Comment by a form; it is posted with its author's name. ``None``: this delivery was done before."""
        text = _checked(text)
        sight = await self._sights.of(delivery.workspace, author)

        def work(uow: UnitOfWork) -> CommentId | None:
            found = _seen(uow, tip, sight)
            comment = self._add(uow, found, author, text, source=Source.BUTTON)
            if comment is not None:
                uow.notices.owe(Owed(Kind.COMMENT_IN_THREAD, comment, found.channel, self._clock.now()))
            return comment

        return await self._store.once(delivery, work)

    async def own(self, workspace: WorkspaceId, comment: CommentId, by: PersonId) -> Comment:
        """A person's own comment; raises ``Refused`` for anybody else's or one that is gone."""
        return await self._store.read(workspace, lambda uow: _own(uow, comment, by))

    async def edit(self, delivery: Delivery, comment: CommentId, by: PersonId, text: str) -> None:
        """Change one's own comment; the message that carries it follows."""
        text = _checked(text)
        await self._store.once(delivery, lambda uow: self._reword(uow, _own(uow, comment, by), text))

    async def delete(self, delivery: Delivery, comment: CommentId, by: PersonId) -> None:
        """Take one's own comment back."""
        await self._store.once(delivery, lambda uow: self._remove(uow, _own(uow, comment, by)))

    def hears(self, uow: UnitOfWork, message: Heard) -> bool:
        """Whether a message is a comment: what anybody says under a tip that stands, its author too."""
        return self._commented_by(uow, message) is not None

    def keep(self, uow: UnitOfWork, message: Heard) -> bool:
        """Take a reply under a tip's card as a comment."""
        tip = self._commented_by(uow, message)
        if tip is None:
            return False
        text = message.text[:HEARD_AT_MOST]
        kept = self._add(uow, tip, message.author, text, source=Source.THREAD, channel=message.channel, ts=message.ts)
        return kept is not None

    def keep_out(self, uow: UnitOfWork, message: Heard) -> None:
        """Take a deleted message's place, so that it is no comment when Slack delivers it late."""
        tip = self._commented_by(uow, message)
        if tip is None:
            return
        now = self._clock.now()
        kept = uow.comments.add(
            tip.id, message.author, "", source=Source.THREAD, now=now, channel=message.channel, ts=message.ts
        )
        if kept is not None:
            uow.comments.change(kept, deleted_at=now)

    def has(self, uow: UnitOfWork, message: Heard) -> bool:
        """Whether a message was kept as a comment."""
        return uow.comments.written_at(message.channel, message.ts) is not None

    def reword(self, uow: UnitOfWork, message: Heard) -> None:
        """Follow an author who edited the message that is a comment."""
        found = uow.comments.written_at(message.channel, message.ts)
        if found is not None and not found.is_deleted and found.text != message.text:
            self._reword(uow, found, message.text[:HEARD_AT_MOST])

    def remove(self, uow: UnitOfWork, message: Heard) -> None:
        """Follow an author who deleted the message that is a comment."""
        found = uow.comments.written_at(message.channel, message.ts)
        if found is not None and not found.is_deleted:
            self._remove(uow, found)

    def _commented_by(self, uow: UnitOfWork, message: Heard) -> Tip | None:
        tip = uow.tips.at(message.channel, message.thread)
        return None if tip is None or tip.is_deleted or message.author == NOBODY else tip

    def _add(
        self,
        uow: UnitOfWork,
        tip: Tip,
        author: PersonId,
        text: str,
        *,
        source: Source,
        channel: ChannelId | None = None,
        ts: MessageTs | None = None,
    ) -> CommentId | None:
        now = self._clock.now()
        comment = uow.comments.add(tip.id, author, text, source=source, now=now, channel=channel, ts=ts)
        if comment is not None:
            uow.people.meet(author)
            uow.activities.record("commented", f"comment:{comment}", person=author, at=now)
        return comment

    def _reword(self, uow: UnitOfWork, comment: Comment, text: str) -> None:
        now = self._clock.now()
        uow.tips.lock(comment.tip)  # before the notice is touched, as whoever settles that notice does
        uow.comments.change(comment.id, text=text, edited_at=now)
        uow.notices.refresh(Kind.COMMENT_IN_THREAD, comment.id, now)

    def _remove(self, uow: UnitOfWork, comment: Comment) -> None:
        now = self._clock.now()
        uow.tips.lock(comment.tip)
        uow.comments.change(comment.id, deleted_at=now)
        uow.notices.refresh(Kind.COMMENT_IN_THREAD, comment.id, now)
        uow.activities.record("deleted", f"comment:{comment.id}", person=comment.author, at=now)


def _checked(text: str) -> str:
    raise_all(check_length(text, "take", at_least=1, at_most=TEXT_LIMIT))
    return text.strip()


def _seen(uow: UnitOfWork, tip: TipId, sight: Sight) -> Tip:
    found = uow.tips.lock(tip)
    if found is None or found.is_deleted or not is_in_sight(uow, sight, found.channel):
        raise Refused(Reason.UNKNOWN_TIP)
    return found


def _own(uow: UnitOfWork, comment: CommentId, by: PersonId) -> Comment:
    found = uow.comments.get(comment)
    if found is None or found.is_deleted:
        raise Refused(Reason.UNKNOWN_COMMENT)
    if found.author != by:
        raise Refused(Reason.NOT_YOUR_COMMENT)
    return found
