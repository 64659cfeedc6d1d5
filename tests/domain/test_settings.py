"""How settings are written and read, and what they are over the defaults."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cadence import QuietHours, parse_duration, write_duration
from bot.domain.marks import read_emoji
from bot.domain.refusals import Reason, Refused
from bot.domain.rules import Rules
from bot.domain.settings import BY_NAME, LONGEST_KEPT, SETTINGS, Setting, check, overlay

DEFAULTS = Rules()


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_what_is_written_reads_the_same(setting: Setting) -> None:
    written = setting.written(DEFAULTS)
    if written:
        assert setting.read(written) == getattr(DEFAULTS, setting.name)
        assert setting.chosen(f" {written} ", DEFAULTS) is None, "the default is not kept"
    assert setting.chosen(" ", DEFAULTS) is None


@given(st.integers(min_value=1, max_value=3_650 * 86_400))
def test_a_duration_is_written_so_that_it_is_read(seconds: int) -> None:
    duration = timedelta(seconds=seconds)
    assert parse_duration(write_duration(duration), LONGEST_KEPT) == duration


@pytest.mark.parametrize(("duration", "written"), [(86_400, "1d"), (90 * 60, "90m"), (7_200, "2h"), (61, "61s")])
def test_a_duration_is_written_in_the_largest_unit_that_fits(duration: int, written: str) -> None:
    assert write_duration(timedelta(seconds=duration)) == written


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("+1, bulb", {"+1", "bulb"}),
        (":+1::skin-tone-4::Bulb:", {"+1", "bulb"}),
        (":tada: :rocket:", {"tada", "rocket"}),
        ("thumbsup,piñata,,e-mail", {"+1", "piñata", "e-mail"}),
        (" , ", set()),
    ],
)
def test_emoji_are_read_however_they_are_written(written: str, names: set[str]) -> None:
    assert read_emoji(written) == names


@pytest.mark.parametrize("written", ["👍", "thumbs up", ":::", "a,<b>", "`c`"])
def test_what_is_no_emoji_is_refused(written: str) -> None:
    with pytest.raises(Refused) as refused:
        read_emoji(written)
    assert refused.value.reason is Reason.BAD_EMOJI


def test_what_was_changed_lies_over_the_defaults_and_what_cant_be_read_does_not() -> None:
    kept = {"waves": "5", "quiet_hours": "none", "keep_logs": "forever", "wave_size": "900", "of_a_newer_version": "x"}
    rules = overlay(DEFAULTS, kept)
    assert (rules.waves, rules.quiet_hours, rules.keep_logs) == (5, QuietHours.none(), None)
    assert rules.wave_size == DEFAULTS.wave_size
    assert overlay(DEFAULTS, {}) is DEFAULTS


def test_a_value_is_kept_as_it_is_written_for_all() -> None:
    assert BY_NAME["quiet_hours"].chosen("22 to 7, saturdays", DEFAULTS) == "22:00-07:00 Sat"
    assert BY_NAME["answer_within"].chosen("240M", DEFAULTS) is None
    assert BY_NAME["date_language"].chosen("PT-br", DEFAULTS) == "pt_BR"
    assert overlay(DEFAULTS, {"quiet_hours": "22:00-07:00"}).quiet_hours.end == time(7)


def test_one_emoji_does_not_say_two_things() -> None:
    assert check(DEFAULTS) is None
    refused = check(overlay(DEFAULTS, {"accept_emoji": "heart, ok"}))
    assert refused is not None
    assert (refused.field, refused.detail) == ("accept_emoji", "heart")
