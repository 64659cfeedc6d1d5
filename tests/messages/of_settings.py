"""All that is said of settings, with anybody's words where words can stand."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.domain.ids import ChannelId, PersonId
from bot.domain.places import Place
from bot.domain.rules import Rules
from bot.domain.settings import SETTINGS, Change, Section, of_section
from bot.domain.settings_shown import Form, History, Overview, Saved, Value
from bot.messages import kit, settings

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
RULES = Rules(moderators=frozenset({"U0ADA", "U0GRACE"}), question_channel=ChannelId("C0HELP"), date_language="de")


def of_settings(text: str) -> Iterator[kit.Message | kit.View]:
    """All that is shown to those who change settings."""
    changes = [Change(1, each.name, None, each.written(RULES), PersonId("U0ADA"), AT) for each in SETTINGS]
    typed = [
        Change(2, each.name, text, text, PersonId("U0GRACE"), AT) for each in SETTINGS if each.section is Section.ASKING
    ]
    changes += [each for each in typed if each.name != "question_channel"]
    notes = ("", settings.saved(Saved(changes, changes)), settings.saved(None), settings.crossed(changes))
    for is_admin, note in zip((True, False, True, True), notes, strict=True):
        values = [_value(each.name, is_given=is_admin) for each in SETTINGS]
        yield settings.overview(Overview(values, is_admin=is_admin, changes=len(changes)), note)
    for section in Section:
        names = [each.name for each in of_section(section)]
        place = Place(ChannelId("C0HELP"), text or "help")
        told = Form(section, [_value(name, is_given=True) for name in names], 7, place)
        is_written = section not in {Section.MODERATORS, Section.UPKEEP}
        yield settings.form(told)
        yield settings.form(told, dict.fromkeys(names, text), names if is_written else (), settings.crossed(changes))
    for page in (1, 2):
        yield settings.history(History(changes[:10], page, 2))
    yield settings.history(History([], 1, 1))


def _value(name: str, *, is_given: bool) -> Value:
    [setting] = [each for each in SETTINGS if each.name == name]
    default, now = setting.written(Rules()), setting.written(RULES)
    return Value(setting, now, default, is_changed=now != default, is_given=is_given)
