"""The words of a comment on a tip: where it is posted, and its forms."""

from bot.domain.comments import TEXT_LIMIT, Comment
from bot.domain.forgetting import FORGOTTEN
from bot.domain.tips import Tip
from bot.messages import kit, refusals
from bot.messages.answers import pieces

DELETED = "_This was taken back by its author._"
_QUOTED = 1000


def in_thread(comment: Comment, tip: Tip) -> kit.Message:
    """A comment under the tip's card, with its author's name; it calls the author of the tip."""
    calls = "" if tip.author in {comment.author, FORGOTTEN} else f"{kit.person(tip.author)}, "
    opening = f"{calls}{kit.person(comment.author)} adds:"
    if comment.is_deleted:
        return kit.Message(f"{opening} {DELETED}", (kit.context(opening), kit.section(DELETED)))
    edit = kit.option("Edit your take", f"edit:{comment.id}")
    delete = kit.option("Delete your take", f"delete:{comment.id}")
    first, *more = pieces(comment.text)
    said = first | {"accessory": kit.overflow("comment.own", [edit, delete])}
    return kit.Message(f"{opening}\n{kit.escape(comment.text)}", (kit.context(opening), said, *more))


def not_posted(comment: Comment, tip: Tip, error: str) -> kit.Message:
    """Why a comment stands nowhere, with its words, so that they are not lost."""
    why = refusals.why_not_posted(error)
    said = f"I could not post what you added to {kit.person(tip.author)}'s tip in {kit.channel(tip.channel)}: {why}."
    quoted = kit.section(kit.quote(kit.cut(kit.escape(comment.text), _QUOTED)))
    return kit.Message(f"{said}\n{kit.escape(comment.text)}", (kit.section(said), quoted))


def give_form(tip: Tip, *, text: str = "") -> kit.View:
    """The form of adding one's take."""
    blocks = [
        kit.context(f"{kit.person(tip.author)} shared:"),
        kit.section(kit.quote(kit.cut(kit.escape(tip.text), _QUOTED))),
        _text_field(text),
    ]
    return kit.modal("Add your take", blocks, "comment.give", submit="Add", metadata=str(tip.id))


def edit_form(comment: Comment) -> kit.View:
    """The form of changing one's own comment."""
    return kit.modal(
        "Edit your take", [_text_field(comment.text)], "comment.edit", submit="Save", metadata=str(comment.id)
    )


def delete_form(comment: Comment) -> kit.View:
    """Asks before a comment is gone."""
    blocks = [kit.section(kit.quote(kit.cut(kit.escape(comment.text), _QUOTED)))]
    return kit.modal(
        "Delete your take?", blocks, "comment.delete", submit="Delete", close="Keep it", metadata=str(comment.id)
    )


def _text_field(initial: str) -> kit.Block:
    field = kit.text_input("take", multiline=True, initial=initial, min_length=1, max_length=TEXT_LIMIT)
    return kit.input_block("Your take", field, "take", hint="It appears in the tip's thread, with your name.")
