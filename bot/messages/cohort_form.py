"""The form of setting up a cohort, and of changing it."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time

from bot.domain import holidays
from bot.domain.cadence import DAY_NAMES, zone_of
from bot.domain.cohort_shown import Form
from bot.domain.cohorts import MOST_COUNTRIES, MOST_FACILITATORS, NAME_LIMITS, Order, write_dates
from bot.domain.prompts import PromptSet
from bot.messages import choices, kit
from bot.messages.prompts import STARTER

WORKING_WEEK = frozenset(range(5))
NINE = time(9)
_LABEL = 75


def form(told: Form, today: date, *, name: str = "") -> kit.View:
    """The form of a new cohort, or of the one that is changed. ``today`` is a day in the person's own zone."""
    cohort = told.cohort
    title, submit = ("New cohort", "Set it up") if cohort is None else ("Settings", "Save")
    blocks = [*_who(told, name), *_when(told, today), *_what(told)]
    metadata = json.dumps({"cohort": cohort.id if cohort else None})
    return kit.modal(title, blocks, "cohort.save", submit=submit, metadata=metadata)


def zone(name: str, now: datetime | None = None) -> kit.Block:
    """A time zone to choose, with the time it is there."""
    label = name.replace("_", " ")
    told = f"{label} ({now.astimezone(zone_of(name)):%H:%M} now)" if now else label
    return kit.option(kit.cut(told, _LABEL), name)


def country(code: str) -> kit.Block:
    """A country to choose."""
    return kit.option(kit.cut(holidays.countries().get(code, code), _LABEL), code)


def prompt_set(found: PromptSet) -> kit.Block:
    """A set of prompts to choose."""
    return kit.option(kit.cut(found.name, _LABEL), str(found.id))


def _who(told: Form, name: str) -> list[kit.Block]:
    cohort = told.cohort
    least, most = NAME_LIMITS
    named = kit.text_input(
        "name",
        initial=cohort.name if cohort else name[:most],
        min_length=least,
        max_length=most,
        placeholder="Such as: SQL for analysts, spring",
    )
    where = choices.place(told.place) if told.place else None
    channel = kit.external_select("public_channel", initial=where, placeholder="Choose a channel")
    people = kit.multi_users_select("facilitators", initial=told.facilitators, most=MOST_FACILITATORS)
    invite = "A channel that I am in. Is yours missing? Write /invite @knowhow there first."
    return [
        kit.input_block("Name", named, "name"),
        kit.input_block("Channel", channel, "channel", hint=invite),
        kit.input_block("Facilitators", people, "facilitators", hint="They prepare the questions and see how it goes."),
    ]


def _when(told: Form, today: date) -> list[kit.Block]:
    schedule = told.cohort.schedule if told.cohort else None
    days = [kit.option(each, str(number)) for number, each in enumerate(DAY_NAMES)]
    chosen = [str(each) for each in sorted(schedule.days if schedule else WORKING_WEEK)]
    first, last = (schedule.first_day, schedule.last_day) if schedule else (today, None)
    at, zoned = (schedule.at, schedule.zone) if schedule else (NINE, told.zone)
    picked = [country(each) for each in schedule.countries] if schedule else []
    own = write_dates(schedule.free_days) if schedule else ""
    free = kit.text_input("free_days", multiline=True, initial=own, placeholder="2026-12-24, 2026-12-28 to 2027-01-03")
    public = kit.multi_external_select(
        "cohort_countries", initial=picked, placeholder="Such as Czechia", most=MOST_COUNTRIES
    )
    return [
        kit.input_block("First day", kit.date_picker("first_day", initial=first), "first_day"),
        kit.input_block("Last day", kit.date_picker("last_day", initial=last), "last_day", optional=True),
        kit.input_block("Days", kit.checkboxes("days", days, initial=chosen), "days"),
        kit.input_block("Time", kit.time_picker("time", initial=at), "time"),
        kit.input_block("Time zone", kit.external_select("cohort_zone", initial=zone(zoned)), "zone"),
        kit.input_block(
            "Holidays of", public, "countries", optional=True, hint="Nothing is asked on their public holidays."
        ),
        kit.input_block(
            "Other free days", free, "free_days", optional=True, hint="Days as 2026-12-24, or two with “to” between."
        ),
    ]


def _what(told: Form) -> list[kit.Block]:
    options = [kit.option("As they are listed, each once", Order.LISTED)]
    options.append(kit.option("Shuffled, none twice until all were used", Order.SHUFFLED))
    order = told.cohort.order if told.cohort else Order.LISTED
    sets = kit.multi_external_select("prompt_sets", initial=_chosen(told), placeholder="Choose sets of prompts")
    hint = "You can add prompts of this cohort's own; those are listed first."
    return [
        kit.input_block("Prompts from", sets, "sets", optional=True, hint=hint),
        kit.input_block("Order", kit.radio("order", options, initial=order), "order"),
    ]


def _chosen(told: Form) -> Sequence[kit.Block]:
    if told.cohort is None:
        return [prompt_set(each) for each in told.sets if each.name == STARTER]
    by_id = {each.id: each for each in told.sets}
    return [prompt_set(by_id[each]) for each in told.chosen if each in by_id]
