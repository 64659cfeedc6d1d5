"""The words about what is kept of a person: their own record, and being forgotten."""

from collections.abc import Iterable, Sequence

from bot.domain.learning_record import Answered, Counts, Record
from bot.messages import kit
from bot.messages.links import permalink
from bot.messages.questions import sign, title

_SHORT = 150
STAYS, GOES = "stays", "goes"
"""What becomes of what one said in channels, as the form has it."""


def record(found: Record) -> kit.View:
    """What somebody asked, answered, shared and learned, with what they may do with it."""
    counts = found.counts
    told = "Only you see this. It is what you asked, answered, shared and learned here; the latest of each."
    forget = kit.button("Forget me", "my_data.ask_forget", style="danger")
    export = kit.button("Export", "my_data.export")
    cohorts = [f"*{kit.escape(each.name)}* in {kit.channel(each.channel)}" for each in found.cohorts]
    blocks = [
        kit.section(told),
        kit.actions(export, forget),
        *_listed(f"Asked ({counts.asked})", _asked(found), "You have not asked anything yet."),
        *_listed(f"Answered ({counts.answered})", map(_answer, found.answered), "You have not answered anything yet."),
        *_listed(f"Shared ({counts.shared})", _tips(found), "You have not shared any tip yet."),
        *_listed("Learned", [*_learned(counts), *cohorts], "What you find useful and discuss in cohorts counts here."),
    ]
    return kit.modal("My learning", blocks, "my_data.record", close="Close")


def _listed(heading: str, lines: Iterable[str], otherwise: str) -> list[kit.Block]:
    shown = "\n".join(f"• {line}" for line in lines)
    return [kit.header(heading), kit.section(shown) if shown else kit.context(otherwise)]


def _asked(found: Record) -> list[str]:
    lines = []
    for question in found.asked:
        channel, ts = question.channel, question.card_ts
        link = permalink(found.url, channel, ts) if channel and ts else ""
        lines.append(f"{sign(question.state)} {_titled(title(question), link)}")
    return lines


def _tips(found: Record) -> list[str]:
    links = [permalink(found.url, each.channel, each.card_ts) if each.card_ts else "" for each in found.shared]
    return [f"{_titled(tip.text, link)}{_useful(tip.useful)}" for tip, link in zip(found.shared, links, strict=True)]


def _answer(answered: Answered) -> str:
    answer, question = answered.answer, answered.question
    to = f"*{kit.escape(title(question))}*: " if question else ""
    is_accepted = question is not None and question.accepted == answer.id
    accepted = " · :white_check_mark: accepted" if is_accepted else ""
    return f"{to}{kit.cut(_line(answer.text), _SHORT)}{accepted}{_useful(answer.useful)}"


def _learned(counts: Counts) -> Sequence[str]:
    lines = [
        (counts.accepted, f"{kit.plural(counts.accepted, 'answer')} of yours accepted"),
        (counts.helped, f"Found useful by others {kit.plural(counts.helped, 'time')}"),
        (counts.added, f"{kit.plural(counts.added, 'take')} added to tips"),
        (counts.discussed, f"{kit.plural(counts.discussed, 'answer')} to questions of cohorts"),
        (counts.found_useful, f"{kit.plural(counts.found_useful, 'answer or tip', 'answers and tips')} found useful"),
        (counts.found_before_asking, f"{kit.plural(counts.found_before_asking, 'question')} answered before asking"),
    ]
    return [line for count, line in lines if count]


def _titled(text: str, link: str) -> str:
    short = kit.cut(" ".join(text.split()), _SHORT)
    return kit.link(link, short) if link else kit.escape(short)


def _line(text: str) -> str:
    return kit.escape(" ".join(text.split()))


def _useful(count: int) -> str:
    return f" · useful to {kit.plural(count, 'person', 'people')}" if count else ""


def forget_form() -> kit.View:
    """Asks before somebody is forgotten, and what becomes of what they said where others read it."""
    told = (
        "This erases what I know of you: your profile and topics, what you can help with and what you were invited to, "
        "what you found useful, your cohorts, and everything that is on its way to you. It can't be undone."
    )
    more = (
        "Questions that only experts saw go in any case, and so do answers to such. Messages that you wrote in Slack "
        "yourself stay where they are: delete these there. If you use me again I start anew with you."
    )
    options = [
        kit.option("They stay, without my name", STAYS),
        kit.option("They are removed too", GOES),
    ]
    words = kit.radio("words", options, initial=STAYS)
    blocks = [
        kit.section(told),
        kit.input_block("My questions, answers, tips and takes in channels", words, "words"),
        kit.context(more),
    ]
    return kit.modal("Forget me", blocks, "my_data.forget", submit="Forget me", close="Keep me")


def exporting(*, is_new: bool) -> kit.View:
    """Said to somebody who wants all that is kept of them."""
    text = "I am putting together all that I keep of you. You get it as a file in our direct message."
    if not is_new:
        text = "I am at it already. The file comes in our direct message."
    return kit.modal("Export", [kit.section(text)], "my_data.exporting", close="Close")


def exported() -> kit.Message:
    """What stands with the file."""
    text = "Here is all that I keep of you. The README in it says what is in each file. Nobody else got it."
    return kit.Message(text, (kit.section(text),))


def export_not_sent(error: str) -> kit.Message:
    """Why somebody did not get all that is kept of them."""
    match error:
        case "missing_scope" | "not_allowed_token_type":
            why = "I may not send files here. Ask an admin of this workspace to install me again with `files:write`"
        case "ambiguous_without_history":
            why = "Slack did not say whether it took the file, and I can't look. If it is not here"
        case _:
            why = f"Slack did not take the file ({kit.escape(error)}). Ask an admin of this workspace about it"
    text = f"I could not bring you what I keep of you. {why}, then export it again from `/my-learning`."
    return kit.Message(text, (kit.section(text),))


def forgetting() -> kit.View:
    """Said to somebody who wants to be forgotten, before it is done."""
    text = "I am forgetting you. It takes less than a minute; then you get one last message from me."
    return kit.modal("Forget me", [kit.section(text)], "my_data.forgetting", close="Close")


def forgotten(*, takes_words: bool) -> kit.Message:
    """The one message that tells somebody that they were forgotten."""
    words = "was removed as well" if takes_words else "stands there without your name"
    text = (
        f"I have forgotten you. Nothing about you is kept any more; what you said in channels {words}. "
        "Messages of mine that show your name still are changed one after the other. "
        "I don't keep this message either. If you use me again, we start anew."
    )
    return kit.Message(text, (kit.section(text),))
