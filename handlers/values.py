"""What a person filled into a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.domain.ids import PersonId


@dataclass(frozen=True, slots=True)
class Values:
    """What a person filled into a form, by field."""

    state: Mapping[str, Mapping[str, Any]]

    def text(self, field: str) -> str:
        """Typed words, blank where nothing was typed."""
        return str(self._element(field).get("value") or "")

    def choice(self, field: str) -> str:
        """The value of the one option chosen, blank for none."""
        return str((self._element(field).get("selected_option") or {}).get("value") or "")

    def choices(self, field: str) -> tuple[str, ...]:
        """The values of all options chosen."""
        return tuple(str(each["value"]) for each in self._element(field).get("selected_options") or ())

    def person(self, field: str) -> PersonId:
        """The person chosen, blank for nobody."""
        return PersonId(self._element(field).get("selected_user") or "")

    def people(self, field: str) -> tuple[PersonId, ...]:
        """The people chosen."""
        return tuple(PersonId(each) for each in self._element(field).get("selected_users") or ())

    def day(self, field: str) -> date | None:
        """The day chosen."""
        chosen = self._element(field).get("selected_date")
        return date.fromisoformat(chosen) if chosen else None

    def hour(self, field: str) -> time | None:
        """The time of day chosen, to the minute."""
        chosen = self._element(field).get("selected_time")
        return time.fromisoformat(chosen) if chosen else None

    def _element(self, field: str) -> Mapping[str, Any]:
        """A field's only element: each of our blocks has one."""
        return next(iter(self.state.get(field, {}).values()), {})
