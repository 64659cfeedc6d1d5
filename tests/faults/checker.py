"""Compares what went in with what came out; each difference is a sentence."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.sandbox import Call, Message
from tests.faults.diary import Diary, Entry
from tests.faults.facts import Facts, Row, own_postings
from tests.faults.people import key_of, said

LOST, DOUBLED = "lost", "doubled"
CONNECTS = "apps.connections.open"
"""Sockets end and open in our time, while Slack's minutes pass faster in a run: its limit of this is none of ours."""


@dataclass(frozen=True, slots=True)
class Slack:
    """What stands in Slack at the end, and what was asked of it."""

    messages: list[Message]
    calls: list[Call]
    arrivals: list[tuple[str, datetime]]
    """When each call's method reached Slack."""
    planned_429: Counter[str]
    """By method."""
    pauses: list[tuple[str, datetime, float]]
    """Which of those 429 had to be heeded by all, since when and for how many seconds."""
    in_flight: float
    """The seconds that a call may be on its way while another process keeps what it heard of a pause."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that should not be: of which check, and what."""

    check: str
    what: str

    def __str__(self) -> str:
        """Return both."""
        return f"{self.check}: {self.what}"


def check(diary: Diary, facts: Facts, slack: Slack) -> list[Problem]:
    """All that is wrong, but for the logs."""
    return [
        *_inputs(diary, facts),
        *_reactions(diary, facts),
        *_shown(diary, facts, slack),
        *_notices(facts, slack),
        *_limits(slack),
        *_index(facts),
        *(Problem("data", each) for each in facts.ailments),
        *_failed(diary, facts),
    ]


def _failed(diary: Diary, facts: Facts) -> Iterator[Problem]:
    """What failed was done when it came again, unless Slack gave up: then it is kept for an operator."""
    for row in facts.failed:
        if not is_given_up(diary, str(row["body"])):
            yield Problem("failed events", f"{row['kind']} failed with {row['error']} and is done or nobody's")


def is_given_up(diary: Diary, body: str) -> bool:
    """Whether an event was never acknowledged, however often it was delivered."""
    words = (entry.word for entry in diary.entries.values() if not entry.is_acknowledged)
    reactions = (each for each in diary.reactions.values() if not each.is_acknowledged)
    return any(word in body for word in words) or any(each.by in body and each.ts in body for each in reactions)


def _inputs(diary: Diary, facts: Facts) -> Iterator[Problem]:
    """Whatever was taken has exactly one effect; what a person saw fail has one at most."""
    rows = {"question": facts.questions, "answer": facts.answers, "tip": facts.tips, "comment": facts.comments}
    for entry in diary.entries.values():
        yield from _once("inputs", entry, sum(entry.word in row["text"] for row in rows[entry.kind]))


def _once(check_: str, entry: Entry, count: int) -> Iterator[Problem]:
    told = f"{entry.kind} by {entry.way} {entry.word}"
    if count > 1:
        yield Problem(check_, f"{DOUBLED}: {told} is there {count} times")
    if count == 0 and entry.is_acknowledged:
        yield Problem(check_, f"{LOST}: {told} was taken and is not there")


def _reactions(diary: Diary, facts: Facts) -> Iterator[Problem]:
    """The last word on each reaction holds, and marks what it stands on."""
    known = {(row["person"], row["channel"], row["ts"], row["emoji"]): row for row in facts.reactions}
    marked = {(row["person"], row["about"], row["item"]) for row in facts.marks}
    for key, reaction in diary.reactions.items():
        if not reaction.is_acknowledged:
            continue
        row = known.get(key)
        if row is None or row["is_present"] != reaction.is_present:
            yield Problem("reactions", f"{LOST}: {key} is {row and row['is_present']}, not {reaction.is_present}")
            continue
        for item in _items_at(facts, reaction.channel, reaction.ts):
            if ((reaction.by, *item) in marked) != reaction.is_present:
                yield Problem("reactions", f"{key} says {reaction.is_present}, the mark on {item} does not")
    yield from _counts(facts)


def _items_at(facts: Facts, channel: str, ts: str) -> Iterator[tuple[str, int]]:
    """The answer or tip that a message is."""
    for row in facts.answers:
        if (row["channel"], row["ts"]) == (channel, ts):
            yield "answer", row["id"]
    kinds = {"answer_in_thread": "answer", "tip_card": "tip"}
    for row in facts.notices:
        if (row["channel"], row["ts"]) == (channel, ts) and row["kind"] in kinds:
            yield kinds[row["kind"]], row["about"]


def _counts(facts: Facts) -> Iterator[Problem]:
    useful = Counter({(row["about"], row["item"], row["person"]) for row in facts.marks if row["kind"] == "useful"})
    for about, rows in (("answer", facts.answers), ("tip", facts.tips)):
        for row in rows:
            count = sum(1 for key in useful if key[:2] == (about, row["id"]))
            if count != row["useful"]:
                yield Problem("reactions", f"{about} {row['id']} counts {row['useful']} marks of {count}")


def _shown(diary: Diary, facts: Facts, slack: Slack) -> Iterator[Problem]:
    """People see each thing once where it belongs, whatever the notices say."""
    kinds = {"question": ("question_card", "asker_status"), "tip": ("tip_card",)}
    kinds |= {"answer": ("answer_in_thread",), "comment": ("comment_in_thread",)}
    kept = {row["text"]: row for row in [*facts.questions, *facts.answers, *facts.tips, *facts.comments]}
    for entry in diary.entries.values():
        is_kept = any(entry.word in text for text in kept)
        for kind in kinds[entry.kind] if entry.way == "form" else ():
            count = sum(key_of(each).startswith(f"{kind}:") and entry.word in said(each) for each in slack.messages)
            if count > 1:
                yield Problem("messages", f"{DOUBLED}: {kind} of {entry.word} stands {count} times")
            if count == 0 and is_kept:
                yield Problem("messages", f"{LOST}: {kind} of {entry.word} stands nowhere")


def _notices(facts: Facts, slack: Slack) -> Iterator[Problem]:
    """Each notice is one message, or says why not; each message is a notice's."""
    standing = Counter(key_of(message) for message in slack.messages if key_of(message))
    places = {key_of(message): (message.channel, message.ts) for message in slack.messages}
    for row in facts.notices:
        yield from _notice(row, standing[row["key"]], places.get(row["key"]))
    for key in standing.keys() - {row["key"] for row in facts.notices}:
        yield Problem("notices", f"the message {key} is nobody's")


def _notice(row: Row, count: int, place: tuple[str, str] | None) -> Iterator[Problem]:
    told = f"{row['key']}, {row['state']} ({row['error']})"
    if row["state"] in {"sending", "ambiguous"}:
        yield Problem("notices", f"{told} is not settled")
    if count > 1:
        yield Problem("notices", f"{DOUBLED}: {told} stands {count} times")
    if row["kind"] == "home":
        return
    if row["state"] == "settled" and place != (row["channel"], row["ts"]):
        yield Problem("notices", f"{LOST}: {told} stands at {place}, not where it should")
    if row["state"] == "refused" and not row["error"]:
        yield Problem("notices", f"{told} ended without a reason")
    if row["ts"] is None and row["state"] in {"dropped", "due"} and count:
        yield Problem("notices", f"{told} stands nevertheless")


def _limits(slack: Slack) -> Iterator[Problem]:
    """Slack had to slow us down only where that was planned, and each pause was kept."""
    told = Counter(call.method for call in slack.calls if call.error == "ratelimited")
    told.pop(CONNECTS, None)
    for method in told - slack.planned_429:
        yield Problem("limits", f"{method} got 429 {told[method]} times, {slack.planned_429[method]} of them planned")
    for method, at, seconds in slack.pauses:
        if method not in {"chat.postMessage", "chat.update", "views.publish"}:
            continue
        for called, arrived in slack.arrivals:
            passed = (arrived - at).total_seconds()
            if called == method and slack.in_flight < passed < seconds:
                yield Problem("limits", f"{method} was called {passed:.1f} s into a pause of {seconds:.0f} s")


def _index(facts: Facts) -> Iterator[Problem]:
    """What is to be found is in the index, and nothing else, with just its own words."""
    open_answers = {row["question"] for row in facts.answers if not row["deleted_at"] and not row["outdated_at"]}
    expected = {("question", row["id"]) for row in facts.questions if row["state"] != "withdrawn"}
    expected = {each for each in expected if each[1] in open_answers}
    expected |= {("tip", row["id"]) for row in facts.tips if not row["deleted_at"] and not row["outdated_at"]}
    there = {(row["kind"], row["item"]) for row in facts.documents}
    for kind, item in expected ^ there:
        yield Problem("index", f"{kind} {item} is {'missing' if (kind, item) in expected else 'too much'}")
    own = set().union(*(own_postings(row) for row in facts.documents))
    if own != facts.postings:
        yield Problem("index", f"{len(own ^ facts.postings)} postings differ from what the documents have")


def check_logs(logs: Iterable[Path], diary: Diary, secrets: Mapping[str, str]) -> list[Problem]:
    """No secret, and nothing of what people wrote, in any line."""
    found = []
    for log in logs:
        said_in_log = log.read_text(errors="replace")
        found += [Problem("logs", f"{name} is in {log.name}") for name, each in secrets.items() if each in said_in_log]
        found += [Problem("logs", f"{word} is in {log.name}") for word in diary.entries if word in said_in_log]
    return found
