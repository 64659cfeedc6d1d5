"""Keeping what is made of people's words in step with them: the search index, and who answered how much."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.domain.ids import ChannelId, PersonId, QuestionId, TipId, WorkspaceId
from bot.domain.questions import Question, State
from bot.domain.search import analysis
from bot.domain.search.documents import Document, Kind
from storage.index import Prepared, prepared
from storage.practice import Sums
from storage.stale import Stale
from storage.store import Store
from storage.unit_of_work import UnitOfWork

AT_ONCE = 4
"""Documents, and people, of one transaction, for which others wait: with more of them each takes hardly less time."""


@dataclass(frozen=True, slots=True)
class Made:
    """What the index and the ranking should have, as it was when these marks were on it."""

    people: dict[PersonId, int]
    sums: list[Sums]
    items: dict[Stale, int]
    documents: dict[Stale, Prepared | None]


class Indexing:
    """Brings the index up to date; any number of replicas may do so at once."""

    def __init__(self, store: Store, *, at_once: int = AT_ONCE) -> None:
        """``at_once`` are the documents of one transaction at most: many share what their words have in common."""
        self._store = store
        self._at_once = at_once

    async def catch_up(self) -> int:
        """Catch up with all that changed; returns with how many documents and people."""
        indexed = 0
        for workspace in await self._store.survey(lambda all_: all_.stale.workspaces()):
            while now := await self._some(workspace):
                indexed += now
        return indexed

    async def _some(self, workspace: WorkspaceId) -> int:
        """Catch up with some of what changed: all is read and added up before anybody has to wait for the writing."""
        made = await self._store.read(workspace, lambda uow: _make(uow, self._at_once))
        if not made.people and not made.items:
            return 0
        return await self._store.write(workspace, lambda uow: _keep(uow, made))


def _make(uow: UnitOfWork, most: int) -> Made:
    """What should be kept of some of what changed, as it is now."""
    people, items = uow.practice.some(most), uow.stale.some(most)
    return Made(people, uow.practice.add_up(people), items, {key: _prepared(uow, *key) for key in items})


def _keep(uow: UnitOfWork, made: Made) -> int:
    """Keep what did not change meanwhile; returns how much that is."""
    uow.index.hold()
    people, items = uow.practice.take(made.people), uow.stale.take(made.items)
    uow.practice.keep(people, made.sums)
    _write(uow, {key: made.documents[key] for key in sorted(items)})
    return len(people) + len(items)


def index(uow: UnitOfWork, items: Collection[Stale]) -> None:
    """Have the index say of these items what it should now, in this transaction."""
    uow.index.hold()
    _write(uow, {key: _prepared(uow, *key) for key in items})


def _prepared(uow: UnitOfWork, kind: Kind, item: int) -> Prepared | None:
    found = document(uow, kind, item)
    return None if found is None else prepared(found)


def _write(uow: UnitOfWork, documents: Mapping[Stale, Prepared | None]) -> None:
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
