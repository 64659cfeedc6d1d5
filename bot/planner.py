"""Takes the steps that are due: those of questions and of cohorts, and getting to know who and what is new."""

import structlog

from bot import logs
from bot.services.rounds import Due, Rounds
from bot.services.waves import Waves
from bot.services.workspaces import Workspaces
from storage.store import Store

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Planner:
    """Looks for steps and takes them; what breaks is put off, and holds nothing else up."""

    def __init__(self, store: Store, workspaces: Workspaces, waves: Waves, rounds: Rounds) -> None:
        self._store = store
        self._workspaces = workspaces
        self._waves = waves
        self._rounds = rounds

    async def plan(self) -> int:
        """Get to know the newcomers and take the steps that are due; returns how many steps were taken.

        All of it is looked for at once: a look of its own for each would be another transaction each second.
        """
        questions, cohorts, unknown = await self._store.survey(
            lambda all_: (self._waves.due(all_), self._rounds.due(all_), self._workspaces.unknown(all_))
        )
        await self._workspaces.learn(unknown)
        taken = 0
        for workspace, question in questions:
            try:
                with logs.delivery():
                    await self._waves.advance(workspace, question)
                taken += 1
            except Exception:  # one that breaks is put off, and holds no other up
                log.exception("question failed", question=question)
                await self._waves.put_off(workspace, question)
        taken += await self._go_round(cohorts)
        return taken

    async def _go_round(self, due: Due) -> int:
        """Put to all cohorts what is due in them, beginning with these; returns how many there were."""
        taken = 0
        while due and (moved := await self._advance(due)):  # none moves where another replica has them
            taken += moved
            due = await self._store.survey(self._rounds.due)
        return taken

    async def _advance(self, due: Due) -> int:
        """Many in one transaction; where one breaks each goes alone, and that one is put off."""
        try:
            with logs.delivery():
                return await self._rounds.advance(due)
        except Exception:
            log.exception("cohorts failed", cohorts=len(due))
        if len(due) == 1:
            await self._rounds.put_off(*due[0])
            return 1
        return sum([await self._advance([each]) for each in due])
