"""Cohorts: the command, the form of setting one up, joining, leaving, and a cohort's page."""

import json
from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.domain import cohorts as naming
from bot.domain import holidays
from bot.domain.cadence import zone_of
from bot.domain.cohorts import Draft, Order, read_dates
from bot.domain.deliveries import Delivery
from bot.domain.ids import ChannelId, CohortId, PersonId, PromptSetId, WorkspaceId
from bot.domain.refusals import Reason, Refused
from bot.domain.schedules import Schedule
from bot.messages import cohort_form, usage
from bot.messages import cohorts as words
from bot.messages.kit import View
from bot.messages.prompts import STARTER
from bot.messages.starter_prompts import starter
from bot.services.bank import Bank
from bot.services.cohorts import Cohorts
from bot.services.dates import Dates
from handlers.payloads import Action, Command, Search, Submission
from handlers.questions import wants_help
from handlers.replies import Offer, Open, Reply, Say, Show, turned
from handlers.table import ActionHandler, Table
from handlers.values import Values

CHOICES = 100
_UseCase = Callable[[Delivery, CohortId, PersonId], Awaitable[None]]


class Convening:
    """The handlers of those who set up cohorts and take part in them."""

    def __init__(self, cohorts: Cohorts, dates: Dates, bank: Bank, clock: Clock) -> None:
        self._cohorts = cohorts
        self._dates = dates
        self._bank = bank
        self._clock = clock

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.commands["/cohort"] = self.command
        table.actions["home.cohorts"] = self.list
        table.actions["cohort.list.previous"] = table.actions["cohort.list.next"] = self.turn_list
        table.actions["cohort.new"] = self.open_new
        table.actions["cohort.settings"] = self.open_settings
        table.actions["cohort.open"] = self.open
        table.actions["cohort.join"] = self.join
        table.actions["cohort.leave"] = self.leave
        table.actions["cohort.end"] = self._changing(self._cohorts.end)
        table.actions["cohort.resume"] = self._changing(self._dates.resume)
        table.forms["cohort.save"] = self.save
        table.searches["cohort_zone"] = self.find_zones
        table.searches["cohort_countries"] = self.find_countries
        table.searches["prompt_sets"] = self.find_sets

    async def command(self, command: Command) -> Reply:
        """List cohorts, or take the short way to one."""
        if wants_help(command):
            return Say(usage.usage(command.name))
        first, _, rest = command.text.partition(" ")
        here, by, name = command.workspace, command.person, rest.strip()
        match first.casefold():
            case "new":
                return Open(await self._new_form(here, by, command.channel, name), typed=command.text)
            case "join" if name:
                cohort = await self._cohorts.join(command.delivery, await self._cohorts.named(here, name, by), by)
                return Say(words.said(words.joined(cohort)))
            case "leave" if name:
                cohort = await self._cohorts.leave(command.delivery, await self._cohorts.named(here, name, by), by)
                return Say(words.said(words.left(cohort)))
            case "" | "join" | "leave":
                return Say(words.overview(await self._cohorts.overview(here, by)))
        return Open(await self._page(here, await self._cohorts.named(here, command.text, by), by))

    async def list(self, action: Action) -> Reply:
        """List cohorts from App Home."""
        return Say(words.overview(await self._cohorts.overview(action.workspace, action.person)))

    async def turn_list(self, action: Action) -> Reply:
        """Show another page of the list."""
        found = await self._cohorts.overview(action.workspace, action.person)
        return Say(words.overview(found, int(action.value)), replace=True)

    async def open_new(self, action: Action) -> Reply:
        """Open the form of a new cohort."""
        return turned(action, await self._new_form(action.workspace, action.person, action.channel))

    async def open_settings(self, action: Action) -> Reply:
        """Open the form of changing a cohort."""
        told = await self._cohorts.form(action.workspace, _id(action), action.person)
        return turned(action, cohort_form.form(told, self._clock.now().date()))

    async def open(self, action: Action) -> Reply:
        """Open a cohort's page."""
        return turned(action, await self._page(action.workspace, _id(action), action.person))

    async def join(self, action: Action) -> Reply:
        """Join a cohort."""
        cohort = await self._cohorts.join(action.delivery, _id(action), action.person)
        return await self._done(action, words.joined(cohort))

    async def leave(self, action: Action) -> Reply:
        """Leave a cohort."""
        cohort = await self._cohorts.leave(action.delivery, _id(action), action.person)
        return await self._done(action, words.left(cohort))

    async def save(self, form: Submission) -> Reply:
        """Set a cohort up, or change it, and show its page."""
        cohort: CohortId | None = json.loads(form.metadata)["cohort"]
        draft = _draft(form.values)
        if cohort is None:
            cohort, note = await self._cohorts.create(form.delivery, draft, form.person), words.CREATED
            if cohort is None:
                return None
        else:
            await self._cohorts.change(form.delivery, cohort, draft, form.person)
            note = words.SAVED
        return Show(await self._page(form.workspace, cohort, form.person, note))

    async def find_zones(self, search: Search) -> Reply:
        """Offer time zones, one's own first, each with the time it is there."""
        now, own = self._clock.now(), await self._cohorts.zone(search.workspace, search.person)
        return Offer([cohort_form.zone(each, now) for each in naming.find_zones(search.words, CHOICES, first=own)])

    async def find_countries(self, search: Search) -> Reply:
        """Offer countries whose holidays are known."""
        return Offer([cohort_form.country(each) for each in holidays.find_countries(search.words, CHOICES)])

    async def find_sets(self, search: Search) -> Reply:
        """Offer the workspace's sets of prompts."""
        wanted = search.words.casefold()
        found = [each.set for each in await self._bank.sets(search.workspace)]
        return Offer([cohort_form.prompt_set(each) for each in found if wanted in each.name.casefold()][:CHOICES])

    def _changing(self, use_case: _UseCase) -> ActionHandler:
        """A button that does one thing to a cohort, and then shows it as it is."""

        async def press(action: Action) -> Reply:
            await use_case(action.delivery, _id(action), action.person)
            return turned(action, await self._page(action.workspace, _id(action), action.person))

        return press

    async def _done(self, action: Action, note: str) -> Reply:
        """Say what was done where it was done."""
        if action.is_in_modal:
            return turned(action, await self._page(action.workspace, _id(action), action.person, note))
        return Say(words.said(note))

    async def _page(self, workspace: WorkspaceId, cohort: CohortId, by: PersonId, note: str = "") -> View:
        return words.page(await self._cohorts.detail(workspace, cohort, by), note)

    async def _new_form(self, workspace: WorkspaceId, by: PersonId, channel: ChannelId | None, name: str = "") -> View:
        await self._bank.stock(workspace, STARTER, starter())
        told = await self._cohorts.new_form(workspace, by, channel)
        return cohort_form.form(told, self._clock.now().astimezone(zone_of(told.zone)).date(), name=name)


def _draft(values: Values) -> Draft:
    first_day, at = values.day("first_day"), values.hour("time")
    if first_day is None:
        raise Refused(Reason.NO_DATE, field="first_day")
    if at is None:
        raise Refused(Reason.NO_DATE, field="time")
    schedule = Schedule(
        zone=values.choice("zone"),
        at=at,
        days=frozenset(int(each) for each in values.choices("days")),
        first_day=first_day,
        last_day=values.day("last_day"),
        countries=values.choices("countries"),
        free_days=read_dates(values.text("free_days")),
    )
    return Draft(
        name=values.text("name"),
        channel=ChannelId(values.choice("channel")),
        facilitators=values.people("facilitators"),
        schedule=schedule,
        sets=tuple(PromptSetId(int(each)) for each in values.choices("sets")),
        order=Order(values.choice("order")),
    )


def _id(action: Action) -> CohortId:
    return CohortId(int(action.value))
