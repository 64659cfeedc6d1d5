"""Every feature constructed: the use cases, and the table of what handles them."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.services.answers import Answers
from bot.services.bank import Bank
from bot.services.belongings import BroughtIn
from bot.services.borrowing import Borrowing
from bot.services.channels import Channels
from bot.services.cohorts import Cohorts
from bot.services.comments import Comments
from bot.services.conversation import Conversation
from bot.services.dates import Dates
from bot.services.deflections import Deflections
from bot.services.directory import Hurried
from bot.services.experts import Experts
from bot.services.failures import Failures
from bot.services.forgetting import Forgetting
from bot.services.freshness import Freshness
from bot.services.home import Homes
from bot.services.invitations import Invitations
from bot.services.knowledge import Knowledge
from bot.services.learning import Learning
from bot.services.marks import Marks
from bot.services.moderation import Moderation
from bot.services.my_data import MyData
from bot.services.outcomes import Results
from bot.services.questions import Questions
from bot.services.releasing import Releasing
from bot.services.retention import Retention
from bot.services.rounds import Rounds
from bot.services.rules import WorkspaceRules
from bot.services.run_answers import RunAnswers
from bot.services.settings import WorkspaceSettings
from bot.services.sight import Sights
from bot.services.threads import Threads
from bot.services.tips import Tips
from bot.services.topics import MyTopics
from bot.services.waves import Waves
from bot.services.workspaces import Workspaces
from bot.slack.directory import SlackDirectory
from handlers.answers import Answering
from handlers.belongings import Belonging
from handlers.cohorts import Convening
from handlers.comments import Commenting
from handlers.dates import Planning
from handlers.experts import Finding
from handlers.freshness import Doubting
from handlers.home import Showing
from handlers.invitations import Inviting
from handlers.knowledge import Knowing
from handlers.marks import Marking
from handlers.moderation import Moderating
from handlers.my_data import Owning
from handlers.prompts import Preparing
from handlers.questions import Asking
from handlers.runs import Discussing
from handlers.settings import Governing
from handlers.suggesting import Suggesting
from handlers.table import Table
from handlers.threads import Listening
from handlers.tips import Sharing
from handlers.topics import Declaring
from handlers.workspaces import Keeping
from storage.store import Store


@dataclass(frozen=True, slots=True)
class UseCases:
    """Everything people and time can bring about."""

    questions: Questions
    answers: Answers
    tips: Tips
    comments: Comments
    threads: Threads
    channels: Channels
    invitations: Invitations
    marks: Marks
    topics: MyTopics
    experts: Experts
    knowledge: Knowledge
    deflections: Deflections
    homes: Homes
    conversation: Conversation
    workspaces: Workspaces
    waves: Waves
    learning: Learning
    moderation: Moderation
    freshness: Freshness
    brought_in: BroughtIn
    cohorts: Cohorts
    dates: Dates
    bank: Bank
    run_answers: RunAnswers
    results: Results
    borrowing: Borrowing
    rounds: Rounds
    failures: Failures
    forgetting: Forgetting
    my_data: MyData
    retention: Retention
    settings: WorkspaceSettings
    sights: Sights


def new_use_cases(store: Store, clock: Clock, rules: WorkspaceRules, directory: SlackDirectory) -> UseCases:
    """Construct everything people and time can bring about."""
    sights = Sights(store, clock, Hurried(directory))
    marks = Marks(store, clock, rules, directory, sights)
    channels = Channels(store, sights)
    deflections = Deflections(store, clock, sights, marks)
    answers, comments = Answers(store, clock, rules, marks, sights), Comments(store, clock, sights)
    run_answers = RunAnswers(store, clock, rules, marks, sights)
    return UseCases(
        questions=Questions(store, clock, rules, channels, deflections),
        answers=answers,
        tips=Tips(store, clock, rules, channels, sights),
        comments=comments,
        threads=Threads(store, [answers, comments, run_answers]),
        channels=channels,
        invitations=Invitations(store, clock, rules, directory),
        marks=marks,
        topics=MyTopics(store, clock, rules, directory),
        experts=Experts(store, clock, rules),
        knowledge=Knowledge(store, sights),
        deflections=deflections,
        homes=Homes(store, clock),
        conversation=Conversation(store, clock),
        workspaces=Workspaces(store, clock, rules, directory),
        waves=Waves(store, clock, rules, directory),
        learning=Learning(store, clock),
        moderation=Moderation(store, clock, rules, directory),
        freshness=Freshness(store, clock, rules, directory, sights),
        brought_in=BroughtIn(store, clock, answers),
        cohorts=Cohorts(store, clock, rules, directory, channels, sights),
        dates=Dates(store, clock, rules),
        bank=Bank(store, clock, rules),
        run_answers=run_answers,
        results=Results(store, clock, rules, sights),
        borrowing=Borrowing(store, clock, rules, sights),
        rounds=Rounds(store, clock, rules),
        failures=Failures(store, clock),
        forgetting=Forgetting(store, clock, marks, Releasing(clock, answers)),
        my_data=MyData(store, clock, sights),
        retention=Retention(store, clock, rules),
        settings=WorkspaceSettings(store, clock, rules, directory),
        sights=sights,
    )


def new_table(use_cases: UseCases, clock: Clock) -> Table:
    """Let every feature say what it handles."""
    table = Table()
    suggesting = Suggesting(use_cases.knowledge, use_cases.deflections)
    suggesting.register(table)
    Asking(use_cases.questions, use_cases.answers, use_cases.topics, use_cases.channels, suggesting).register(table)
    Knowing(use_cases.knowledge).register(table)
    Moderating(use_cases.moderation, use_cases.topics, use_cases.freshness).register(table)
    Governing(use_cases.settings).register(table)
    Belonging(use_cases.brought_in).register(table)
    doubting = Doubting(use_cases.freshness)
    doubting.register(table)
    Sharing(use_cases.tips, use_cases.topics, use_cases.channels, doubting).register(table)
    Commenting(use_cases.comments).register(table)
    Inviting(use_cases.invitations, use_cases.answers).register(table)
    Answering(use_cases.answers, doubting).register(table)
    Listening(use_cases.threads, use_cases.conversation).register(table)
    Marking(use_cases.marks).register(table)
    Declaring(use_cases.topics).register(table)
    Finding(use_cases.experts, use_cases.questions, use_cases.sights).register(table)
    Showing(use_cases.homes).register(table)
    Keeping(use_cases.workspaces).register(table)
    Convening(use_cases.cohorts, use_cases.dates, use_cases.bank, clock).register(table)
    Planning(use_cases.dates, use_cases.results, clock).register(table)
    Preparing(use_cases.bank).register(table)
    Owning(use_cases.my_data, use_cases.forgetting).register(table)
    Discussing(use_cases.run_answers, use_cases.borrowing, use_cases.channels).register(table)
    return table
