"""The words of a tip: its card, and the forms of sharing and changing one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.ids import PersonId, TipId
from bot.domain.places import Place
from bot.domain.rules import ENGLISH
from bot.domain.tips import LINK_LIMIT, TEXT_LIMITS, Tip
from bot.messages import choices, kit, refusals
from bot.messages.answers import pieces, useful_button
from bot.messages.days import month
from bot.messages.freshness import OUTDATED
from bot.messages.links import permalink

TITLE = "Share a tip"
DELETED = "_This tip was taken back by its author._"
_SHOWN_LINK = 80
_QUOTED = 1000


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form of sharing."""

    text: str = ""
    link: str = ""
    topics: Sequence[str] = ()
    here: Place | None = None
    """The channel that is chosen."""


def card(tip: Tip, topics: Sequence[str], reaction: str = "+1") -> kit.Message:
    """The tip in its channel."""
    opening = f"{kit.person(tip.author)} shares a tip"
    if tip.is_deleted:
        return kit.Message(f"{opening}\n{DELETED}", (kit.context(opening), kit.section(DELETED)))
    blocks = [kit.context(f":bulb: {opening}"), *pieces(tip.text)]
    if tip.outdated_at is not None:
        blocks.insert(1, kit.context(OUTDATED))
    if tip.link:
        blocks.append(kit.section(f":link: {_linked(tip)}"))
    if topics:
        blocks.append(kit.context("Topics: " + ", ".join(kit.escape(each) for each in topics)))
    id_ = str(tip.id)
    useful, add = useful_button(tip.item, tip.useful), kit.button("Add your take", "tip.comment", id_)
    edit, delete = kit.option("Edit your tip", f"edit:{id_}"), kit.option("Delete your tip", f"delete:{id_}")
    doubt = kit.option("Report as outdated", f"doubt:{id_}")
    blocks.append(kit.actions(useful, add, kit.overflow("tip.own", [edit, delete, doubt])))
    blocks.append(kit.context(f"A reply in the thread is your take too. React with :{reaction}: if it is useful."))
    return kit.Message(f"{opening}: {kit.escape(tip.text)}", tuple(blocks))


def share_form(
    filled: Filled,
    *,
    offered: Sequence[str] | None = None,
    note: Sequence[kit.Block] = (),
    beside: TipId | None = None,
) -> kit.View:
    """The form of sharing, with what is known already filled in.

    ``offered`` are the topics that were suggested first, if not those that are filled in; ``beside`` is the tip like
    this one that the form shows, next to which it is to stand all the same.
    """
    where = choices.place(filled.here) if filled.here else None
    channel = kit.input_block(
        "Share in",
        kit.external_select("public_channel", initial=where, placeholder="Choose a channel"),
        "channel",
        hint="A channel that I am in. Everybody there sees it.",
    )
    metadata = {"offered": list(filled.topics if offered is None else offered), "beside": beside}
    return kit.modal(
        TITLE,
        [*note, *_fields(filled), channel],
        "tip.share",
        submit="Share" if beside is None else "Share anyway",
        metadata=json.dumps(metadata, ensure_ascii=False),
    )


def twin_form(
    twin: Tip, url: str, by: PersonId, filled: Filled, *, offered: Sequence[str], language: str = ENGLISH
) -> kit.View:
    """The form of sharing with a tip shown that says nearly the same, and what one can do about it."""
    who = "You" if twin.author == by else kit.person(twin.author)
    link = permalink(url, twin.channel, twin.card_ts) if twin.card_ts else ""
    this = kit.link(link, "this") if link else "this"
    note = [
        kit.section(
            f":mag: *There is a tip like this already.* {who} shared {this} in {month(twin.shared_at, language)}:"
        ),
        kit.section(kit.quote(kit.cut(kit.escape(twin.text), _QUOTED))),
        kit.actions(kit.button("Add my take there", "tip.comment_instead", str(twin.id), style="primary")),
        kit.context("What you add appears in its thread, with your name. Or share yours as well:"),
        kit.divider(),
    ]
    return share_form(filled, offered=offered, note=note, beside=twin.id)


def saving_note(author: PersonId) -> list[kit.Block]:
    """Whose words are about to be shared by somebody else."""
    return [kit.context(f"{kit.person(author)} wrote this. The tip appears with your name, so say whom it is from.")]


def edit_form(tip: Tip, topics: Sequence[str]) -> kit.View:
    """The form of changing one's own tip."""
    metadata = json.dumps({"tip": tip.id, "offered": list(topics)}, ensure_ascii=False)
    fields = _fields(Filled(tip.text, tip.link, topics))
    return kit.modal("Edit your tip", fields, "tip.edit", submit="Save", metadata=metadata)


def delete_form(tip: Tip) -> kit.View:
    """Asks before a tip is gone."""
    blocks = [
        kit.section(kit.quote(kit.cut(kit.escape(tip.text), _QUOTED))),
        kit.section("Deleting it also takes back the marks it got and what you became known for by it."),
    ]
    return kit.modal("Delete your tip?", blocks, "tip.delete", submit="Delete", close="Keep it", metadata=str(tip.id))


def not_posted(tip: Tip, error: str) -> kit.Message:
    """Why a tip stands nowhere, with its words, so that they are not lost."""
    said = f"I could not post your tip in {kit.channel(tip.channel)}: {refusals.why_not_posted(error)}."
    again = kit.button("Share it elsewhere", "tip.share_again", str(tip.id), style="primary")
    quoted = kit.section(kit.quote(kit.cut(kit.escape(tip.text), _QUOTED)))
    return kit.Message(f"{said}\n{kit.escape(tip.text)}", (kit.section(said), quoted, kit.actions(again)))


def _fields(filled: Filled) -> list[kit.Block]:
    least, most = TEXT_LIMITS
    text = kit.text_input(
        "tip",
        multiline=True,
        initial=filled.text,
        min_length=least,
        max_length=most,
        placeholder="Such as: terraform plan -refresh=false is much faster while you only edit.",
    )
    link = kit.text_input(
        "link", initial=filled.link, max_length=LINK_LIMIT, placeholder="https://wiki.example.com/page"
    )
    topics = kit.multi_external_select(
        "topics", initial=[choices.topic(each) for each in filled.topics], placeholder="Such as terraform", most=10
    )
    hint = "They help others to find it. Topics in your words are recognised too."
    return [
        kit.input_block("Tip", text, "tip", hint="It appears with your name."),
        kit.input_block("Link", link, "link", optional=True),
        kit.input_block("Topics", topics, "topics", optional=True, hint=hint),
    ]


def _linked(tip: Tip) -> str:
    """The link under its own address, so that nothing pretends to be another page."""
    return kit.link(tip.link, kit.cut(tip.link, _SHOWN_LINK))
