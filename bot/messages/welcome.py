"""The first message to whoever installed the app."""

from bot.messages import kit

_TITLE = "Knowhow is ready. Three steps, and your colleagues can ask:"
_STEPS = (
    "*1. Invite me where people ask.* Type `/invite @knowhow` in a channel. I post nowhere else.",
    "*2. Say what you know.* Type `/my-topics`, and ask colleagues to do the same: questions go to those who know.",
    "*3. Ask.* Type `/ask-expert How do we …?` and see who answers.",
)
_MORE = "Open my *Home* for what waits for you. Every command answers `help`."


def first_steps() -> kit.Message:
    """What to do first, in three steps."""
    sections = [kit.section(text) for text in (_TITLE, *_STEPS)]
    return kit.Message("\n".join((_TITLE, *_STEPS)), (*sections, kit.context(_MORE)))
