"""What a run came to: figures, and whatever is wrong."""

import signal
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.faults import facts
from tests.faults.checker import DOUBLED, LOST, Problem, Slack, check, check_logs, is_given_up
from tests.faults.replicas import End
from tests.faults.run import Run

IN_FLIGHT = 1.0
"""Of our seconds."""


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a run."""

    inputs: int
    acknowledged: int
    messages: int
    notices: int
    failures: int
    """How often a person saw that something did not work."""
    kills: int
    false_starts: int
    """How many processes ended because the database did not answer when they started."""
    kept: int
    """How many events Slack gave up that are kept to be done again on demand."""
    mischief: int
    copied: int
    problems: list[Problem]

    @property
    def lost(self) -> int:
        """How many inputs were taken and had no effect."""
        return self.about("inputs", LOST) + self.about("reactions", LOST)

    @property
    def doubled(self) -> int:
        """How many inputs had more than one effect, and how many notices stand more than once."""
        return self.about("inputs", DOUBLED) + self.about("notices", DOUBLED)

    @property
    def other(self) -> int:
        """How much else is wrong, but for what follows from these."""
        return sum(each.check not in {"inputs", "messages", "notices"} for each in self.problems)

    def about(self, check_: str, word: str = "") -> int:
        """How many problems a check found, with a word in them."""
        return sum(each.check == check_ and word in each.what for each in self.problems)


_FALSE_STARTS = ("The database can't be used", "can't be tried at", "Slack doesn't say whose")


async def compare(run: Run) -> Report:
    """Compare what went in with what came out, once the run is over."""
    found = await facts.read(run.data)
    slack = _slack(run)
    logs = [log for replica in run.replicas for log in replica.logs]
    ends = [end for replica in run.replicas for end in replica.ends]
    secrets = {
        "the bot's token": run.sandbox.bot_token,
        "the app's token": run.sandbox.app_token,
        "the signing secret": run.sandbox.signing_secret,
        "a response_url": "/commands/T0KNOW/",
    }
    problems = check(run.diary, found, slack) + check_logs(logs, run.diary, secrets)
    problems += [Problem("exits", f"{end.log.name} ended with {end.code}") for end in ends if not _is_fine(end)]
    told = [entry.is_acknowledged for entry in run.diary.entries.values()]
    told += [reaction.is_acknowledged for reaction in run.diary.reactions.values()]
    return Report(
        inputs=len(told),
        acknowledged=sum(told),
        messages=len(slack.messages),
        notices=len(found.notices),
        failures=run.diary.failures,
        kills=sum(end.code == -signal.SIGKILL for end in ends),
        false_starts=sum(_is_false_start(end) for end in ends),
        kept=sum(is_given_up(run.diary, str(row["body"])) for row in found.failed),
        mischief=run.mischief.done.total(),
        copied=run.balancer.copied,
        problems=problems,
    )


def _is_fine(end: End) -> bool:
    if end.code == -signal.SIGTERM:
        return not end.has_served  # told to end before it knew how
    return end.code in {0, -signal.SIGKILL} or _is_false_start(end)


def _is_false_start(end: End) -> bool:
    """Whether a process found that it can't use the database, or reach Slack, before it took anything."""
    told = end.log.read_text(errors="replace")
    return end.code > 0 and not end.has_served and any(words in told for words in _FALSE_STARTS)


def _slack(run: Run) -> Slack:
    world = run.sandbox._backstage.world
    ends = [end.at for replica in run.replicas for end in replica.ends]
    seen = {place: run.sandbox.messages(place) for place in world.conversations}
    return Slack(
        messages=[message for messages in seen.values() for message in messages if message.is_app],
        calls=run.sandbox.calls,
        planned_429=Counter(method for method, _, _ in run.mischief.pauses),
        arrivals=run.mischief.arrivals,
        pauses=[pause for pause in run.mischief.pauses if _could_be_told(run, pause[1], ends)],
        in_flight=IN_FLIGHT * run.clock.speed,
    )


def _could_be_told(run: Run, said: datetime, ends: list[datetime]) -> bool:
    """Whether the process that Slack asked for a pause could tell the others: it lived, and so did the database."""
    moment = timedelta(minutes=1)
    lived = not any(timedelta() <= end - said < moment for end in ends)
    return lived and not any(begun - moment < said < ended + moment for begun, ended in run.outages)
