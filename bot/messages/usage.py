"""How each command is used, with one example: the answer to ``help`` and to what can't be understood."""

from bot.messages import kit

_USAGE = {
    "/ask-expert": (
        "Ask, and the right colleagues are invited to answer, a few at a time.",
        "/ask-expert How do we rotate the database keys?",
    ),
    "/share-tip": (
        "Share what helped you, so that others find it.",
        "/share-tip terraform plan -refresh=false is much faster while you only edit.",
    ),
    "/find-answer": (
        'Find what was answered or shared before. `"in quotes"` finds exact words, `#topic` what is about a topic.',
        '/find-answer "signing keys" #security',
    ),
    "/find-expert": (
        "See who knows a topic, and why. Several topics find who knows them all.",
        "/find-expert terraform, sql",
    ),
    "/my-topics": (
        "Say what you can help with. Without topics it opens all you can set: how often, when, and what to hide.",
        "/my-topics terraform, sql",
    ),
    "/cohort": (
        "See your cohorts and those you may join. `new`, `join NAME`, `leave NAME` and `NAME` are the short ways.",
        "/cohort join SQL for analysts",
    ),
    "/my-learning": (
        "See what you asked, answered, shared and learned; take all of it with you, or have me forget you.",
        "/my-learning",
    ),
}


def usage(command: str) -> kit.Message:
    """What a command does, and an example of it."""
    does, example = _USAGE[command]
    text = f"*{command}* {does}\nFor example: `{example}`"
    return kit.Message(text, (kit.section(text),))


def all_commands() -> kit.Message:
    """What Knowhow can do, for somebody who writes to it."""
    lines = "\n".join(f"• `{example}`: {does}" for does, example in _USAGE.values())
    more = "To answer a question, reply in the thread under its invitation, or press *Answer* there."
    text = f"Here is what I understand:\n{lines}\n{more}"
    return kit.Message(f"Here is what I understand: {', '.join(_USAGE)}.", (kit.section(text),))


NOT_INSTALLED = (
    "Knowhow is not installed in this workspace any more, so nothing was done. An administrator can install it again."
)
"""Said to whoever uses what the app left behind."""


def outdated() -> kit.Message:
    """Said to somebody who used a button or form that this version doesn't know any more."""
    text = "That is from an earlier version of Knowhow, so nothing was done. Open App Home for what you can do now."
    return kit.Message(text, (kit.section(text),))
