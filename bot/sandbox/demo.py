"""The past of the demo workspace: some weeks of people asking, answering, sharing and marking, lived quickly."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.sandbox.demo_cohort import DemoCohort
from bot.sandbox.messages import Message
from bot.sandbox.sandbox import Sandbox

AFTERNOON = 15
"""15:00 UTC: a working hour from Chicago to Prague."""
FRIDAY = 4
MARKS = ("+1", "bulb", "raised_hands")

TOPICS = {
    "U0GRACE": "PostgreSQL, SQL, backups",
    "U0ALAN": "security, TLS, Kubernetes",
    "U0KATH": "SQL, dashboards, statistics",
    "U0ADA": "Terraform, Kubernetes, GitHub Actions",
    "U0MAE": "onboarding, learning",
}

SMALL_TALK = (
    ("U0MAE", "C0RANDOM", "Welcome Linus, who joins the platform team today! :wave:"),
    ("U0LINUS", "C0RANDOM", "Thank you! Looking forward to meeting everybody."),
    ("U0GRACE", "C0ENG", "Heads-up: the database upgrade is on Thursday evening, read-only for ten minutes."),
)


@dataclass(frozen=True, slots=True)
class Episode:
    """A question of the past, and what became of it."""

    days_ago: int
    asker: str
    question: str
    topics: tuple[str, ...]
    answers: tuple[tuple[str, str], ...] = ()
    """Who answered what, in the thread of the question's card."""
    useful_to: tuple[str, ...] = ()
    """Who reacts to the first answer."""
    is_accepted: bool = False
    details: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """A tip of the past, and what became of it."""

    days_ago: int
    author: str
    tip: str
    topics: tuple[str, ...]
    link: str = ""
    useful_to: tuple[str, ...] = ()
    takes: tuple[tuple[str, str], ...] = ()
    """Who added what, in the thread of the tip's card."""
    channel: str = "C0HELP"


STORY: tuple[Episode | Advice, ...] = (
    Episode(
        days_ago=21,
        asker="U0LINUS",
        question="How do I get read access to the staging database?",
        topics=("PostgreSQL",),
        answers=(
            (
                "U0GRACE",
                "Add yourself to the `staging-readers` group in the access portal; it is granted within a minute.",
            ),
        ),
        useful_to=("U0ALAN", "U0MAE"),
        is_accepted=True,
    ),
    Advice(
        days_ago=18,
        author="U0GRACE",
        tip="Before a risky migration, run it on last night's copy: `restore --latest scratch` takes four minutes, "
        "and has saved me twice.",
        topics=("PostgreSQL", "backups"),
        useful_to=("U0ADA", "U0KATH"),
        takes=(("U0KATH", "Also a good place to time a slow query: it has all the rows."),),
        channel="C0ENG",
    ),
    Episode(
        days_ago=16,
        asker="U0KATH",
        question="Which TLS versions may our services still accept?",
        topics=("TLS", "security"),
        answers=(
            (
                "U0ALAN",
                "1.2 and 1.3 only. The old ones were switched off in January; the scanner tells you if one comes back.",
            ),
            ("U0ADA", 'For the ingress it is one line in the Terraform module: `min_tls = "1.2"`.'),
        ),
        useful_to=("U0ADA", "U0GRACE", "U0LINUS"),
        is_accepted=True,
    ),
    Episode(
        days_ago=9,
        asker="U0GRACE",
        question="Can GitHub Actions run terraform plan without the admin key?",
        topics=("Terraform", "GitHub Actions"),
        answers=(
            (
                "U0ADA",
                "Yes: use the read-only role `plan-bot`. It may read the state but not write it, so it can only plan.",
            ),
        ),
        useful_to=("U0KATH", "U0ALAN"),
        is_accepted=True,
        details="Today everybody runs it by hand and pastes the output.",
    ),
    Advice(
        days_ago=7,
        author="U0ALAN",
        tip="When the staging certificate is about to expire, don't renew it by hand: label the ingress with "
        "`cert=auto` and it renews itself from then on.",
        topics=("TLS", "Kubernetes"),
        link="https://wiki.example.com/platform/certificates",
        useful_to=("U0ADA", "U0LINUS"),
        takes=(("U0ADA", "It takes a minute to be picked up; `kubectl describe ingress` shows it."),),
    ),
    Episode(
        days_ago=4,
        asker="U0MAE",
        question="What should a newcomer have read by the end of the first week?",
        topics=("onboarding",),
        answers=(
            (
                "U0LINUS",
                "As the newest one here: the architecture page, the on-call guide, and one post-mortem.",
            ),
        ),
        useful_to=("U0KATH",),
    ),
    Episode(
        days_ago=0,
        asker="U0LINUS",
        question="Why is my pod OOMKilled although the node has memory left?",
        topics=("Kubernetes",),
        details="It restarts every few minutes since I raised the number of workers to 8.",
    ),
)


class Demo:
    """Plays the story through the sandbox's wire, as people would."""

    def __init__(self, sandbox: Sandbox, settle: Callable[[], Awaitable[object]]) -> None:
        """`settle` lets the app do all that is due."""
        self._sandbox = sandbox
        self._settle = settle

    async def play(self, now: datetime) -> None:
        """Live through the story, and end on a working afternoon not after `now`."""
        today = working_afternoon(now)
        limits, self._sandbox.rate_limits = self._sandbox.rate_limits, False
        self._sandbox.clock.move_to(today - timedelta(days=22))
        for who, topics in TOPICS.items():
            await self._sandbox.command(who, "C0HELP", "/my-topics", topics)
        for who, channel, text in SMALL_TALK:
            await self._sandbox.say(who, channel, text)
            await self._pass(minutes=7)
        cohort = DemoCohort(self._sandbox, self._settle, today)
        is_set_up = False
        for episode in STORY:
            moment = today - timedelta(days=episode.days_ago, minutes=40)
            if moment > cohort.begins and not is_set_up:
                self._sandbox.clock.move_to(cohort.begins)
                await cohort.set_up()
                is_set_up = True
            await cohort.live_until(moment)
            self._sandbox.clock.move_to(moment)
            await (self._live(episode) if isinstance(episode, Episode) else self._share(episode))
        self._sandbox.clock.move_to(today)
        await self._settle()
        self._sandbox.rate_limits = limits

    async def _live(self, episode: Episode) -> None:
        await self._ask(episode)
        card = self._last("C0HELP", episode.question)
        answers = []
        for author, text in episode.answers:
            await self._pass(minutes=4)
            answers.append(await self._sandbox.say(author, "C0HELP", text, thread_ts=card.ts))
        for who, emoji in zip(episode.useful_to, MARKS, strict=False):
            await self._sandbox.react(who, "C0HELP", answers[0].ts, emoji)
        await self._pass(minutes=3)
        if episode.is_accepted:
            await self._sandbox.react(episode.asker, "C0HELP", answers[0].ts, "white_check_mark")
        await self._pass(minutes=3)

    async def _ask(self, episode: Episode) -> None:
        await self._sandbox.command(episode.asker, "C0HELP", "/ask-expert", episode.question)
        values: dict[str, dict[str, Any]] = {
            "topics": {"topics": list(episode.topics)},
            "details": {"details": episode.details},
            "channel": {"channel": "C0HELP"},
        }
        await self._send_form(episode.asker, values)

    async def _share(self, advice: Advice) -> None:
        await self._sandbox.command(advice.author, advice.channel, "/share-tip", advice.tip)
        await self._send_form(advice.author, {"topics": {"topics": list(advice.topics)}, "link": {"link": advice.link}})
        card = self._last(advice.channel, advice.tip[:40])
        for author, text in advice.takes:
            await self._pass(minutes=5)
            await self._sandbox.say(author, advice.channel, text, thread_ts=card.ts)
        for who, emoji in zip(advice.useful_to, MARKS, strict=False):
            await self._sandbox.react(who, advice.channel, card.ts, emoji)
        await self._pass(minutes=5)

    async def _send_form(self, who: str, values: dict[str, dict[str, Any]]) -> None:
        form = self._sandbox.modal(who)
        assert form is not None, "the command opens a form"
        await self._sandbox.submit(who, form.id, values)
        await self._pass(minutes=1)

    async def _pass(self, minutes: float) -> None:
        self._sandbox.clock.advance(timedelta(minutes=minutes))
        await self._settle()

    def _last(self, channel: str, words: str) -> Message:
        return [each for each in self._sandbox.messages(channel) if words in each.text][-1]


def working_afternoon(now: datetime) -> datetime:
    """The latest afternoon not after `now` with a working day behind it, so that people are and will be there."""
    moment = now.astimezone(UTC).replace(hour=AFTERNOON, minute=0, second=0, microsecond=0)
    while moment > now or moment.weekday() >= FRIDAY:
        moment -= timedelta(days=1)
    return moment
