"""Public holidays by country, from the library ``holidays``, which loads each country when it is first asked for."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any

from bot.domain.schedules import IsFree


def countries() -> tuple[str, ...]:
    """The countries whose holidays are known, by ISO 3166 code."""
    import holidays  # noqa: PLC0415 - half a second that a start needn't wait

    return tuple(sorted(code for code in holidays.list_supported_countries() if len(code) == 2))  # noqa: PLR2004


def name_of(day: date, codes: Collection[str]) -> str | None:
    """What a day is in the first of these countries in which it is a holiday; ``None`` in none."""
    named = (_calendar(code).get(day) for code in codes)
    return next((str(name) for name in named if name), None)


def free_in(codes: Collection[str]) -> IsFree:
    """Whether days are holidays in any of these countries."""
    return lambda day: name_of(day, codes) is not None


@cache
def _calendar(code: str) -> Any:
    """A country's holidays; years are added as they are asked for. None for a country that is not known."""
    import holidays  # noqa: PLC0415 - see above

    try:
        return holidays.country_holidays(code)
    except NotImplementedError:
        return {}
