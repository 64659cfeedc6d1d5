"""The words of a workspace's settings: what each is, the forms of changing them, and who changed what when."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.domain.settings import (
    BY_NAME,
    LANGUAGES,
    MOST_MODERATORS,
    Change,
    Channel,
    Duration,
    Emoji,
    Language,
    Number,
    People,
    Quiet,
    Retention,
    Section,
    Setting,
)
from bot.domain.settings_shown import Form, History, Overview, Saved, Value
from bot.messages import choices, days, kit

TITLE = "Settings"
DEFAULT = "default"
"""The value of the choice in a menu that goes back to the default."""
NOTHING: Mapping[str, str] = {}
_TYPED_LIMIT = 500
_SAMPLE = date(2026, 3, 2)
_HOME = kit.button("Back", "settings.open")

SECTIONS = {
    Section.ASKING: "Asking",
    Section.EMOJI: "Emoji",
    Section.UPKEEP: "Dates and deadlines",
    Section.RETENTION: "How long things are kept",
    Section.MODERATORS: "Moderators",
}
LABELS: Mapping[str, tuple[str, str]] = {
    "question_channel": (
        "Default channel for questions",
        "Chosen in the form of asking when somebody doesn't ask from a channel that I am in.",
    ),
    "answer_within": (
        "Time to answer",
        "How much of an invitee's day time an invitation waits before others are invited, such as 4h.",
    ),
    "wave_size": ("People invited at a time", "From 1 to 20."),
    "waves": ("Waves", "How many times people are invited before those who help when nobody else does. From 1 to 20."),
    "weekly_cap": (
        "Invitations a week",
        "How many a person gets in seven days who hasn't chosen another number. From 1 to 100.",
    ),
    "quiet_hours": (
        "Quiet hours",
        "In each person's own zone, unless they chose other hours; such as 18:00-09:00 Sat Sun, or none.",
    ),
    "nudge_after": ("Ask whether it helped", "How long after the first answer, such as 1d."),
    "close_after": ("Close a question", "After how long in which nothing happened, such as 14d."),
    "useful_emoji": (
        "Useful",
        "Reactions that say so of an answer or a tip, separated by commas. They count from the change on.",
    ),
    "accept_emoji": ("Accepted", "Reactions by which the person who asked accepts an answer, separated by commas."),
    "date_language": ("Language of dates", "How the days of cohorts and the months of answers are written."),
    "post_within": (
        "Post late",
        "How late a cohort's question may still be posted, after an outage for instance, such as 4h.",
    ),
    "still_true_after": (
        "Still true?",
        "How old an answer or tip that helped gets before its author is asked whether it is still true, such as 365d.",
    ),
    "keep_questions": ("Questions", "How long closed questions are kept with their answers, such as 730d, or forever."),
    "keep_activity": ("Activity", "How long it is kept who did what when, such as 730d, or forever."),
    "keep_logs": ("Deliveries", "How long what Slack delivered and what was sent is kept, such as 30d, or forever."),
    "moderators": (
        "Moderators",
        "They may moderate, accept and close in place of the asker, and change all settings but this one.",
    ),
}


def overview(told: Overview, note: str = "") -> kit.View:
    """All settings with what holds now, and where each comes from."""
    blocks = [kit.section(note)] if note else []
    for section, title in SECTIONS.items():
        change = kit.button("Change", "settings.change", section.value, accessibility_label=f"Change: {title}")
        may_change = section is not Section.MODERATORS or told.is_admin
        lines = [_line(each) for each in told.values if each.setting.section is section]
        blocks += [kit.header(title), kit.section("\n".join(lines), change if may_change else None)]
        if not may_change:
            blocks.append(kit.context("Only admins of the workspace say who moderates."))
    made = f"{kit.plural(told.changes, 'change')} so far" if told.changes else "Nothing was changed so far"
    blocks += [kit.actions(kit.button("History", "settings.history", "1")), kit.context(f"{made}.")]
    return kit.modal(TITLE, blocks, "settings.overview", close="Close")


def form(told: Form, typed: Mapping[str, str] = NOTHING, edited: Collection[str] = (), note: str = "") -> kit.View:
    """The form of a section.

    Shown again after somebody else's change it has what was ``typed`` in the fields that this person ``edited``. Its
    fields have other ids then, since Slack would keep in them what stood there before.
    """
    version = told.version if edited else None
    blocks = [kit.section(note)] if note else []
    blocks.append(kit.context("An empty field goes back to the default. A change holds from the next step on."))
    for each in told.values:
        name, (label, hint) = each.setting.name, LABELS[each.setting.name]
        field = _field(each, told, typed[name] if name in edited else each.now)
        id_ = field_id(name, version)
        blocks.append(kit.input_block(label, field, id_, optional=True, hint=f"{hint} {_default(each)}"))
    blocks.append(kit.actions(_HOME))
    metadata = json.dumps({"section": told.section.value, "version": told.version, "again": version is not None})
    return kit.modal(SECTIONS[told.section], blocks, "settings.save", submit="Save", metadata=metadata)


def field_id(name: str, version: int | None) -> str:
    """The id of a setting's field, in a form that is shown again for a version."""
    return name if version is None else f"{name}.{version}"


def history(told: History) -> kit.View:
    """Who changed what when, a page of it."""
    shown = kit.Page(tuple(told.changes), told.page, told.pages)
    lines = [kit.section(f"{_change(each)}\n{kit.person(each.by)}, {kit.when(each.at)}") for each in shown.items]
    turn = kit.pager(shown, "settings.history")
    blocks = [kit.header("Who changed what"), *(lines or [kit.section("Nothing was changed so far.")])]
    blocks += [turn] if turn else []
    return kit.modal("History", [*blocks, kit.actions(_HOME)], "settings.past", close="Close")


def saved(told: Saved | None) -> str:
    """What was just done, and what others did meanwhile."""
    if told is None or not (told.changed or told.meanwhile):
        return "Nothing was changed."
    lines = [f":white_check_mark: Saved: {_change(each)}" for each in told.changed] or ["You changed nothing."]
    lines += [f"Meanwhile {kit.person(each.by)} changed {_change(each)}; that stays." for each in told.meanwhile]
    return "\n".join(lines)


def crossed(changed: Sequence[Change]) -> str:
    """That somebody else was first."""
    told = "\n".join(f"• {kit.person(each.by)}: {_change(each)}" for each in changed)
    return (
        f":warning: *Nothing was saved yet.* While this form was open somebody changed the same:\n{told}\n"
        "What you typed stands below. Save to have it your way, or go back to leave it."
    )


def channels(found: Sequence[kit.Block]) -> list[kit.Block]:
    """What may be the default channel for questions, none first."""
    return [kit.option("None", DEFAULT), *found]


def _line(value: Value) -> str:
    label, _ = LABELS[value.setting.name]
    now = _shown(value.setting, value.now)
    if value.is_changed:
        return f"*{label}*: {now} · changed here, {_source(value)} {_shown(value.setting, value.default)}"
    return f"*{label}*: {now} · {_source(value)}"


def _source(value: Value) -> str:
    return "environment" if value.is_given else "default"


def _change(change: Change) -> str:
    setting = BY_NAME.get(change.name)
    if setting is None:  # what a newer version knew
        return f"*{kit.escape(change.name)}*"
    label, _ = LABELS[setting.name]
    was, became = ("the default" if each is None else _shown(setting, each) for each in (change.was, change.became))
    return f"*{label}* from {was} to {became}"


def _default(value: Value) -> str:
    """What an empty field stands for, as plain text."""
    source = f" (the environment's {value.setting.name.upper()})" if value.is_given else ""
    match value.setting.kind:
        case People():
            count = len(value.setting.read(value.default))
            return f"Default: {kit.plural(count, 'person', 'people') if count else 'nobody'}{source}."
        case Language():
            return f"Default: {days.name(value.default)}{source}."
        case _:
            return f"Default: {value.default or 'none'}{source}."


def _shown(setting: Setting, written: str) -> str:
    """A value as mrkdwn."""
    match setting.kind:
        case Channel():
            return kit.channel(written) if written else "none"
        case People():
            return ", ".join(kit.person(each) for each in written.split(",")) if written else "nobody"
        case Emoji():
            return " ".join(f":{each.strip()}:" for each in kit.escape(written).split(","))
        case Language() if written in LANGUAGES:
            return days.name(written)
        case Quiet():
            return f"`{kit.escape(written)}`"  # else :00-09: between its colons would pass for an emoji
        case Language() | Number() | Duration() | Retention():
            return kit.escape(written)


def _field(value: Value, told: Form, written: str) -> kit.Block:
    name = value.setting.name
    match value.setting.kind:
        case Channel():
            chosen = choices.place(told.place) if told.place and told.place.id == written else None
            return kit.external_select(name, initial=chosen, placeholder="None")
        case People():
            people = [each for each in written.split(",") if each]
            return kit.multi_users_select(name, initial=people, placeholder="Nobody", most=MOST_MODERATORS)
        case Language():
            options = [kit.option(f"{days.name(each)}: {days.day(_SAMPLE, each)}", each) for each in LANGUAGES]
            back = kit.option(f"Default: {days.name(value.default)}", DEFAULT)
            return kit.select(name, [back, *options], initial=DEFAULT if written in {"", value.default} else written)
        case Number() | Duration() | Retention() | Quiet() | Emoji():
            return kit.text_input(name, initial=written, max_length=_TYPED_LIMIT)
