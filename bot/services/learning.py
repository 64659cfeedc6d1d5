"""Learning from a workspace's own past who answers its questions: at night, a few workspaces at a time."""

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.domain.ids import PersonId, QuestionId, WorkspaceId
from bot.domain.search import learning, query
from bot.domain.search.documents import Kind
from bot.domain.search.experts import Past, has_reason, signals
from bot.domain.search.history import Answered, History, Told
from bot.domain.search.learning import Learned, Outcome
from bot.services.ranking import SIMILAR
from storage.store import Store
from storage.unit_of_work import UnitOfWork

AGAIN_AFTER = timedelta(hours=20)
"""So that it happens once a day, although the job looks more often."""
WORKSPACES_AT_ONCE = 5
TOLD = 5_000
"""The latest questions that are lived through again; of these the last are learned from."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Learning:
    """Keeps each workspace's weights of the ranking."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def learn_some(self) -> int:
        """Learn for the workspaces that did so longest ago; returns for how many."""
        before = self._clock.now() - AGAIN_AFTER
        due = await self._store.survey(lambda all_: all_.rankings.due(before, WORKSPACES_AT_ONCE))
        for workspace in due:
            await self.learn(workspace)
        return len(due)

    async def learn(self, workspace: WorkspaceId) -> Learned:
        """Learn a workspace's weights and keep them with how well they did; the defaults stay where they do better."""
        told = await self._store.read(workspace, lambda uow: uow.ranking.told(TOLD))
        outcomes = await self._outcomes(workspace, told)
        learned = await asyncio.to_thread(learning.learn, outcomes)
        now = self._clock.now()
        await self._store.write(workspace, lambda uow: uow.ranking.keep(learned, now))
        log.info(
            "learned",
            workspace=workspace,
            outcomes=learned.outcomes,
            score=learned.score,
            default_score=learned.default_score,
            is_own=learned.is_own,
        )
        return learned

    async def _outcomes(self, workspace: WorkspaceId, told: Sequence[Told]) -> list[Outcome]:
        """The latest answered questions, each with what was known of people when it was asked."""
        latest = {each.question for each in [each for each in told if each.answers][-learning.LATEST :]}
        outcomes = []
        for question, history in lived_through(told):
            if question.question in latest:
                similar = await self._similar(workspace, question, history)
                outcomes.append(await asyncio.to_thread(_outcome, question, history, similar))
        return outcomes

    async def _similar(self, workspace: WorkspaceId, asked: Told, history: History) -> dict[QuestionId, float]:
        wanted = query.about(asked.text, asked.details, topics=asked.topics)

        def work(uow: UnitOfWork) -> dict[QuestionId, float]:
            itself = (Kind.QUESTION, int(asked.question))
            hits = uow.search.find(wanted, None, limit=SIMILAR, kinds=(Kind.QUESTION,), but=itself)
            return {QuestionId(hit.item): hit.score for hit in hits if QuestionId(hit.item) in history.topics_of}

        return await self._store.read(workspace, work)


def lived_through(told: Sequence[Told]) -> Iterator[tuple[Told, History]]:
    """Each question in order, with all that happened before it; it is part of the history from the next one on."""
    history, coming = History(), deque[Answered](sorted((a for each in told for a in each.answers), key=_moment))
    waiting: list[Answered] = []
    for question in told:
        while coming and coming[0].at < question.asked_at:
            waiting.append(coming.popleft())
        for answered in [each for each in waiting if each.question in history.topics_of]:
            history.answer(answered)
        waiting = [each for each in waiting if each.question not in history.topics_of]
        yield question, history
        history.ask(question.question, question.asker, question.topics)


def _outcome(asked: Told, history: History, similar: dict[QuestionId, float]) -> Outcome:
    past: Past = history.past(asked.asker, asked.topics, similar, asked.asked_at)
    people = {person: one for person, one in signals(past).items() if has_reason(one)}
    return Outcome(people, frozenset(PersonId(each.person) for each in asked.answers) - {asked.asker})


def _moment(answered: Answered) -> tuple[object, ...]:
    return (answered.at, answered.question, answered.person)
