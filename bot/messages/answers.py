"""The words of an answer: where it is posted, and the forms of giving and keeping one."""

from collections.abc import Sequence

from bot.domain.answers import TEXT_LIMIT, Answer
from bot.domain.forgetting import FORGOTTEN
from bot.domain.marks import Item
from bot.domain.questions import Question, State
from bot.messages import kit
from bot.messages.freshness import OUTDATED
from bot.messages.questions import body, who_asks

_PIECE = 2800
_PIECES = 4
DELETED = "_This answer was taken back by its author._"


def in_thread(answer: Answer, question: Question) -> kit.Message:
    """An answer under its question's card, with its author's name; it calls the asker unless they are anonymous."""
    calls = "" if question.is_anonymous or question.asker == FORGOTTEN else f"{kit.person(question.asker)}, "
    opening = f"{calls}{kit.person(answer.author)} answered:"
    return _posted(answer, question, opening, own_menu(answer))


def to_asker(answer: Answer, question: Question, link: str) -> kit.Message:
    """An answer brought to the asker of a private or anonymous question."""
    title = kit.link(link, question.text) if link else kit.escape(question.text)
    return _posted(answer, question, f"{kit.person(answer.author)} answered your question *{title}*:")


def own_menu(answer: Answer) -> kit.Block:
    """What an author may do with their own answer; anybody may report it."""
    edit = kit.option("Edit your answer", f"edit:{answer.id}")
    delete = kit.option("Delete your answer", f"delete:{answer.id}")
    return kit.overflow("answer.own", [edit, delete, kit.option("Report as outdated", f"doubt:{answer.id}")])


def not_passed_on(question: Question) -> kit.Message:
    """Why a reply under an invitation went no further."""
    text = "I pass on words only. Write your answer in the thread of the invitation, or press *Answer* there."
    if question.state is State.WITHDRAWN:
        text = f"The question “{kit.escape(question.text)}” was withdrawn, so I did not pass your answer on."
    return kit.Message(text, (kit.section(text),))


def answer_form(question: Question, *, metadata: str, callback: str = "answer.give") -> kit.View:
    """The form of answering."""
    blocks = [kit.context(who_asks(question)), *body(question), kit.divider(), _text_field()]
    return kit.modal("Answer", blocks, callback, submit="Answer", metadata=metadata)


def edit_form(answer: Answer) -> kit.View:
    """The form of changing one's own answer."""
    return kit.modal(
        "Edit your answer", [_text_field(answer.text)], "answer.edit", submit="Save", metadata=str(answer.id)
    )


def save_form(text: str, author: str, questions: Sequence[Question], *, metadata: str) -> kit.View:
    """The form of keeping a message as an answer: to which question."""
    options = [kit.option(kit.cut(each.text, 75), str(each.id)) for each in questions[:100]]
    blocks = [
        kit.context(f"{kit.person(author)} wrote:"),
        kit.section(kit.quote(kit.cut(kit.escape(text), 1000))),
        kit.input_block(
            "It answers",
            kit.select("question", options, initial=str(questions[0].id)),
            "question",
            hint="The author gets the credit.",
        ),
    ]
    return kit.modal("Save as answer", blocks, "answer.save", submit="Save", metadata=metadata)


def nothing_to_save_to() -> kit.Message:
    """When there is no question that a message could answer."""
    text = "There is no open question here that this could answer. Ask one first with `/ask-expert`."
    return kit.Message(text, (kit.section(text),))


def marked(item: Item, *, is_new: bool) -> kit.Message:
    """Said to somebody who pressed *Useful*, on an answer or a tip."""
    text = "Marked as useful. Its author sees that it helped." if is_new else "You marked it as useful before."
    undo = kit.button("Take it back", f"{item.about.value}.useless", str(item.id))
    return kit.Message(text, (kit.section(text, undo),))


def accepted(answer_id: int) -> kit.Message:
    """Said to somebody who pressed *Accept*."""
    text = "Accepted. Those who were still asked are told that it is settled."
    undo = kit.button("Take it back", "answer.unaccept", str(answer_id))
    return kit.Message(text, (kit.section(text, undo),))


def taken_back() -> kit.Message:
    """Said to somebody who took a mark back."""
    return kit.Message("Taken back.", (kit.section("Taken back."),))


def saved() -> kit.Message:
    """Said to somebody who kept a message as an answer."""
    text = "Saved as an answer. Its author gets the credit."
    return kit.Message(text, (kit.section(text),))


def _posted(answer: Answer, question: Question, opening: str, *more: kit.Block) -> kit.Message:
    if answer.is_deleted:
        return kit.Message(f"{opening} {DELETED}", (kit.context(opening), kit.section(DELETED)))
    blocks = [kit.context(opening), *pieces(answer.text)]
    if question.accepted == answer.id:
        blocks.append(kit.context(":white_check_mark: *Accepted*"))
    if answer.outdated_at is not None:
        blocks.append(kit.context(OUTDATED))
    blocks.append(kit.actions(*_marks(answer, question), *more))
    return kit.Message(f"{opening}\n{kit.escape(answer.text)}", tuple(blocks))


def pieces(text: str) -> list[kit.Block]:
    """The whole of a text, in as many sections as Slack lets one message have; the rest is cut visibly."""
    cut = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    shown = [kit.section(kit.escape(piece)) for piece in cut[:_PIECES]]
    return [*shown, kit.context(kit.ELLIPSIS)] if len(cut) > _PIECES else shown


def _marks(answer: Answer, question: Question) -> list[kit.Block]:
    id_ = str(answer.id)
    elements = [useful_button(answer.item, answer.useful)]
    if question.accepted != answer.id and question.state is not State.WITHDRAWN:
        elements.append(kit.button("Accept", "answer.accept", id_))
    return elements


def useful_button(item: Item, count: int) -> kit.Block:
    """What anybody may press who finds an answer or a tip useful, with how many did."""
    counted = f" ({count})" if count else ""
    return kit.button(f"Useful{counted}", f"{item.about.value}.useful", str(item.id))


def _text_field(initial: str = "") -> kit.Block:
    field = kit.text_input("answer", multiline=True, initial=initial[:TEXT_LIMIT], min_length=1, max_length=TEXT_LIMIT)
    return kit.input_block("Your answer", field, "answer", hint="It appears with your name.")


def delete_form(answer: Answer) -> kit.View:
    """Asks before an answer is gone."""
    blocks = [
        kit.section(kit.quote(kit.cut(kit.escape(answer.text), 1000))),
        kit.section("Deleting it also takes back the marks it got and what you became known for by it."),
    ]
    return kit.modal(
        "Delete your answer?",
        blocks,
        "answer.delete",
        submit="Delete",
        close="Keep it",
        metadata=str(answer.id),
    )
