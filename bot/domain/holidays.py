"""Public holidays by country, from the library ``holidays``, which loads each country when it is first asked for."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any

from bot.domain.schedules import IsFree

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


@cache
def countries() -> Mapping[str, str]:
    """The countries whose holidays are known: their names by ISO 3166 code, by name."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - a start needn't wait for it

    named = {codes[1]: _WORDS.sub(" ", codes[0]) for codes in COUNTRIES.values()}
    return dict(sorted(named.items(), key=lambda each: each[1]))


def find_countries(words: str, limit: int) -> list[str]:
    """The codes of countries whose code or name has these words, by name."""
    wanted = words.strip().casefold()
    return [code for code, name in countries().items() if wanted in name.casefold() or wanted == code.casefold()][
        :limit
    ]


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
