"""Who a person is to Knowhow: what Slack says, and what the person chose."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.cadence import QuietHours, zone_of
from bot.domain.ids import PersonId


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of a person."""

    id: PersonId
    name: str
    zone: str
    """An IANA name as Slack gives it, perhaps empty; read it through :meth:`Person.timezone`."""
    is_bot: bool = False
    is_guest: bool = False
    is_admin: bool = False
    is_deactivated: bool = False


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose; ``None`` follows the workspace's default."""

    weekly_cap: int | None = None
    quiet_hours: QuietHours | None = None
    away_until: date | None = None
    """The last local day of being away."""
    is_advocate: bool = False
    """Helps when nobody else does."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a workspace."""

    profile: Profile
    preferences: Preferences = Preferences()
    profile_read_at: datetime | None = None
    """``None`` until Slack was asked: such a person is not invited yet."""
    welcomed_at: datetime | None = None

    @property
    def id(self) -> PersonId:
        """Slack's id of the person."""
        return self.profile.id

    @property
    def timezone(self) -> ZoneInfo:
        """The person's own zone, UTC where Slack names none that exists."""
        return zone_of(self.profile.zone)

    def is_away(self, now: datetime) -> bool:
        """Whether the person's local day is one of those announced as away."""
        until = self.preferences.away_until
        return until is not None and now.astimezone(self.timezone).date() <= until
