"""Who is in the workspace: six people and four channels to begin with."""

from dataclasses import dataclass

COLOURS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c", "5b89d5", "2b6836")


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace, as people and the Web API see one."""

    id: str
    name: str
    real_name: str
    title: str = ""
    tz: str = "Europe/London"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    team: str = ""
    """Their own workspace, for somebody of another one who is met in a shared channel."""

    @property
    def initials(self) -> str:
        """The letters of the avatar: "AL" for Ada Lovelace."""
        words = (self.real_name or self.name).split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def color(self) -> str:
        """The colour of the avatar, six hexadecimal digits, always the same for an id."""
        return COLOURS[sum(self.id.encode()) % len(COLOURS)]

    @property
    def dm(self) -> str:
        """The id of the direct message between this person and the app: D0ADA for U0ADA."""
        return "D" + self.id[1:]


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as it is when the sandbox starts; members None means everybody."""

    id: str
    name: str
    members: tuple[str, ...] | None = None
    is_private: bool = False
    app_is_in: bool = True
    topic: str = ""


DEMO_PEOPLE = (
    Person("U0ADA", "ada", "Ada Lovelace", "Platform engineer", "Europe/London"),
    Person("U0GRACE", "grace", "Grace Hopper", "Database lead", "America/New_York"),
    Person("U0ALAN", "alan", "Alan Turing", "Security", "Europe/London"),
    Person("U0KATH", "katherine", "Katherine Johnson", "Data", "America/Chicago", is_admin=True),
    Person("U0LINUS", "linus", "Linus Novak", "Newcomer", "Europe/Prague"),
    Person("U0MAE", "mae", "Mae Jemison", "Head of learning", "Asia/Tokyo", is_admin=True, is_owner=True),
)

DEMO_CHANNELS = (
    Channel("C0HELP", "help", topic="Ask anything, answer what you can"),
    Channel(
        "C0ENG",
        "engineering",
        members=("U0ADA", "U0GRACE", "U0ALAN", "U0KATH", "U0LINUS"),
        topic="Building and running things",
    ),
    Channel("C0SQL", "sql-for-analysts", topic="A question a day, for a month"),
    Channel("C0RANDOM", "random", app_is_in=False, topic="Everything else"),
    Channel("C0SEC", "security-private", members=("U0ALAN", "U0KATH"), is_private=True, topic="Confidential"),
)
