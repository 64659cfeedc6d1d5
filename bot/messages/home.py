"""App Home: what waits for you, what became of your questions, what you are known for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.cohort_shown import AtHome
from bot.domain.ids import InvitationId, QuestionId
from bot.domain.questions import Question, State
from bot.domain.rules import ENGLISH
from bot.messages import kit, refusals
from bot.messages.cohorts import state
from bot.messages.days import day
from bot.messages.links import permalink
from bot.messages.questions import who_asks

_STATES = {
    State.WAITING: ":hourglass_flowing_sand: waiting",
    State.ANSWERED: ":speech_balloon: answered",
    State.ACCEPTED: ":white_check_mark: accepted",
    State.WITHDRAWN: ":wastebasket: withdrawn",
    State.CLOSED: ":lock: closed",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person's App Home shows, one page of it."""

    is_new: bool
    is_moderator: bool
    has_belongings: bool
    waiting: Sequence[tuple[InvitationId, Question]]
    waiting_count: int
    asked: Sequence[Question]
    asked_count: int
    topics: Sequence[str]
    cohorts: Sequence[AtHome]
    url: str
    """The workspace's own address, for links."""
    unanswered: Sequence[Question]
    unanswered_count: int
    links: Mapping[QuestionId, str]
    """Where the cards of questions are."""
    page: int
    pages: int
    language: str = ENGLISH
    """In which dates are written."""


def view(shown: Shown) -> kit.View:
    """One person's App Home."""
    blocks: list[kit.Block] = []
    if shown.is_new:
        blocks += _welcome()
    moderating = [kit.button("Moderate", "moderation.open"), kit.button("Settings", "settings.open")]
    more = moderating if shown.is_moderator else []
    mine = [kit.button("My topics", "topics.edit"), kit.button("My learning", "my_data.open")]
    blocks.append(kit.actions(_ask(), _find_answer(), _share(), _find(), *mine, _all_cohorts(), *more))
    blocks += _cohorts(shown)
    blocks += _waiting(shown)
    blocks += _asked(shown)
    blocks += _unanswered(shown)
    blocks += _topics(shown)
    blocks += _belongings(shown)
    blocks += _pager(shown)
    return kit.home(blocks)


def find_form() -> kit.View:
    """Looking for people from App Home."""
    field = kit.text_input("topics", placeholder="Such as terraform, sql", max_length=150)
    block = kit.input_block("Topics", field, "topics", hint="Several topics find who knows them all.")
    return kit.modal("Find an expert", [block], "expert.find", submit="Find")


def results(message: kit.Message) -> kit.View:
    """People found, shown in a modal."""
    return kit.modal("Find an expert", message.blocks, "expert.found", close="Close")


def notice(message: kit.Message) -> kit.View:
    """Something to say where there is no channel to say it in."""
    return kit.modal("Knowhow", message.blocks, "home.notice", close="Close")


def _ask() -> kit.Block:
    return kit.button("Ask an expert", "home.ask", style="primary")


def _share() -> kit.Block:
    return kit.button("Share a tip", "home.share")


def _find_answer() -> kit.Block:
    return kit.button("Find an answer", "home.find_answer")


def _find() -> kit.Block:
    return kit.button("Find an expert", "home.find")


def _all_cohorts() -> kit.Block:
    return kit.button("Cohorts", "home.cohorts")


def _welcome() -> list[kit.Block]:
    return [
        kit.header("Welcome to Knowhow"),
        kit.section(
            "Ask, and the right colleagues are invited to answer, a few at a time and never at night.\n"
            "• `/ask-expert How do we rotate the database keys?` asks a question.\n"
            "• `/share-tip` keeps what helped you where others find it.\n"
            "• `/my-topics terraform, sql` says what you can help with.\n"
            "• `/cohort` shows groups that discuss a question a day, for you to join."
        ),
        kit.actions(kit.button("Got it", "home.welcomed")),
        kit.divider(),
    ]


def _cohorts(shown: Shown) -> list[kit.Block]:
    """A person's cohorts: today's question, the next date, and what needs those who facilitate."""
    if not shown.cohorts:
        return []
    return [kit.header("Your cohorts"), *(block for each in shown.cohorts for block in _cohort(each, shown))]


def _cohort(at_home: AtHome, shown: Shown) -> list[kit.Block]:
    cohort, run = at_home.cohort, at_home.today
    about = f"*{kit.escape(cohort.name)}* in {kit.channel(cohort.channel)} · {state(cohort, shown.language)}"
    blocks = [kit.section(about, kit.button("Open", "cohort.open", str(cohort.id)))]
    if run is not None:
        told = "Today's question"
        link = kit.link(permalink(shown.url, run.channel, run.card_ts), told) if run.card_ts else told
        done = " :white_check_mark: _answered_" if at_home.has_answered else ""
        answer = kit.button("Add my answer", "run.answer", str(run.id))
        said = kit.cut(kit.escape(run.said.text), 300)
        blocks.append(kit.section(f"{link}: {said}{done}", None if at_home.has_answered else answer))
    if at_home.leads and cohort.trouble is not None:
        resume = kit.button("Resume", "cohort.resume", str(cohort.id))
        why = refusals.why_not_posted(cohort.trouble)
        blocks.append(kit.section(f":warning: It can't go on: {why}. Mend that, then resume it.", resume))
    elif at_home.empty is not None:
        when = day(at_home.empty.slot.day, shown.language)
        add = kit.button("Add prompts", "cohort.bank", str(cohort.id))
        blocks.append(kit.section(f":warning: No prompt is left for {when}.", add))
    return blocks


def _waiting(shown: Shown) -> list[kit.Block]:
    blocks = [kit.header(f"Waiting for your answer ({shown.waiting_count})")]
    if not shown.waiting_count:
        return [*blocks, kit.context("Nothing waits for you. Questions on your topics appear here.")]
    if not shown.waiting:
        return []
    for invitation, question in shown.waiting:
        answer = kit.button("Answer", "invitation.answer", str(invitation))
        blocks.append(kit.section(f"{who_asks(question)}: {_titled(question, shown)}", answer))
    return blocks


def _asked(shown: Shown) -> list[kit.Block]:
    blocks = [kit.header(f"Your questions ({shown.asked_count})")]
    if not shown.asked_count:
        return [*blocks, kit.context("You have not asked anything yet.")]
    if not shown.asked:
        return []
    lines = (f"{_titled(question, shown)}\n{_STATES[question.state]}" for question in shown.asked)
    return blocks + [kit.section(line, _own(question)) for line, question in zip(lines, shown.asked, strict=True)]


def _own(question: Question) -> kit.Block:
    if not question.is_open:
        return kit.button("Reopen", "question.reopen", str(question.id))
    sure = kit.confirm("Withdraw it?", "Everybody invited is told that it is settled.", "Withdraw", "Keep it")
    return kit.button("Withdraw", "question.withdraw", str(question.id), confirm=sure)


def _unanswered(shown: Shown) -> list[kit.Block]:
    """For people who help when nobody else does."""
    if not shown.unanswered:
        return []
    lines = [
        kit.section(
            f"{who_asks(question)}: {_titled(question, shown)}",
            kit.button("Answer", "question.answer", str(question.id)),
        )
        for question in shown.unanswered
    ]
    return [kit.header(f"Nobody answered these yet ({shown.unanswered_count})"), *lines]


def _topics(shown: Shown) -> list[kit.Block]:
    names = ", ".join(f"*{kit.escape(each)}*" for each in shown.topics)
    told = f"People find you for {names}." if names else "You have not named any topics yet: press *My topics* above."
    return [kit.header("Your topics"), kit.section(told)]


def _belongings(shown: Shown) -> list[kit.Block]:
    """For people whose words from before were brought in."""
    if not shown.has_belongings:
        return []
    told = "Questions and answers of yours from before Knowhow were brought in, so that others find them."
    return [kit.section(told, kit.button("See and remove", "belongings.open"))]


def _pager(shown: Shown) -> list[kit.Block]:
    if shown.pages == 1:
        return []
    buttons = []
    if shown.page > 0:
        buttons.append(kit.button("Newer", "home.page.previous", str(shown.page - 1)))
    if shown.page + 1 < shown.pages:
        buttons.append(kit.button("Older", "home.page.next", str(shown.page + 1)))
    return [kit.actions(*buttons), kit.context(f"Page {shown.page + 1} of {shown.pages}")]


def _titled(question: Question, shown: Shown) -> str:
    link = shown.links.get(question.id, "")
    return kit.link(link, question.text) if link else kit.escape(question.text)
