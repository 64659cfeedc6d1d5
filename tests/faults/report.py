"""What a run came to: figures, and whatever is wrong."""

from collections import Counter
from dataclasses import dataclass

from tests.faults import facts
from tests.faults.checker import Problem, Slack, check, check_logs
from tests.faults.run import Run

FINE_EXITS = frozenset({0, -9})


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
    mischief: int
    copied: int
    problems: list[Problem]

    def about(self, check_: str, word: str = "") -> int:
        """How many problems a check found, with a word in them."""
        return sum(each.check == check_ and word in each.what for each in self.problems)


async def compare(run: Run) -> Report:
    """Compare what went in with what came out, once the run is over."""
    found = await facts.read(run.data)
    slack = _slack(run)
    logs = [log for replica in run.replicas for log in replica.logs]
    exits = [code for replica in run.replicas for code in replica.exits]
    secrets = {
        "the bot's token": run.sandbox.bot_token,
        "the app's token": run.sandbox.app_token,
        "the signing secret": run.sandbox.signing_secret,
        "a response_url": "/commands/T0KNOW/",
    }
    problems = check(run.diary, found, slack) + check_logs(logs, run.diary, secrets)
    problems += [Problem("exits", f"a process ended with {code}") for code in exits if code not in FINE_EXITS]
    told = [entry.is_acknowledged for entry in run.diary.entries.values()]
    told += [reaction.is_acknowledged for reaction in run.diary.reactions.values()]
    return Report(
        inputs=len(told),
        acknowledged=sum(told),
        messages=len(slack.messages),
        notices=len(found.notices),
        failures=run.diary.failures,
        kills=Counter(exits)[-9],
        mischief=run.mischief.done.total(),
        copied=run.balancer.copied,
        problems=problems,
    )


def _slack(run: Run) -> Slack:
    world = run.sandbox._backstage.world
    seen = {place: run.sandbox.messages(place) for place in world.conversations}
    return Slack(
        messages=[message for messages in seen.values() for message in messages if message.is_app],
        calls=run.sandbox.calls,
        planned_429=run.mischief.done["ratelimited"],
        pauses=run.mischief.pauses,
        in_flight=1.5 * run.clock.speed,
    )
