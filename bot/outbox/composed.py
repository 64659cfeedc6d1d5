"""What a composer makes of a notice when its time has come."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.ids import ChannelId, MessageTs
from bot.messages.kit import Message, View


@dataclass(frozen=True, slots=True)
class Post:
    """A message to show, in a thread if named."""

    message: Message
    thread: MessageTs | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """An App Home to publish."""

    view: View


@dataclass(frozen=True, slots=True)
class NotOwed:
    """Nothing is owed any more, unless a sending that ended unclearly did show it: then it stands in this thread."""

    thread: MessageTs | None = None


@dataclass(frozen=True, slots=True)
class NotYet:
    """It depends on another message that is still on its way."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to share, with a few words; its name is no other file's of the recipient."""

    name: str
    make: Callable[[], bytes]
    """Makes what is in it, which takes a while and reads nothing any more."""
    message: Message


class Gone(Exception):  # noqa: N818 - nothing is wrong
    """What a message was to be about was erased."""


@dataclass(frozen=True, slots=True)
class AskFirst:
    """It tells of channels of which first has to be asked whether its recipient is in them."""

    places: frozenset[ChannelId]


Composed = Post | Home | Upload | NotOwed | NotYet
