"""A standard Slack export, channel by channel: a zip file of JSON, one file a day."""

import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from bot.domain.ids import ChannelId, MessageTs, PersonId
from bot.domain.imports import Said
from bot.domain.places import Place
from bot.slack.markup import plain

LONGEST_FILE = 200 * 1024 * 1024
"""A day of a channel that unpacks to more is left: no day has so much, and it would fill the memory."""
LONGEST_TEXT = 40_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
_SPOKEN = frozenset({None, "thread_broadcast", "file_share"})
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class NotAnExport(Exception):  # noqa: N818 - its text is the sentence an operator reads
    """The file can't be read as a Slack export."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the export, as it was."""

    place: Place
    folder: str
    size: int
    """Bytes of its days, unpacked: what a progress bar goes by."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A message with its replies, in order."""

    root: Said
    replies: tuple[Said, ...]


class SlackExport:
    """An open export. Raises :class:`NotAnExport` when it is none; use it in a ``with``."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise NotAnExport(f"There is no file {path.name}.") from None
        except (zipfile.BadZipFile, OSError):
            raise NotAnExport(f"{path.name} is not a zip file, so it is no Slack export.") from None
        self.unreadable = 0
        """Entries and files that could not be read so far."""
        listed = [(name, is_private) for name, is_private in (("channels", False), ("groups", True))]
        found = [(each, is_private) for name, is_private in listed for each in self._entries(f"{name}.json")]
        if not found:
            raise NotAnExport(f"{path.name} has no channels.json with channels, so it is no Slack export.")
        self.channels = sorted(self._channels(found), key=lambda each: each.place.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def threads(self, channel: Channel) -> Iterator[Thread]:
        """The threads of a channel that have replies, in the order begun, and single messages without."""
        roots: dict[str, Said] = {}
        replies: dict[str, dict[str, Said]] = defaultdict(dict)
        for day in self._days(channel.folder):
            for entry in self._entries(day):
                said = self._said(entry, channel.place.id)
                if said is None or said.ts is None:
                    continue
                parent = str(entry.get("thread_ts") or said.ts)
                if parent == said.ts:
                    roots[said.ts] = said
                else:
                    replies[parent][said.ts] = said
        for ts, root in sorted(roots.items()):
            yield Thread(root, tuple(said for _, said in sorted(replies.get(ts, {}).items())))

    def _channels(self, listed: Sequence[tuple[Mapping[str, Any], bool]]) -> Iterator[Channel]:
        sizes: dict[str, int] = defaultdict(int)
        for info in self._zip.infolist():
            folder, _, name = info.filename.rpartition("/")
            if _DAY.fullmatch(name):
                sizes[folder] += info.file_size
        for each, is_private in listed:
            id_: Any = each.get("id")
            named: Any = each.get("name")
            if isinstance(id_, str) and isinstance(named, str):
                place = Place(ChannelId(id_), named, is_private=is_private, is_archived=bool(each.get("is_archived")))
                yield Channel(place, named, sizes.get(named, 0))
            else:
                self.unreadable += 1

    def _days(self, folder: str) -> list[str]:
        names = (info.filename for info in self._zip.infolist())
        return sorted(name for name in names if name.rpartition("/")[0] == folder and _DAY.fullmatch(_last(name)))

    def _entries(self, name: str) -> list[Mapping[str, Any]]:
        """The objects of a JSON file in the archive; none where it isn't there or can't be read, which is counted."""
        try:
            info = self._zip.getinfo(name)
            text = self._zip.read(info) if info.file_size <= LONGEST_FILE else b""  # which is no JSON
            loaded = json.loads(text.decode("utf-8-sig", "replace"))
        except KeyError:
            return []
        except (ValueError, RecursionError, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
            self.unreadable += 1
            return []
        if not isinstance(loaded, list):
            self.unreadable += 1
            return []
        readable: list[Mapping[str, Any]] = [each for each in loaded if isinstance(each, dict)]
        self.unreadable += len(loaded) - len(readable)
        return readable

    def _said(self, entry: Mapping[str, Any], channel: ChannelId) -> Said | None:
        """A message of a person or an app; ``None`` for what is none, such as somebody's joining."""
        if entry.get("type", "message") != "message" or entry.get("subtype") not in _SPOKEN | {"bot_message"}:
            return None
        ts, at = entry.get("ts"), _moment(entry.get("ts"))
        if not isinstance(ts, str) or at is None:
            self.unreadable += 1
            return None
        is_person = not entry.get("bot_id") and entry.get("subtype") in _SPOKEN and isinstance(entry.get("user"), str)
        return Said(
            channel=channel,
            ts=MessageTs(ts),
            author=PersonId(entry["user"] if is_person else ""),
            text=_UNSTORABLE.sub("", plain(str(entry.get("text") or "")))[:LONGEST_TEXT],
            at=at,
            reactions=tuple(_reactions(entry.get("reactions"))),
            origin=f"slack:{channel}:{ts}",
        )


def named(channels: Collection[Channel], names: Collection[str]) -> list[Channel]:
    """The channels of these names or ids; raises :class:`NotAnExport` naming the first that is not there."""
    wanted = {name.removeprefix("#"): None for name in names}
    known = {key: channel for channel in channels for key in (channel.place.name, channel.place.id)}
    missing = next((name for name in wanted if name not in known), None)
    if missing is not None:
        raise NotAnExport(f"The export has no channel {missing}.")
    return list({known[name].place.id: known[name] for name in wanted}.values())


def _reactions(told: object) -> Iterator[tuple[str, tuple[PersonId, ...]]]:
    for each in told if isinstance(told, list) else ():
        if isinstance(each, dict) and isinstance(each.get("name"), str) and isinstance(each.get("users"), list):
            yield each["name"], tuple(PersonId(user) for user in each["users"] if isinstance(user, str))


def _moment(ts: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(str(ts)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _last(name: str) -> str:
    return name.rpartition("/")[2]
