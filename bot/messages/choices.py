"""Choices that several forms share: where to post, and which topics."""

from collections.abc import Iterable, Sequence

from bot.domain import topics as naming
from bot.domain.ids import ChannelId
from bot.domain.places import Place
from bot.domain.topics import Topic
from bot.messages import kit

EXPERTS_ONLY = "experts"
_LABEL_LIMIT = 70


def place(where: Place) -> kit.Block:
    """A channel to post in."""
    sign = "🔒 " if where.is_private else "#"
    return kit.option(f"{sign}{where.name}", where.id)


def experts_only() -> kit.Block:
    """No channel: only those invited see the question."""
    return kit.option("Only the experts", EXPERTS_ONLY)


def places(found: Iterable[Place], *, with_experts: bool) -> list[kit.Block]:
    """Where a question can be posted, at most 100 choices."""
    first = [experts_only()] if with_experts else []
    return [*first, *(place(each) for each in found)][:100]


def channel_of(value: str) -> ChannelId | None:
    """What was chosen: a channel, or ``None`` for only the experts."""
    return None if value == EXPERTS_ONLY else ChannelId(value)


def topic(label: str) -> kit.Block:
    """A topic, as its label: what is new becomes known when the form is sent."""
    return kit.option(kit.cut(label, _LABEL_LIMIT), label)


def known_topics(found: Sequence[Topic]) -> list[kit.Block]:
    """Topics that there are, each by its slug."""
    return [kit.option(kit.cut(each.label, _LABEL_LIMIT), each.slug) for each in found][:100]


def topics(found: Sequence[Topic], typed: str) -> list[kit.Block]:
    """Topics for what was typed: the known ones, and the words themselves where they name a new one."""
    known = {each.slug for each in found}
    slug = naming.normalise(typed)
    new = naming.KNOWN_ALIASES.get(slug, slug)
    offered = [topic(each.label) for each in found]
    if new and new not in known:
        label = naming.label(typed) if new == slug else new
        offered.append(kit.option(f"New topic: {label}", label))
    return offered[:100]
