"""The table of handlers by id: features fill it, the surfaces look things up in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from handlers.payloads import Action, Command, Event, Payload, Search, Shortcut, Submission
from handlers.replies import Reply

CommandHandler = Callable[[Command], Awaitable[Reply]]
ActionHandler = Callable[[Action], Awaitable[Reply]]
FormHandler = Callable[[Submission], Awaitable[Reply]]
ShortcutHandler = Callable[[Shortcut], Awaitable[Reply]]
SearchHandler = Callable[[Search], Awaitable[Reply]]
EventHandler = Callable[[Event], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Table:
    """Who handles what."""

    commands: dict[str, CommandHandler] = field(default_factory=dict)
    actions: dict[str, ActionHandler] = field(default_factory=dict)
    forms: dict[str, FormHandler] = field(default_factory=dict)
    shortcuts: dict[str, ShortcutHandler] = field(default_factory=dict)
    searches: dict[str, SearchHandler] = field(default_factory=dict)
    events: dict[str, EventHandler] = field(default_factory=dict)
    ignored: dict[str, Callable[[Payload], bool]] = field(default_factory=dict)
    """Of some types of events, whether one concerns nobody, by a look at the event alone."""
