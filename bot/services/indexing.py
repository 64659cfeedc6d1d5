"""Keeping what is made of people's words in step with them: the search index, and who answered how much."""

from collections.abc import Collection

from bot.domain.ids import ChannelId, QuestionId, TipId
from bot.domain.questions import Question, State
from bot.domain.search import analysis
from bot.domain.search.documents import Document, Kind
from storage.store import Store
from storage.unit_of_work import UnitOfWork

AT_ONCE = 50
"""Documents of one transaction while others wait for it."""


class Indexing:
    """Brings the index up to date; any number of replicas may do so at once."""

    def __init__(self, store: Store, *, at_once: int = AT_ONCE) -> None:
        """``at_once`` are the documents of one transaction: more of them share what their words have in common."""
        self._store = store
        self._at_once = at_once

    async def catch_up(self) -> int:
        """Catch up with all that changed; returns with how many documents and people."""
        indexed = 0
        for workspace in await self._store.survey(lambda all_: all_.stale.workspaces()):
            while now := await self._store.write(workspace, self.some):
                indexed += now
        return indexed

    def some(self, uow: UnitOfWork) -> int:
        """Catch up with some of what changed, in this transaction; returns with how many documents and people."""
        uow.index.hold()
        people = uow.practice.take(self._at_once)
        uow.practice.add_up(people)
        return len(people) + self._documents(uow)

    def _documents(self, uow: UnitOfWork) -> int:
        taken = uow.stale.take(self._at_once)
        index(uow, taken)
        return len(taken)


def index(uow: UnitOfWork, items: Collection[tuple[Kind, int]]) -> None:
    """Have the index say of these items what it should now, in this transaction."""
    uow.index.hold()
    documents = {key: document(uow, *key) for key in items}
    uow.index.put([each for each in documents.values() if each is not None])
    for kind in Kind:
        uow.index.remove(kind, [key[1] for key, each in documents.items() if each is None and key[0] is kind])


def document(uow: UnitOfWork, kind: Kind, item: int) -> Document | None:
    """What the index should have of an item now; ``None`` for nothing."""
    match kind:
        case Kind.QUESTION:
            return _question(uow, QuestionId(item))
        case Kind.TIP:
            return _tip(uow, TipId(item))


def _question(uow: UnitOfWork, id_: QuestionId) -> Document | None:
    """A question once it has an answer that isn't outdated, and while it isn't withdrawn."""
    question = uow.questions.get(id_)
    answers = [answer for answer in uow.answers.of_question(id_) if answer.outdated_at is None]
    if question is None or question.state is State.WITHDRAWN or not answers:
        return None
    return Document(
        Kind.QUESTION,
        id_,
        question.text,
        question.details,
        "\n".join(answer.text for answer in answers),
        topics=tuple(topic.slug for topic in uow.topics.of_question(id_)),
        channel=_shelf(uow, question),
    )


def _tip(uow: UnitOfWork, id_: TipId) -> Document | None:
    """A tip while it is neither deleted nor outdated, with the comments on it where a question has its answers."""
    tip = uow.tips.get(id_)
    if tip is None or tip.is_deleted or tip.outdated_at is not None:
        return None
    title, rest = analysis.headline(tip.text)
    return Document(
        Kind.TIP,
        id_,
        title,
        "\n".join(filter(None, (rest, tip.link))),
        "\n".join(comment.text for comment in uow.comments.of_tip(id_)),
        topics=tuple(topic.slug for topic in uow.topics.of_tip(id_)),
        channel=_seen_in(uow, tip.channel),
    )


def _shelf(uow: UnitOfWork, question: Question) -> ChannelId | None:
    if question.channel is not None:
        return _seen_in(uow, question.channel)
    return ChannelId(question.asker) if question.is_private else None


def _seen_in(uow: UnitOfWork, channel: ChannelId) -> ChannelId | None:
    return channel if uow.places.is_private(channel) else None
