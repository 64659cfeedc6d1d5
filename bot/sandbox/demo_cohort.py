"""A cohort in the demo workspace: set up a week ago, with a question each working afternoon since."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.acts.outcome import Container
from bot.sandbox.messages import Message
from bot.sandbox.sandbox import Sandbox

CHANNEL, FACILITATOR, NAME = "C0SQL", "U0KATH", "SQL for analysts"
MEMBERS = ("U0LINUS", "U0MAE", "U0ADA")
ZONE = ZoneInfo("Europe/London")
IN_A_WHILE = timedelta(minutes=30)
"""How long after the afternoon on which the demo ends its next question is due."""
WRAPPED_UP_AFTER = timedelta(hours=4, minutes=2)
WEEKEND = 5
BEGAN_DAYS_AGO = 6


@dataclass(frozen=True, slots=True)
class Discussion:
    """A question of the cohort, and what was said to it."""

    prompt: str
    answers: tuple[tuple[str, str], ...]
    """Who answered what, in the thread."""
    useful_to: tuple[str, ...] = ()
    """Who reacts to the first answer."""


DISCUSSIONS = (
    Discussion(
        "Which join surprised you most so far, and what did you expect instead?",
        (
            ("U0LINUS", "LEFT JOIN with a condition in WHERE: it quietly became an inner join. It belongs into ON."),
            ("U0MAE", "Joining on a column with NULLs. I thought that NULL equals NULL."),
        ),
        ("U0MAE", "U0ADA", "U0KATH"),
    ),
    Discussion(
        "Take a query that you wrote last month. What would you name differently today?",
        (("U0ADA", "My columns `x` and `x2`. A year later nobody knows what they were."),),
        ("U0LINUS",),
    ),
    Discussion(
        "What do you look at first when a query has become slow?",
        (
            ("U0MAE", "Whether it reads the whole table: EXPLAIN says so in its first line."),
            ("U0LINUS", "Whether the data grew. Ours was fine until the table had a million rows."),
        ),
        ("U0ADA", "U0LINUS"),
    ),
    Discussion(
        "Explain a window function to somebody who only knows GROUP BY, in two sentences.",
        (("U0LINUS", "GROUP BY folds rows into one. A window function leaves them and writes the sum beside each."),),
        ("U0KATH", "U0MAE"),
    ),
    Discussion("Which of this week's ideas did you use at work, and what came of it?", ()),
    Discussion("Which table of ours would you explain first to a newcomer, and why that one?", ()),
)


@dataclass
class DemoCohort:
    """Lives through the cohort's days through the sandbox's wire, as people would."""

    sandbox: Sandbox
    settle: Callable[[], Awaitable[object]]
    ends: datetime
    """The afternoon on which the demo ends."""
    _moments: Iterator[tuple[datetime, Discussion | None]] = field(init=False)
    _coming: tuple[datetime, Discussion | None] | None = field(init=False)

    def __post_init__(self) -> None:
        self._moments = self._days()
        self._coming = next(self._moments, None)

    @property
    def begins(self) -> datetime:
        """When it is set up."""
        return self.ends - timedelta(days=BEGAN_DAYS_AGO, minutes=90)

    async def set_up(self) -> None:
        """Set it up, with prompts of its own, and let people join."""
        at = (self.ends + IN_A_WHILE).astimezone(ZONE)
        await self.sandbox.command(FACILITATOR, CHANNEL, "/cohort", "new")
        values: dict[str, dict[str, Any]] = {
            "name": {"name": NAME},
            "first_day": {"first_day": self.begins.date().isoformat()},
            "time": {"time": f"{at:%H:%M}"},
            "zone": {"cohort_zone": ZONE.key},
            "order": {"order": "listed"},
        }
        form = self.sandbox.modal(FACILITATOR)
        assert form is not None, "the command opens a form"
        await self.sandbox.submit(FACILITATOR, form.id, values)
        await self._press("cohort.bank")
        await self._press("prompts.open")
        await self._press("prompts.paste")
        await self._send({"lines": {"lines": "\n".join(f"- {each.prompt}" for each in DISCUSSIONS)}})
        view = self.sandbox.modal(FACILITATOR)
        assert view is not None, "the form leaves the set open"
        await self.sandbox.close(FACILITATOR, view.id)
        card = self._last("set up the cohort")
        for who in MEMBERS:
            await self.sandbox.press(who, container=Container(channel=CHANNEL, ts=card.ts), action_id="cohort.join")
        await self.settle()

    async def live_until(self, moment: datetime) -> None:
        """Let its questions come and be answered, up to a moment."""
        while self._coming is not None and self._coming[0] < moment:
            at, discussion = self._coming
            self.sandbox.clock.move_to(at)
            await self.settle()
            if discussion is not None:
                await self._discuss(discussion)
            self._coming = next(self._moments, None)

    def _days(self) -> Iterator[tuple[datetime, Discussion | None]]:
        """Each working afternoon's question, and the evening after it, on which a week may be wrapped up."""
        told = iter(DISCUSSIONS)
        local = time.fromisoformat(f"{(self.ends + IN_A_WHILE).astimezone(ZONE):%H:%M}")
        for step in range(BEGAN_DAYS_AGO, 0, -1):
            day = (self.ends - timedelta(days=step)).astimezone(ZONE).date()
            if day.weekday() < WEEKEND:
                at = datetime.combine(day, local, tzinfo=ZONE).astimezone(self.ends.tzinfo)
                yield at + timedelta(seconds=5), next(told)
                yield at + WRAPPED_UP_AFTER, None

    async def _discuss(self, discussion: Discussion) -> None:
        post = self._last(discussion.prompt)
        answers = []
        for who, text in discussion.answers:
            self.sandbox.clock.advance(timedelta(minutes=6))
            answers.append(await self.sandbox.say(who, CHANNEL, text, thread_ts=post.ts))
            await self.settle()
        for who in discussion.useful_to if answers else ():
            await self.sandbox.react(who, CHANNEL, answers[0].ts, "+1")
        await self.settle()

    async def _press(self, action_id: str) -> None:
        view = self.sandbox.modal(FACILITATOR)
        assert view is not None, "a form is open"
        await self.sandbox.press(FACILITATOR, container=Container(view_id=view.id), action_id=action_id)
        await self.settle()

    async def _send(self, values: dict[str, dict[str, Any]]) -> None:
        view = self.sandbox.modal(FACILITATOR)
        assert view is not None, "a form is open"
        await self.sandbox.submit(FACILITATOR, view.id, values)
        await self.settle()

    def _last(self, words: str) -> Message:
        return [each for each in self.sandbox.messages(CHANNEL) if words in str((each.text, each.blocks))][-1]
