"""The words of finding what is known: results of a search, what may answer a question before it is asked."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.answers import Answer
from bot.domain.ids import PersonId
from bot.domain.knowledge import Answered, Found
from bot.domain.questions import State
from bot.domain.search import analysis
from bot.domain.search.documents import Kind
from bot.domain.search.snippets import Snippet, best_snippet
from bot.domain.tips import Tip
from bot.messages import kit
from bot.messages.answers import pieces, useful_button
from bot.messages.links import address
from bot.messages.questions import body, sign

TITLE = "Find an answer"
CARRIED = 1_900
"""How much of a search a button carries, and so how much of what is typed is looked for."""
_TITLE_LENGTH = 300
_PREVIEW = 280
"""Characters of what may answer a question, shown while it is asked."""
_ANSWERS_SHOWN = 10
_SUGGESTED = "similar"
"""How the block_ids of what is suggested begin."""


def results(
    found: Sequence[Found], *, typed: str, page: int, has_more: bool, is_guest: bool, reader: PersonId, url: str
) -> kit.Message:
    """A page of what was found, best first; or what to do when there is nothing."""
    if not found:
        return _nothing(typed, page, is_guest=is_guest)
    title = f"Answers and tips for *{kit.escape(_short(typed))}*{f', page {page}' if page > 1 else ''}:"
    blocks = [kit.section(title)]
    for each in found:
        blocks += _result(each, reader, url)
    blocks += [kit.divider(), kit.actions(*_turns(typed, page, has_more=has_more), _ask(typed))]
    summary = "\n".join(f"• {_linked(each, url)}" for each in found)
    return kit.Message(f"{title}\n{summary}", tuple(blocks))


def find_form() -> kit.View:
    """Looking for answers from App Home or anywhere."""
    field = kit.text_input("words", placeholder="Such as: rotate database keys", min_length=1, max_length=300)
    hint = 'Small typos are forgiven. "In quotes" finds exact words, #topic what is about a topic.'
    return kit.modal(TITLE, [kit.input_block("Words", field, "words", hint=hint)], "knowledge.find", submit="Find")


def results_form(message: kit.Message) -> kit.View:
    """What was found, in a modal."""
    return kit.modal(TITLE, message.blocks, "knowledge.found", close="Close")


def whole(found: Found) -> kit.View:
    """An answered question or a tip with all that belongs to it."""
    return kit.modal(_name(found), _whole(found), "knowledge.shown", close="Close")


def whole_before_asking(found: Found, words: str) -> kit.View:
    """The same over the form of asking: it answers the question, or the question is asked."""
    metadata = {"kind": found.kind, "id": found.id, "words": words}
    return kit.modal(
        _name(found),
        _whole(found),
        "similar.solve",
        submit="This answers it",
        close="Back to my question",
        metadata=json.dumps(metadata, ensure_ascii=False),
    )


def suggesting(form: kit.View, found: Sequence[Found], url: str) -> kit.View:
    """The form of asking with what may answer the question under it, in place of what was suggested before.

    Nothing else about the form changes, so that what is typed and chosen in it stays as it is.
    """
    kept = [block for block in form.blocks if not str(block.get("block_id", "")).startswith(_SUGGESTED)]
    under = next(number for number, block in enumerate(kept, 1) if block.get("block_id") == "question")
    blocks = (*kept[:under], *_suggestions(found, url), *kept[under:])
    return replace(form, blocks=blocks)


def thanks(found: Found, reader: PersonId, url: str) -> kit.View:
    """Said to somebody whose question is answered before it was asked, over the form of asking."""
    told = f" {kit.person(found.author)} sees that it helped." if found.author != reader else ""
    note = kit.section(f":raised_hands: *Glad that it is answered.* Nothing was asked.{told}")
    link = address(url, found.spot)
    where = [kit.context(f"{kit.link(link, 'Open it in its channel')} to add to it or to react.")] if link else []
    blocks = [note, kit.divider(), *_whole(found), *where]
    return kit.modal("Answered already", blocks, "similar.done", submit="Done", close="Ask anyway")


def _nothing(typed: str, page: int, *, is_guest: bool) -> kit.Message:
    if page > 1:
        text = "That is all there is."
    elif is_guest:
        text = (
            f"I found nothing for *{kit.escape(_short(typed))}* in the channels that you are in; "
            "as a guest you see no others. If I missed one, try again in a minute."
        )
    else:
        text = f"Nothing was answered or shared about *{kit.escape(_short(typed))}* yet, as far as you can see."
    return kit.Message(text, (kit.section(text), kit.actions(*_turns(typed, page, has_more=False), _ask(typed))))


def _result(found: Found, reader: PersonId, url: str) -> list[kit.Block]:
    title = kit.section(f"{_sign(found)} *{_linked(found, url)}*")
    passage = best_snippet(found.texts, found.matched)
    told = [kit.passage(_pieces(passage))] if passage.text else []
    choices = _choices(found, reader)
    return [title, *told, kit.context(_facts(found)), *([kit.actions(*choices)] if choices else [])]


def _choices(found: Found, reader: PersonId) -> list[kit.Block]:
    """What a reader can do with a result."""
    useful = [] if found.author == reader else [useful_button(found.item, found.useful)]
    show = [] if found.spot else [kit.button("Show", "knowledge.show", _key(found))]
    return [*useful, *show, _doubt(found)]


def _doubt(found: Found) -> kit.Block:
    return kit.button("Outdated?", "item.doubt", str(found.item))


def _turns(typed: str, page: int, *, has_more: bool) -> list[kit.Block]:
    """The pages before and after; each button carries the search, so that it needs no memory of ours."""
    carried = typed[:CARRIED]
    buttons = []
    if page > 1:
        buttons.append(kit.button("Previous", "knowledge.page.previous", f"{page - 1} {carried}"))
    if has_more:
        buttons.append(kit.button("More", "knowledge.page.next", f"{page + 1} {carried}"))
    return buttons


def _ask(typed: str) -> kit.Block:
    return kit.button("Ask an expert", "knowledge.ask", typed[:CARRIED])


def _suggestions(found: Sequence[Found], url: str) -> Iterable[kit.Block]:
    if found:
        yield kit.named(kit.context(":bulb: *Perhaps it is answered already:*"), f"{_SUGGESTED}.note")
    for each in found:
        yield from _suggestion(each, url)


def _suggestion(found: Found, url: str) -> Iterable[kit.Block]:
    """What may answer a question: what it is, how it goes on, and what to do with it."""
    id_ = f"{_SUGGESTED}.{_key(found)}"
    yield kit.named(kit.section(f"{_sign(found)} *{_linked(found, url)}*\n{_facts(found)}"), id_)
    preview = best_snippet(found.texts[:1], found.matched, _PREVIEW)
    if preview.text:
        yield kit.named(kit.passage(_pieces(preview)), f"{id_}.preview")
    solves = kit.button("This answers it", "similar.solve", _key(found), style="primary")
    yield kit.named(kit.actions(solves, kit.button("Read it", "similar.read", _key(found))), f"{id_}.actions")


def _whole(found: Found) -> list[kit.Block]:
    match found.what:
        case Answered(question, answers):
            blocks = [kit.context(_facts(found)), *body(question)]
            for answer in answers[:_ANSWERS_SHOWN]:
                blocks += [kit.divider(), *_answer(answer, is_accepted=answer.id == question.accepted)]
            left = len(answers) - _ANSWERS_SHOWN
            return [*blocks, kit.context(f"… and {kit.plural(left, 'more answer')}.")] if left > 0 else blocks
        case Tip() as tip:
            link = [kit.section(f":link: {kit.link(tip.link, tip.link)}")] if tip.link else []
            return [kit.context(_facts(found)), *pieces(tip.text), *link]


def _answer(answer: Answer, *, is_accepted: bool) -> list[kit.Block]:
    state = ":white_check_mark: *Accepted:* " if is_accepted else ""
    useful = f" · useful to {kit.plural(answer.useful, 'person', 'people')}" if answer.useful else ""
    return [kit.context(f"{state}{kit.person(answer.author)} answered{useful}"), *pieces(answer.text)]


def _facts(found: Found) -> str:
    """What something is, who wrote what helps, whom it helped, and how old it is."""
    useful = f" · useful to {kit.plural(found.useful, 'person', 'people')}" if found.useful else ""
    written = kit.when(found.written_at, kit.DATE)
    return f"{_state(found)} by {kit.person(found.author)}{useful} · {written}{_freshness(found)}"


def _freshness(found: Found) -> str:
    """What is known of whether it is still true: that somebody doubts it, or that its author said so since."""
    if found.is_doubted:
        return " · :warning: reported as outdated"
    still = found.fresh_at > found.written_at
    return f" · confirmed {kit.when(found.fresh_at, kit.DATE)}" if still else ""


def _state(found: Found) -> str:
    if isinstance(found.what, Tip):
        return "Tip"
    words = {
        State.WAITING: "Answered, a better answer is looked for,",
        State.ANSWERED: "Answered",
        State.ACCEPTED: "Accepted answer",
        State.WITHDRAWN: "Withdrawn, answered",
        State.CLOSED: "Closed, answered",
    }
    return words[found.what.question.state]


def _sign(found: Found) -> str:
    return ":bulb:" if isinstance(found.what, Tip) else sign(found.what.question.state)


def _name(found: Found) -> str:
    return "Tip" if isinstance(found.what, Tip) else "Question and answers"


def _title(found: Found) -> str:
    if isinstance(found.what, Answered):
        return found.what.question.text
    return analysis.headline(found.what.text)[0]


def _linked(found: Found, url: str) -> str:
    """The title, as a link where there is a message to open."""
    link = address(url, found.spot)
    return kit.link(link, _title(found)) if link else kit.escape(" ".join(_title(found).split()))


def _key(found: Found) -> str:
    """What a button carries: which document it is about."""
    return f"{found.kind.value}:{found.id}"


def key_of(value: str) -> tuple[Kind, int]:
    """Read what a button carries."""
    kind, _, id_ = value.partition(":")
    return Kind(kind), int(id_)


def _pieces(passage: Snippet) -> list[tuple[str, bool]]:
    """A snippet in pieces, those that match in bold."""
    told, at = [("…" if passage.is_cut_before else "", False)], 0
    for start, end in passage.marks:
        told += [(passage.text[at:start], False), (passage.text[start:end], True)]
        at = end
    return [*told, (passage.text[at:], False), (f" {kit.ELLIPSIS}" if passage.is_cut_after else "", False)]


def _short(typed: str) -> str:
    return kit.cut(" ".join(typed.split()), _TITLE_LENGTH)
