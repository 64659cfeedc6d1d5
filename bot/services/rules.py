"""The rules that hold in a workspace: what its people changed, over what the environment says."""

from dataclasses import dataclass

from bot.domain.rules import Rules
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WorkspaceRules:
    """Gives each unit of work the rules of its workspace, so that no use case can take the defaults for them.

    One look-up by primary key in a transaction that asks, none in one that does not; nothing is remembered longer, so
    that a change holds at once in every replica.
    """

    defaults: Rules
    given: frozenset[str] = frozenset()
    """Which of the defaults the environment names."""

    def of(self, uow: UnitOfWork) -> Rules:
        """The rules of the unit of work's workspace."""
        return uow.settings.rules(self.defaults)
