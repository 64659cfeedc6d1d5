"""The words of *My topics*: what a person can help with, how often and when."""

from collections.abc import Sequence
from datetime import date

from bot.domain.cadence import QuietHours
from bot.domain.people import Preferences
from bot.domain.rules import ENGLISH
from bot.domain.topics import Topic
from bot.messages import choices, kit
from bot.messages.days import whole_day

TITLE = "My topics"


def form(
    declared: Sequence[Topic],
    hidden: Sequence[Topic],
    *,
    weekly_cap: int,
    most: int,
    most_topics: int,
    quiet_hours: QuietHours,
    zone: str,
    preferences: Preferences,
) -> kit.View:
    """Everything a person can set about being asked."""
    helps = kit.option("Ask me when nobody else answers, whatever the topic", "advocate")
    here = f" ({zone})" if zone else ""
    caps = [kit.option(str(number), str(number)) for number in range(most + 1)]
    blocks = [
        _topics(
            "What I can help with",
            "topics",
            declared,
            "People find you for these, and you are invited to questions.",
            most=most_topics,
        ),
        kit.input_block(
            "At most this many questions a week",
            kit.select("weekly_cap", caps, initial=str(weekly_cap)),
            "weekly_cap",
        ),
        kit.input_block(
            "Quiet hours",
            kit.text_input("quiet_hours", initial=str(quiet_hours), max_length=60),
            "quiet_hours",
            hint=f"You are not invited then, in your time zone{here}. For example 18:00-09:00 Sat Sun, or none.",
        ),
        kit.input_block(
            "Away until",
            _date("away_until", preferences.away_until),
            "away_until",
            optional=True,
            hint="You are not invited up to and including this day.",
        ),
        kit.input_block(
            "When nobody else does",
            kit.checkboxes("advocate", [helps], initial=["advocate"] if preferences.is_advocate else []),
            "advocate",
            optional=True,
        ),
        _topics(
            "Hide for good",
            "hidden",
            hidden,
            "You are never shown or asked for these, whatever you answer.",
            most=most_topics,
        ),
    ]
    return kit.modal(TITLE, blocks, "topics.save", submit="Save")


def declared(topics: Sequence[Topic]) -> kit.Message:
    """What stands after topics were declared."""
    names = ", ".join(f"*{kit.escape(each.label)}*" for each in topics)
    text = (
        f"People now find you for {names}. You are asked a few questions a week at most, and never in your quiet hours."
    )
    return kit.Message(text, (kit.section(text), kit.actions(kit.button("Change", "topics.edit"))))


def _topics(label: str, block_id: str, chosen: Sequence[Topic], hint: str, *, most: int) -> kit.Block:
    initial = [choices.topic(each.label) for each in chosen]
    field = kit.multi_external_select(block_id, initial=initial, placeholder="Such as terraform", most=most)
    return kit.input_block(label, field, block_id, optional=True, hint=hint)


def _date(action_id: str, initial: date | None) -> kit.Block:
    return kit.date_picker(action_id, initial=initial, placeholder="Not away")


def saved(
    topics: Sequence[Topic],
    *,
    weekly_cap: int,
    quiet_hours: QuietHours,
    preferences: Preferences,
    language: str = ENGLISH,
) -> kit.Message:
    """What stands after the form was saved."""
    names = ", ".join(f"*{kit.escape(each.label)}*" for each in topics) or "no topics yet"
    asked = (
        "You are not asked at all"
        if weekly_cap == 0
        else f"You are asked at most {kit.plural(weekly_cap, 'question')} a week"
    )
    quiet = f"Quiet hours: {quiet_hours}."
    text = f"Saved. People find you for {names}.\n{asked}. {quiet}"
    if preferences.away_until is not None:
        until = whole_day(preferences.away_until, language)
        text += f"\nYou are away until {until}, and asked nothing before that is over."
    if preferences.is_advocate and weekly_cap:
        text += "\nYou are also asked when nobody else answers. Thank you!"
    return kit.Message(text, (kit.section(text),))
