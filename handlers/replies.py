"""What a handler answers: a value, which the surface turns into Slack's acknowledgement and at most one call."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.messages.kit import Block, Message, View
from handlers.payloads import Action

Better = Callable[[], Coroutine[Any, Any, View | None]]
"""Makes what a form should rather be, which may take a while; ``None`` leaves it as it is."""


@dataclass(frozen=True, slots=True)
class Say:
    """Tell the person who acted, and nobody else."""

    message: Message
    replace: bool = False
    """In place of the message whose button was pressed, where only that person sees it."""


@dataclass(frozen=True, slots=True)
class Open:
    """Open a form."""

    view: View
    typed: str = ""
    """What the person typed to get here: told back should the form not open, so that it is not lost."""
    better: Better | None = None
    """Waited for but a moment: if it takes longer the form opens as it is, and changes then."""


@dataclass(frozen=True, slots=True)
class Show:
    """Answer a form with another view in its place."""

    view: View


@dataclass(frozen=True, slots=True)
class Revise:
    """Change the form in which something was done, after the acknowledgement; only the latest change counts.

    What was typed and chosen in a field stays, as long as the field keeps its ids.
    """

    better: Better


@dataclass(frozen=True, slots=True)
class Finish:
    """Close the form, and those underneath it."""


@dataclass(frozen=True, slots=True)
class Mend:
    """Keep a form open, with sentences at its fields."""

    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """Choices for a menu that is being typed in."""

    options: Sequence[Block]


Reply = Say | Open | Show | Revise | Finish | Mend | Offer | None
"""``None`` acknowledges: what was done shows by itself."""


def turned(action: Action, view: View) -> Reply:
    """Show a view in place of the form in which something was pressed; from a message or Home it is opened.

    So one walks about in one form, with ways back, and nothing stale waits underneath.
    """

    async def there() -> View:
        return view

    return Revise(there) if action.is_in_modal else Open(view)
