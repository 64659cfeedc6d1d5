"""What the app's manifest grants and declares, as far as Slack's behaviour depends on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ALL_EVENTS = frozenset({"*"})
# Without chat:write.public: it doesn't permit a method, it changes where the app may post.
ALL_SCOPES = frozenset(
    {
        "app_mentions:read", "channels:history", "channels:join", "channels:manage", "channels:read",
        "chat:write", "commands", "files:write", "groups:history",
        "groups:read", "im:history", "im:read", "im:write",
        "mpim:history", "mpim:read", "reactions:read", "reactions:write", "team:read", "users:read",
        "users:read.email",
    }
)  # fmt: skip
DEFAULT_COMMANDS = ("/ask-expert", "/find-expert", "/my-topics")


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command of the app."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of the app; `type` is global or message."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest's facts. Without a manifest everything is granted and any shortcut exists."""

    app_name: str = "Knowhow"
    bot_name: str = "knowhow"
    scopes: frozenset[str] = ALL_SCOPES
    optional_scopes: frozenset[str] = frozenset()
    events: frozenset[str] = ALL_EVENTS
    commands: tuple[Command, ...] = tuple(Command(name) for name in DEFAULT_COMMANDS)
    shortcuts: tuple[Shortcut, ...] | None = None
    home_enabled: bool = True
    messages_enabled: bool = True
    messages_read_only: bool = False
    rotates_tokens: bool = False

    @classmethod
    def read(cls, source: Mapping[str, Any] | None) -> "Manifest":
        """Take what matters from a parsed app_manifest.yml; None gives the permissive default."""
        if source is None:
            return cls()
        features = source.get("features", {})
        home = features.get("app_home", {})
        scopes = source.get("oauth_config", {}).get("scopes", {})
        name = source.get("display_information", {}).get("name", "Knowhow")
        return cls(
            app_name=name,
            bot_name=features.get("bot_user", {}).get("display_name", name).lower(),
            scopes=frozenset(scopes.get("bot", ())),
            optional_scopes=frozenset(scopes.get("bot_optional", ())),
            events=frozenset(source.get("settings", {}).get("event_subscriptions", {}).get("bot_events", ())),
            commands=tuple(_command(item) for item in features.get("slash_commands", ())),
            shortcuts=tuple(_shortcut(item) for item in features.get("shortcuts", ())),
            home_enabled=home.get("home_tab_enabled", False),
            messages_enabled=home.get("messages_tab_enabled", True),
            messages_read_only=home.get("messages_tab_read_only_enabled", False),
            rotates_tokens=source.get("settings", {}).get("token_rotation_enabled", False),
        )

    def subscribes(self, event: str) -> bool:
        """Whether the app asked for this event (`message.channels`, `reaction_added`, ...)."""
        return self.events == ALL_EVENTS or event in self.events

    def find_command(self, name: str) -> Command | None:
        """The declared command of that name, slash included."""
        return next((item for item in self.commands if item.command == name), None)

    def declares_shortcut(self, callback_id: str, kind: str) -> bool:
        """Whether a shortcut of that kind (global, message) exists; without a manifest all do."""
        if self.shortcuts is None:
            return True
        return any(item.callback_id == callback_id and item.type == kind for item in self.shortcuts)


def _command(item: Mapping[str, Any]) -> Command:
    return Command(
        item["command"],
        item.get("description", ""),
        item.get("usage_hint", ""),
        should_escape=bool(item.get("should_escape", False)),
    )


def _shortcut(item: Mapping[str, Any]) -> Shortcut:
    return Shortcut(item["name"], item["type"], item["callback_id"], item.get("description", ""))
