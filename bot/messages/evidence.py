"""Why somebody is asked or found, in words: evidence with counts and dates."""

from collections.abc import Iterable

from bot.domain.expertise import Standing
from bot.domain.rules import ENGLISH
from bot.messages import kit
from bot.messages.days import month


def because(standing: Standing, language: str = ENGLISH) -> str:
    """One topic's evidence, such as “3 accepted answers on *Terraform*, last in May 2026”."""
    if standing.similar:
        when = f", last in {month(standing.last, language)}" if standing.last else ""
        return f"{kit.plural(standing.similar, 'answer')} to questions like this{when}"
    topic = f"*{kit.escape(standing.topic)}*"
    told = list(_counted(standing))
    when = f", last in {month(standing.last, language)}" if standing.last and told else ""
    if not told:
        return f"you named {topic} as a topic" if standing.is_declared else f"known for {topic}"
    return f"{_and(told)} on {topic}{when}"


def why(standings: Iterable[Standing], *, is_you: bool, language: str = ENGLISH) -> str:
    """All the evidence in one sentence part; to the person themselves, or about them."""
    parts = [because(each, language) if is_you else _about(each, language) for each in standings]
    return "; ".join(parts)


def _about(standing: Standing, language: str) -> str:
    told = because(standing, language)
    return told.replace("you named", "named", 1)


def _counted(standing: Standing) -> Iterable[str]:
    plain = standing.answered - standing.accepted
    if standing.accepted:
        yield kit.plural(standing.accepted, "accepted answer")
    if plain > 0:
        yield kit.plural(plain, "other answer" if standing.accepted else "answer")
    if standing.shared:
        yield kit.plural(standing.shared, "tip")
    if standing.useful:
        yield f"marked useful {kit.plural(standing.useful, 'time')}"
    if standing.suggested:
        yield f"suggested {kit.plural(standing.suggested, 'time')}"


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
