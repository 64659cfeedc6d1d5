"""What people put in, and whether Slack was told that it was taken: the one side of the comparison."""

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.sandbox.envelopes import Envelope, Receipt


@dataclass(slots=True)
class Entry:
    """One input, known by a word that stands nowhere else."""

    kind: str
    word: str
    by: str
    channel: str
    way: str
    """``form`` or ``thread``."""
    is_acknowledged: bool = False


@dataclass(slots=True)
class Reaction:
    """What a person last did with one emoji on one message, and whether every word of it was taken."""

    by: str
    channel: str
    ts: str
    emoji: str
    is_present: bool = True
    told: int = 1
    acknowledged: int = 0

    @property
    def is_acknowledged(self) -> bool:
        """Whether the program must know."""
        return self.acknowledged == self.told


@dataclass(slots=True)
class Diary:
    """All inputs of a run."""

    dice: random.Random
    entries: dict[str, Entry] = field(default_factory=dict)
    reactions: dict[tuple[str, str, str, str], Reaction] = field(default_factory=dict)
    failures: int = 0
    """How often a person saw that something did not work."""
    _heard: set[str] = field(default_factory=set)

    def word(self) -> str:
        """A word that nobody ever wrote."""
        return "zq" + "".join(self.dice.choices(string.ascii_lowercase, k=9))

    def enter(self, kind: str, by: str, channel: str, way: str) -> Entry:
        """Begin an input."""
        entry = Entry(kind, self.word(), by, channel, way)
        self.entries[entry.word] = entry
        return entry

    def sentence(self, entry: Entry) -> str:
        """What is said in it; no two are alike."""
        others = ["".join(self.dice.choices(string.ascii_lowercase, k=7)) for _ in range(6)]
        return f"About terraform {entry.word} {' '.join(others)}?"

    def of(self, kind: str) -> Iterator[Entry]:
        """The inputs of a kind."""
        return (entry for entry in self.entries.values() if entry.kind == kind)

    def heard(self, envelope: Envelope, receipt: Receipt) -> None:
        """Note that an event was taken, each once."""
        if envelope.form != "events_api" or not receipt.ok or envelope.payload["event_id"] in self._heard:
            return
        self._heard.add(envelope.payload["event_id"])
        event = envelope.payload["event"]
        if event["type"] == "message":
            for word in str(event.get("text", "")).split():
                if word in self.entries and self.entries[word].way == "thread":
                    self.entries[word].is_acknowledged = True
        if event["type"] in {"reaction_added", "reaction_removed"}:
            place = event["item"]
            reaction = self.reactions.get((event["user"], place["channel"], place["ts"], event["reaction"]))
            if reaction is not None:
                reaction.acknowledged += 1
