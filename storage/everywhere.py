"""One transaction's view of what is due in any workspace."""

from functools import cached_property

from sqlalchemy import Connection

from bot.domain.ids import WorkspaceId
from storage import tenancy
from storage.agenda import Agenda
from storage.due import DueCohorts, DueQuestions
from storage.erasing.tenants import Tenants
from storage.forgetting import ForgettingEverywhere
from storage.newcomers import Newcomers
from storage.organisations import Organisations
from storage.outgoing import Outgoing
from storage.ranking import Rankings
from storage.stale import StaleEverywhere
from storage.tenancy import EVERYBODY, Whose
from storage.unit_of_work import UnitOfWork
from storage.watching import Watch
from storage.workspaces import Workspaces


class Everywhere:
    """What the program itself looks after in all workspaces: what is due, and what goes out."""

    def __init__(self, connection: Connection, request: str = "", whose: Whose = EVERYBODY) -> None:
        self._connection = connection
        self._request = request
        self._whose = whose
        self._within: UnitOfWork | None = None

    @cached_property
    def agenda(self) -> Agenda:
        """What there is to do."""
        return Agenda(self._connection)

    @cached_property
    def cohorts(self) -> DueCohorts:
        """Cohorts whose question is due."""
        return DueCohorts(self._connection)

    @cached_property
    def forgettings(self) -> ForgettingEverywhere:
        """Who is to be forgotten, and what is to be wiped."""
        return ForgettingEverywhere(self._connection)

    @cached_property
    def newcomers(self) -> Newcomers:
        """Whom and what Slack has to be asked about."""
        return Newcomers(self._connection)

    @cached_property
    def organisations(self) -> Organisations:
        """Organisations that installed the app for all their workspaces."""
        return Organisations(self._connection)

    @cached_property
    def outgoing(self) -> Outgoing:
        """Notices to claim and settle."""
        return Outgoing(self._connection)

    @cached_property
    def questions(self) -> DueQuestions:
        """Questions whose next step is due."""
        return DueQuestions(self._connection)

    @cached_property
    def rankings(self) -> Rankings:
        """Workspaces that are to learn."""
        return Rankings(self._connection)

    @cached_property
    def stale(self) -> StaleEverywhere:
        """Workspaces whose search index is behind."""
        return StaleEverywhere(self._connection)

    @cached_property
    def tenants(self) -> Tenants:
        """Workspaces whose time is over."""
        return Tenants(self._connection)

    @cached_property
    def watch(self) -> Watch:
        """How things stand, for an operator."""
        return Watch(self._connection)

    @cached_property
    def workspaces(self) -> Workspaces:
        """The tenants themselves."""
        return Workspaces(self._connection)

    def within(self, workspace: WorkspaceId) -> UnitOfWork:
        """The same transaction, seen from one workspace, and from there on about this one alone.

        It is the same unit of work until another workspace's is asked for.
        """
        if self._within is not None and self._within.workspace == workspace:
            return self._within
        whose = tenancy.of(workspace)
        if whose != self._whose:
            tenancy.narrow(self._connection, whose)
            self._whose = whose
        self._within = UnitOfWork(self._connection, workspace, self._request)
        return self._within
