"""One transaction's view of the data, by repository."""

from functools import cached_property

from sqlalchemy import Connection

from bot.domain.ids import WorkspaceId
from storage.activities import Activities
from storage.aging import Aging
from storage.answers import Answers
from storage.cohorts import Cohorts
from storage.comments import Comments
from storage.deflections import Deflections
from storage.deliveries import Deliveries
from storage.erasing.expiry import Expiry
from storage.erasing.people import ErasingPeople
from storage.evidence import EvidenceLog
from storage.exporting import Exporting
from storage.failures import Failures
from storage.forgetting import Forgettings
from storage.index import SearchIndex
from storage.invitations import Invitations
from storage.marks import Marks
from storage.news import CohortNews, PromptRequests
from storage.notices import Notices
from storage.people import People
from storage.places import Places
from storage.plans import Plans
from storage.practice import Practice
from storage.prompts import Prompts
from storage.questions import Questions
from storage.ranking import Ranking
from storage.records import Records
from storage.reviews import Reviews
from storage.run_answers import RunAnswers
from storage.runs import Runs
from storage.search import Search
from storage.settings import Settings
from storage.stale import StaleDocuments
from storage.standing import Standing
from storage.tips import Tips
from storage.topics import Topics
from storage.votes import Votes
from storage.workspaces import Workspaces


class UnitOfWork:
    """The repositories of one workspace, all in one transaction."""

    def __init__(self, connection: Connection, workspace: WorkspaceId, request: str = "") -> None:
        self._connection = connection
        self.workspace = workspace
        self._request = request

    @cached_property
    def url(self) -> str:
        """The workspace's own address, for links to messages; empty if unknown."""
        return Workspaces(self._connection).url(self.workspace)

    @cached_property
    def activities(self) -> Activities:
        """What happened, append-only."""
        return Activities(self._connection, self.workspace)

    @cached_property
    def aging(self) -> Aging:
        """What nobody looked over for long."""
        return Aging(self._connection, self.workspace)

    @cached_property
    def answers(self) -> Answers:
        """What people answered."""
        return Answers(self._connection, self.workspace)

    @cached_property
    def cohorts(self) -> Cohorts:
        """Who learns together."""
        return Cohorts(self._connection, self.workspace)

    @cached_property
    def comments(self) -> Comments:
        """What people added to tips."""
        return Comments(self._connection, self.workspace)

    @cached_property
    def deflections(self) -> Deflections:
        """What was not asked because it was found first."""
        return Deflections(self._connection, self.workspace)

    @cached_property
    def deliveries(self) -> Deliveries:
        """What Slack delivered already."""
        return Deliveries(self._connection, self.workspace)

    @cached_property
    def erasing(self) -> ErasingPeople:
        """A person's traces, to be erased."""
        return ErasingPeople(self._connection, self.workspace)

    @cached_property
    def evidence(self) -> EvidenceLog:
        """Reasons to believe that people know topics."""
        return EvidenceLog(self._connection, self.workspace)

    @cached_property
    def expiry(self) -> Expiry:
        """What is kept for some time only."""
        return Expiry(self._connection, self.workspace)

    @cached_property
    def exporting(self) -> Exporting:
        """All that is kept of a person, for that person."""
        return Exporting(self._connection, self.workspace)

    @cached_property
    def failures(self) -> Failures:
        """Events that could not be handled."""
        return Failures(self._connection, self.workspace)

    @cached_property
    def forgettings(self) -> Forgettings:
        """Who wants to be forgotten."""
        return Forgettings(self._connection, self.workspace)

    @cached_property
    def index(self) -> SearchIndex:
        """What can be found, to write."""
        return SearchIndex(self._connection, self.workspace)

    @cached_property
    def invitations(self) -> Invitations:
        """Questions put to people."""
        return Invitations(self._connection, self.workspace)

    @cached_property
    def marks(self) -> Marks:
        """What people found useful, and the reactions behind it."""
        return Marks(self._connection, self.workspace)

    @cached_property
    def news(self) -> CohortNews:
        """What facilitators have to know."""
        return CohortNews(self._connection, self.workspace)

    @cached_property
    def notices(self) -> Notices:
        """What is owed to people."""
        return Notices(self._connection, self.workspace, self._request)

    @cached_property
    def people(self) -> People:
        """The members."""
        return People(self._connection, self.workspace)

    @cached_property
    def places(self) -> Places:
        """The channels the app is in."""
        return Places(self._connection, self.workspace)

    @cached_property
    def plans(self) -> Plans:
        """What is changed about single dates of cohorts."""
        return Plans(self._connection, self.workspace)

    @cached_property
    def practice(self) -> Practice:
        """What people answered, added up."""
        return Practice(self._connection, self.workspace)

    @cached_property
    def votes(self) -> Votes:
        """What people answered and shared, as it speaks for them."""
        return Votes(self._connection, self.workspace)

    @cached_property
    def prompt_requests(self) -> PromptRequests:
        """What those who asked anonymously are asked."""
        return PromptRequests(self._connection, self.workspace)

    @cached_property
    def prompts(self) -> Prompts:
        """What cohorts discuss."""
        return Prompts(self._connection, self.workspace)

    @cached_property
    def ranking(self) -> Ranking:
        """What the workspace learned of who answers."""
        return Ranking(self._connection, self.workspace)

    @cached_property
    def questions(self) -> Questions:
        """What people asked."""
        return Questions(self._connection, self.workspace)

    @cached_property
    def records(self) -> Records:
        """What is one person's own."""
        return Records(self._connection, self.workspace)

    @cached_property
    def reviews(self) -> Reviews:
        """Whether answers and tips are still true."""
        return Reviews(self._connection, self.workspace)

    @cached_property
    def run_answers(self) -> RunAnswers:
        """What people said to the questions of cohorts."""
        return RunAnswers(self._connection, self.workspace)

    @cached_property
    def runs(self) -> Runs:
        """Each posting of a prompt."""
        return Runs(self._connection, self.workspace)

    @cached_property
    def search(self) -> Search:
        """What can be found, to look for."""
        return Search(self._connection, self.workspace)

    @cached_property
    def settings(self) -> Settings:
        """What is set otherwise here."""
        return Settings(self._connection, self.workspace)

    @cached_property
    def standing(self) -> Standing:
        """Which messages are ours."""
        return Standing(self._connection, self.workspace)

    @cached_property
    def stale(self) -> StaleDocuments:
        """What the index has to catch up with."""
        return StaleDocuments(self._connection, self.workspace)

    @cached_property
    def tips(self) -> Tips:
        """What people shared."""
        return Tips(self._connection, self.workspace)

    @cached_property
    def topics(self) -> Topics:
        """What people know about."""
        return Topics(self._connection, self.workspace)
