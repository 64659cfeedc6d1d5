"""Finding what is known already: answers and tips, for somebody who looks for them or is about to ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain import topics as naming
from bot.domain.ids import PersonId, QuestionId, TipId, WorkspaceId
from bot.domain.knowledge import Answered, Found, in_order, is_like_enough
from bot.domain.questions import State
from bot.domain.refusals import Reason, Refused
from bot.domain.search import analysis, query
from bot.domain.search.documents import Hit, Kind
from bot.domain.search.query import Query
from bot.services import whereabouts
from bot.services.sight import Sight, Sights, is_in_sight, is_question_in_sight
from storage.store import Store
from storage.unit_of_work import UnitOfWork

PAGE = 5
LOOKED_THROUGH = 100
"""Hits that a guest's search goes through, of which they may see some."""
SPARE = 10
"""Hits more than are wanted that a member's search goes through: the index may be a moment behind."""
SUGGESTED = 3
"""The most that is shown unasked."""
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what a search found."""

    found: tuple[Found, ...]
    page: int
    """From 1."""
    has_more: bool
    is_guest: bool
    """Whether the reader sees nothing outside their own channels."""
    url: str
    """The workspace's own address, for links."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may answer a question that somebody is about to ask, the likeliest first."""

    found: tuple[Found, ...]
    url: str


class Knowledge:
    """The use cases of those who look before they ask. Nobody is shown what they may not see, nor how much there is."""

    def __init__(self, store: Store, sights: Sights) -> None:
        self._store = store
        self._sights = sights

    async def find(self, workspace: WorkspaceId, person: PersonId, typed: str, *, page: int = 1) -> Results:
        """A page of what fits words, ``"exact words"`` and ``#topics``, best first; one beyond the last is empty."""
        sight = await self._sights.of(workspace, person)

        def work(uow: UnitOfWork) -> Results:
            wanted = query.parse(typed, _aliases(uow, typed))
            start = (page - 1) * PAGE
            shown = start + PAGE + 1
            found = _some(_visible(uow, sight, _hits(uow, sight, wanted, shown)), shown)
            return Results(
                tuple(found[start : start + PAGE]),
                page,
                has_more=len(found) > start + PAGE,
                is_guest=sight.is_guest,
                url=uow.url,
            )

        return await self._store.ponder(workspace, work)

    async def similar(self, workspace: WorkspaceId, person: PersonId, text: str, details: str = "") -> Suggestions:
        """The few answered questions and tips that are so like a question that they may answer it; often none."""
        sight = await self._sights.of(workspace, person)

        def work(uow: UnitOfWork) -> Suggestions:
            wanted = query.about(text, details, aliases=_aliases(uow, text))
            likely = [hit for hit in _hits(uow, sight, wanted, SUGGESTED) if is_like_enough(hit)]
            return Suggestions(tuple(_some(_visible(uow, sight, likely), SUGGESTED)), uow.url)

        return await self._store.ponder(workspace, work)

    async def show(self, workspace: WorkspaceId, person: PersonId, kind: Kind, id_: int) -> Found:
        """An answered question or a tip as a whole; raises ``Refused`` for what this person can't see."""
        sight = await self._sights.of(workspace, person)
        return await self._store.read(workspace, lambda uow: look_up(uow, sight, kind, id_))


def look_up(uow: UnitOfWork, sight: Sight, kind: Kind, id_: int) -> Found:
    """What stands in the index under a kind and id, as a person may see it now; raises ``Refused`` otherwise."""
    found = _look_up(uow, sight, kind, id_, NOTHING)
    if found is None:
        raise Refused(Reason.UNKNOWN_ANSWER if kind is Kind.QUESTION else Reason.UNKNOWN_TIP)
    return found


def _aliases(uow: UnitOfWork, typed: str) -> dict[str, str]:
    """The workspace's own other names of topics among the words typed."""
    meant = uow.topics.meaning(naming.mentions(typed[: query.LONGEST]))
    return {alias: topic.slug for alias, topic in meant.items()}


def _hits(uow: UnitOfWork, sight: Sight, wanted: Query, many: int) -> Sequence[Hit]:
    """As many hits as it takes to have so many that may be seen."""
    limit = max(LOOKED_THROUGH, many) if sight.is_guest else many + SPARE
    return uow.search.find(wanted, sight.shelves, limit=limit) if wanted else ()


def _visible(uow: UnitOfWork, sight: Sight, hits: Sequence[Hit]) -> Iterator[Found]:
    """What was found and still is to be seen; the index may be a moment behind."""
    for hit in hits:
        found = _look_up(uow, sight, hit.kind, hit.item, hit.matched)
        if found is not None:
            yield found


def _some(found: Iterator[Found], limit: int) -> list[Found]:
    return [each for _, each in zip(range(limit), found, strict=False)]


def _look_up(uow: UnitOfWork, sight: Sight, kind: Kind, id_: int, matched: frozenset[str]) -> Found | None:
    match kind:
        case Kind.QUESTION:
            return _question(uow, sight, QuestionId(id_), matched)
        case Kind.TIP:
            return _tip(uow, sight, TipId(id_), matched)


def _question(uow: UnitOfWork, sight: Sight, id_: QuestionId, matched: frozenset[str]) -> Found | None:
    question = uow.questions.get(id_)
    if question is None or question.state is State.WITHDRAWN or not is_question_in_sight(uow, sight, question):
        return None
    answers = in_order(question, (each for each in uow.answers.of_question(id_) if each.outdated_at is None))
    if not answers:
        return None
    accepted = answers[0] if answers[0].id == question.accepted else None
    spot = (whereabouts.of_answer(uow, question, accepted) if accepted else None) or whereabouts.of_card(question)
    texts = tuple(filter(None, (*(each.text for each in answers), question.details)))
    return Found(Answered(question, answers), spot, texts, matched)


def _tip(uow: UnitOfWork, sight: Sight, id_: TipId, matched: frozenset[str]) -> Found | None:
    tip = uow.tips.get(id_)
    if tip is None or tip.is_deleted or tip.outdated_at is not None or not is_in_sight(uow, sight, tip.channel):
        return None
    _, rest = analysis.headline(tip.text)
    takes = (comment.text for comment in uow.comments.of_tip(id_))
    return Found(tip, whereabouts.of_tip(tip), tuple(filter(None, (rest, *takes))), matched)
