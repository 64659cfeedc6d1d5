"""The words around whether something is still true: the report, and the question to its author."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.answers import Answer
from bot.domain.freshness import WHY_LIMIT, Report, Review, Verdict
from bot.domain.marks import Item
from bot.domain.tips import Tip
from bot.messages import kit

_QUOTED = 600
_REPORTS_SHOWN = 5
OUTDATED = ":hourglass: *Outdated.* It is found no longer."
"""Stands on the messages of an answer or tip that is marked so."""


@dataclass(frozen=True, slots=True)
class Told:
    """A review with all that its message tells of it."""

    review: Review
    found: Answer | Tip
    title: str
    """The question that it answers; blank for a tip."""
    is_accepted: bool
    link: str
    """Where it can be read; empty when it stands in no message."""
    reports: Sequence[Report]


def report_form(item: Item, text: str, *, is_own: bool) -> kit.View:
    """Saying that something is outdated; of one's own that settles it."""
    quoted = kit.section(kit.quote(kit.cut(kit.escape(text), _QUOTED)))
    if is_own:
        told = kit.section("It is yours, so your word is enough: it stays where it stands, and is found no longer.")
        return kit.modal(
            "Is it outdated?", [quoted, told], "item.report", submit="Mark as outdated", metadata=str(item)
        )
    why = kit.text_input(
        "why", multiline=True, max_length=WHY_LIMIT, placeholder="Such as: since May we use the new login."
    )
    hint = "Who looks at it reads this, without your name."
    fields = [quoted, kit.input_block("What has changed?", why, "why", optional=True, hint=hint)]
    return kit.modal("Report as outdated", fields, "item.report", submit="Report", metadata=str(item))


def reported() -> kit.Message:
    """Said to somebody who reported something."""
    text = "Thank you. Its author looks at it, or a moderator. Nobody sees who reported it."
    return kit.Message(text, (kit.section(text),))


def retired() -> kit.Message:
    """Said to somebody who marked something of their own as outdated."""
    text = "Thank you. It is marked as outdated, and found no longer."
    return kit.Message(text, (kit.section(text),))


def still_true(told: Told) -> kit.Message:
    """Asks an author whether something of theirs is still true, and keeps what was said."""
    opening, what = _opening(told), _what(told)
    quoted = kit.section(kit.quote(kit.cut(kit.escape(told.found.text), _QUOTED)))
    blocks = [kit.section(f"{opening}\n{what}"), quoted, kit.context(_facts(told))]
    if told.review.verdict is None:
        said = [each.why for each in told.reports if each.why][:_REPORTS_SHOWN]
        blocks += [kit.context("What has changed, they say:")] if said else []
        blocks += [kit.section(kit.quote(kit.escape(why))) for why in said]
    blocks += _choices(told)
    return kit.Message(f"{opening}\n{what}", tuple(blocks))


def _opening(told: Told) -> str:
    review = told.review
    who = "you" if review.decided_by == review.author else "a moderator"
    match review.verdict:
        case None if told.reports:
            count = len(told.reports)
            return (
                f":mag: *{'A colleague thinks' if count == 1 else f'{count} colleagues think'} that this is outdated.*"
            )
        case None:
            return ":mag: *Is this still true?*"
        case Verdict.TRUE:
            return f":white_check_mark: *Still true*, {who} said. Thank you!"
        case Verdict.UPDATED:
            return ":pencil2: *Updated.* Thank you!"
        case Verdict.OUTDATED:
            return f":hourglass: *Outdated*, {who} said. It is found no longer."
        case Verdict.TAKEN_BACK:
            return ":wastebasket: You took this back."


def _what(told: Told) -> str:
    if isinstance(told.found, Tip):
        return f"You shared {kit.link(told.link, 'this tip') if told.link else 'this tip'}:"
    return f"You answered *{kit.link(told.link, told.title) if told.link else kit.escape(told.title)}*:"


def _facts(told: Told) -> str:
    """Since when it stands, and whom it helped: why it is worth a look."""
    found = told.found
    accepted = " · the accepted answer" if told.is_accepted else ""
    helped = f" · useful to {kit.plural(found.useful, 'person', 'people')}" if found.useful else ""
    return f"Written {kit.when(found.edited_at or _first(found), kit.DATE)}{accepted}{helped}"


def _first(found: Answer | Tip) -> datetime:
    return found.given_at if isinstance(found, Answer) else found.shared_at


def _choices(told: Told) -> list[kit.Block]:
    review, key = told.review, str(told.review.item)
    match review.verdict:
        case None:
            still = kit.button("Still true", "item.true", key, style="primary")
            return [kit.actions(still, *_update(told), kit.button("It is outdated", "item.outdated", key)), *_how(told)]
        case Verdict.OUTDATED:
            return [kit.actions(kit.button("It is still true", "item.true", key), *_update(told)), *_how(told)]
        case _:
            return []


def _update(told: Told) -> list[kit.Block]:
    """What stands in a message of the author's own is changed there."""
    if isinstance(told.found, Answer):
        is_message = told.found.is_in_place and bool(told.link)
        return [] if is_message else [kit.button("Update it", "answer.update", str(told.found.id))]
    return [kit.button("Update it", "tip.update", str(told.found.id))]


def _how(told: Told) -> list[kit.Block]:
    if _update(told):
        return []
    return [kit.context(f"To update it, edit {kit.link(told.link, 'your message')}: I follow.")]
