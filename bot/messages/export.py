"""The words in the file with all that is kept of a person: Markdown, read outside of Slack."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.learning_record import Export

Row = Mapping[str, Any]
PARTS = {
    "profile": "what Slack says of you (name, time zone) and what you chose in *My topics*",
    "questions": "what you asked",
    "answers": "what you answered, with the question where you may see it now",
    "tips": "what you shared",
    "takes": "what you added to tips, with the tip where you may see it now",
    "cohort_answers": "what you said to questions of cohorts, with the question where you may see it now",
    "invitations": "questions that were put to you, why to you, and what became of it",
    "found_useful": "what you marked as useful or accepted",
    "reactions": "the reactions of yours that can mean something here",
    "reported": "what you reported as outdated, and why",
    "reviews": "when you were asked whether something of yours is still true",
    "reviewed": "what you said of whether something is still true",
    "found_before_asking": "questions that you did not ask because an answer was there",
    "topics_known": "why people find you for a topic, or are not told but you are invited (`is_private`)",
    "topics_hidden": "topics that nobody finds you for, because you said so",
    "practice": "how much you answered on each topic, added up; it helps to choose whom to invite",
    "cohorts_joined": "cohorts that you are a member of",
    "cohorts_facilitated": "cohorts that you facilitate",
    "cohorts_set_up": "cohorts that you set up",
    "prompts": "prompts that you added to the bank",
    "prompt_sets": "sets of prompts that you made",
    "prompt_requests": "when you asked somebody anonymous whether a cohort may discuss their question",
    "cohort_news": "what you were told as a facilitator",
    "suggested": "when you suggested somebody for a question",
    "wanted_first": "when somebody wanted you to be asked first",
    "settings_changed": "which settings of the workspace you changed",
    "named_in_settings": "settings of the workspace that name you, as its moderators",
    "failed_events": "events of yours, or that name you, that could not be handled; they are tried again, or dropped",
    "messages": "which messages you were sent by Knowhow and where they are; their words are in Slack",
    "activity": "what you did and when",
}
"""Each part of the data, in a few words."""


def readme(export: Export) -> str:
    """What is in each file."""
    lines = "\n".join(f"- `{name}`: {about}. {len(export.parts[name])} here." for name, about in PARTS.items())
    return (
        "# What Knowhow keeps of you\n\n"
        f"Put together on {export.at:%d %B %Y at %H:%M} UTC for {export.person}.\n\n"
        "- `my-learning.md` is for reading: what you asked, answered, shared and said in cohorts.\n"
        "- `data.json` has all of it, for programs. Times are UTC. What you took back is there too, with when you did, "
        "as long as it is kept.\n"
        "- This file says what is what.\n\n"
        "Nothing in here was written by others, but for the questions and tips that yours answer or add to, where you "
        "may see these now.\n\n"
        f"## The parts of data.json\n\n{lines}\n\n"
        "## Removing it\n\n*Forget me* in `/my-learning` erases all of this.\n"
    )


def told(export: Export) -> str:
    """What somebody wrote, for reading."""
    parts = export.parts
    return "# What I asked, answered, shared and learned\n\n" + "\n".join(
        [
            *_section("Asked", map(_question, parts["questions"])),
            *_section("Answered", (_reply(row, row["question_text"]) for row in parts["answers"])),
            *_section("Shared", map(_tip, parts["tips"])),
            *_section("Added to tips", (_reply(row, row["tip_text"]) for row in parts["takes"])),
            *_section("Said in cohorts", (_reply(row, row["prompt_text"]) for row in parts["cohort_answers"])),
            *_section("Known for", sorted({f"- {_inert(row['topic'])}" for row in parts["topics_known"]})),
            *_section("Found before asking", map(_found, parts["found_before_asking"])),
        ]
    )


def _section(heading: str, entries: Iterable[str]) -> list[str]:
    listed = list(entries)
    return [f"## {heading} ({len(listed)})\n", *(listed or ["Nothing."]), ""]


def _question(row: Row) -> str:
    details = f"\n\n{_quoted(row['details'])}" if row["details"] else ""
    return f"- {row['asked_at']:%Y-%m-%d}: **{_inert(row['text'])}** ({row['state']}){details}"


def _tip(row: Row) -> str:
    link = f"\n\n  <{row['link']}>" if row["link"] else ""
    return f"- {row['shared_at']:%Y-%m-%d}, useful to {row['useful']}:\n\n{_quoted(row['text'])}{link}"


def _reply(row: Row, to: str | None) -> str:
    about = f" to **{_inert(to)}**" if to else ""
    useful = f", useful to {row['useful']}" if row.get("useful") else ""
    gone = ", taken back" if row["deleted_at"] else ""
    return f"- {row['given_at']:%Y-%m-%d}{useful}{gone}{about}:\n\n{_quoted(row['text'])}"


def _found(row: Row) -> str:
    return f"- {row['at']:%Y-%m-%d}: {_inert(row['words'])}"


def _quoted(text: str) -> str:
    return "\n".join(f"  > {line}" for line in _inert(text, is_one_line=False).splitlines())


def _inert(text: str, *, is_one_line: bool = True) -> str:
    """People's words as they are, without meaning anything to Markdown or a browser."""
    shown = re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)
    return " ".join(shown.split()) if is_one_line else shown
