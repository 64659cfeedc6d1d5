"""The words about a question: its card and its asker's status message."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.answers import Answer
from bot.domain.questions import Question, State
from bot.messages import kit, refusals

REMOVED = "(This question was removed by the person who asked.)"
_SHOWN_DETAILS = 1500


@dataclass(frozen=True, slots=True)
class Line:
    """An answer as a question's messages list it."""

    answer: Answer
    link: str
    """Where it can be read; empty when it stands in no message that the reader can open."""


@dataclass(frozen=True, slots=True)
class Told:
    """A question with all that its messages tell of it."""

    question: Question
    topics: tuple[str, ...]
    answers: tuple[Line, ...]
    invited: int
    """How many people have the question before them now."""
    invited_in_all: int
    asked_from: datetime | None
    """When the last of those in their quiet hours are asked."""
    waiting_until: datetime | None
    """When the present wave is over."""
    asks_advocates: bool
    is_exhausted: bool
    link: str
    """Where the card is; empty while there is none."""
    reaction: str = "+1"
    """The emoji by which to say that something is useful."""


def who_asks(question: Question) -> str:
    """The asker, unless they wanted to stay unknown."""
    return "Somebody asks anonymously" if question.is_anonymous else f"{kit.person(question.asker)} asks"


def title(question: Question) -> str:
    """What was asked, in one line: what a message about it is called."""
    return question.text or REMOVED


def body(question: Question) -> list[kit.Block]:
    """The question itself, as it stands in every message about it."""
    blocks = [kit.section(f"*{kit.escape(title(question))}*")]
    if question.details:
        blocks.append(kit.section(kit.quote(kit.cut(kit.escape(question.details), _SHOWN_DETAILS))))
    return blocks


def card(told: Told) -> kit.Message:
    """The question in its channel, with its true state."""
    question = told.question
    blocks = [kit.context(who_asks(question)), *body(question)]
    if told.topics:
        blocks.append(kit.context("Topics: " + ", ".join(kit.escape(each) for each in told.topics)))
    blocks.append(kit.section(f"{sign(question.state)} {_card_state(told)}", _more(question)))
    if question.is_open:
        blocks.append(kit.actions(kit.button("Answer", "question.answer", str(question.id), style="primary")))
        blocks.append(
            kit.context(f"A reply in the thread is an answer too. React with :{told.reaction}: to what is useful.")
        )
    return kit.Message(f"{who_asks(question)}: {kit.escape(title(question))}", tuple(blocks))


def _more(question: Question) -> kit.Block | None:
    """What facilitators may do with a question that stands; the menu is the same for all who see the card."""
    if question.state is State.WITHDRAWN:
        return None
    return kit.overflow("question.more", [kit.option("Use as a prompt (facilitators)", f"prompt:{question.id}")])


def status(told: Told) -> kit.Message:
    """What happens with a question, for its asker."""
    question = told.question
    title = kit.link(told.link, question.text) if told.link else kit.escape(question.text)
    state = _status_state(told)
    blocks = [kit.context("Your question" + (", asked anonymously" if question.is_anonymous else ""))]
    blocks += [kit.section(f"*{title}*"), kit.section(f"{sign(question.state)} {state}")]
    if question.card_trouble is not None:
        blocks.append(kit.section(f":warning: {_trouble(question.card_trouble)}"))
    blocks += _answer_lines(told)
    blocks += _status_actions(told)
    return kit.Message(f"Your question: {kit.escape(question.text)}\n{state}", tuple(blocks))


def helped_check(told: Told) -> kit.Message:
    """Asked once, some time after the first answer."""
    question = told.question
    text = f"You asked: *{kit.escape(question.text)}*\nDid {_the_answers(told)} help?"
    if question.state is not State.ANSWERED:
        text = f"You asked: *{kit.escape(question.text)}*\n{_status_state(told)}"
        return kit.Message(text, (kit.section(text),))
    buttons = kit.actions(
        kit.button("That answered it", "question.helped", str(question.id), style="primary"),
        kit.button("Still stuck", "question.stuck", str(question.id)),
    )
    return kit.Message(text, (kit.section(text), *_answer_lines(told), buttons))


def sign(state: State) -> str:
    """The emoji of a question's state."""
    signs = {
        State.WAITING: ":hourglass_flowing_sand:",
        State.ANSWERED: ":speech_balloon:",
        State.ACCEPTED: ":white_check_mark:",
        State.WITHDRAWN: ":wastebasket:",
        State.CLOSED: ":lock:",
    }
    return signs[state]


def _card_state(told: Told) -> str:
    question, count = told.question, len(told.answers)
    match question.state:
        case State.WAITING if count:
            return f"*Waiting for a better answer.* {kit.plural(count, 'answer')} so far."
        case State.WAITING:
            return f"*Waiting for an answer.* {_who_is_asked(told)}"
        case State.ANSWERED:
            return f"*Answered.* {kit.plural(count, 'answer')}, none accepted yet."
        case State.ACCEPTED:
            return _accepted(told)
        case State.WITHDRAWN:
            return "*Withdrawn* by the person who asked."
        case State.CLOSED:
            return f"*Closed* with {kit.plural(count, 'answer')}."


def _who_is_asked(told: Told) -> str:
    if told.invited:
        return f"{kit.plural(told.invited, 'person is', 'people are')} invited; anybody may answer."
    if told.asked_from:
        return "The right people are asked when their quiet hours end; anybody may answer."
    if told.invited_in_all:
        return "The people I know of were asked; anybody may answer."
    if told.question.wave == 0:
        return "I am looking for the right people."
    known = ", and whoever answers becomes known for it" if told.topics else ""
    return f"I know nobody to ask, so anybody may answer{known}."


def _accepted(told: Told) -> str:
    line = next((each for each in told.answers if each.answer.id == told.question.accepted), None)
    if line is None:
        return "*Accepted.*"
    by = f"by {kit.person(line.answer.author)}{' (outdated by now)' if line.answer.outdated_at else ''}"
    return f"*Accepted:* {kit.link(line.link, 'the answer')} {by}" if line.link else f"*Accepted:* the answer {by}"


def _status_state(told: Told) -> str:
    question = told.question
    match question.state:
        case State.WAITING:
            return _waiting(told)
        case State.ANSWERED:
            return f"You have {kit.plural(len(told.answers), 'answer')}. Accept the one that helped."
        case State.ACCEPTED:
            return f"{_accepted(told)}. Glad it helped!"
        case State.WITHDRAWN:
            return "You withdrew it; nobody is asked any more."
        case State.CLOSED:
            return "It is closed. You can reopen it at any time."


def _waiting(told: Told) -> str:
    question = told.question
    if told.is_exhausted:
        return f"{_nobody_left(told)} {_fallback(told)}"
    if question.wave == 0:
        return "I am looking for the right people. You will read here what happens."
    whom = "who offered to help when nobody else does" if told.asks_advocates else "who may know it"
    if told.invited:
        return f"I asked {kit.plural(told.invited, 'person', 'people')} {whom}.{_and_then(told)}"
    if told.asked_from:
        return (
            f"I found people {whom}. I ask them when their quiet hours end, {kit.when(told.asked_from)} at the latest."
        )
    return "I am looking for others to ask."


def _and_then(told: Told) -> str:
    if told.waiting_until is None or told.asks_advocates:
        return ""
    return f" If nobody answers until {kit.when(told.waiting_until)}, I ask further."


def _nobody_left(told: Told) -> str:
    if told.invited_in_all:
        return f"Everybody I could ask was asked ({kit.plural(told.invited_in_all, 'person', 'people')})."
    if not told.topics:
        return "It names no topic that I know, so I know nobody to ask."
    return "I know nobody whom I could ask about this."


def _fallback(told: Told) -> str:
    if told.question.is_private:
        return "Post it in a channel, so that others can see it and answer."
    known = ", who then becomes known for it" if told.topics else ""
    return f"It stays open: anybody in the channel may answer{known}."


def _answer_lines(told: Told) -> list[kit.Block]:
    """The latest answers, each with its button while accepting it is still to be done."""
    lines = []
    for line in told.answers[-5:]:
        answer = line.answer
        said = kit.cut(kit.escape(" ".join(answer.text.split())), 300)
        where = f" ({kit.link(line.link, 'read it there')})" if line.link else ""
        useful = f" · useful to {kit.plural(answer.useful, 'person', 'people')}" if answer.useful else ""
        outdated = " · outdated" if answer.outdated_at else ""
        text = f"{kit.person(answer.author)}: {said}{where}{useful}{outdated}"
        accept = kit.button("Accept", "answer.accept", str(answer.id))
        lines.append(kit.section(text, accept if told.question.is_open else None))
    return lines


def _status_actions(told: Told) -> list[kit.Block]:
    question, id_ = told.question, str(told.question.id)
    if not question.is_open:
        return [kit.actions(kit.button("Reopen", "question.reopen", id_))]
    sure = kit.confirm("Withdraw it?", "Everybody invited is told that it is settled.", "Withdraw", "Keep it")
    buttons = [kit.button("Withdraw", "question.withdraw", id_, confirm=sure)]
    if question.is_private or question.card_trouble is not None:
        buttons.insert(0, kit.button("Post it in a channel", "question.publish", id_))
    if question.state is State.ANSWERED:
        buttons.insert(0, kit.button("Still stuck", "question.stuck", id_))
    return [kit.actions(*buttons)]


def _trouble(error: str) -> str:
    return f"I could not post it in the channel: {refusals.why_not_posted(error)}. Choose another channel below."


def _the_answers(told: Told) -> str:
    count = len(told.answers)
    return "the answer" if count == 1 else f"the {count} answers"
