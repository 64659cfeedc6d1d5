"""Days and months as a language writes them, by the CLDR.

Moments are Slack's own tokens (:func:`bot.messages.kit.when`), which follow each reader; a day of a cohort's calendar
is the same for all readers, so we write it ourselves.
"""

from datetime import date

from babel import Locale
from babel.dates import format_date, format_skeleton


def day(when: date, language: str) -> str:
    """A day, in English as ``Mon 2 March``."""
    return format_skeleton("MMMMEd", when, locale=language)


def whole_day(when: date, language: str) -> str:
    """A day that may be in another year, in English as ``2 March 2026``."""
    return format_date(when, "long", locale=language)


def month(when: date, language: str) -> str:
    """A month, in English as ``March 2026``."""
    return format_skeleton("yMMMM", when, locale=language)


def name(language: str) -> str:
    """What a language is called, in English."""
    return str(Locale.parse(language).get_display_name("en"))
