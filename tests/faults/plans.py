"""The runs by name: the same for the tests, the long run and the figures in docs/reliability.md."""

from dataclasses import replace

from tests.faults.balancer import Copies
from tests.faults.cluster import Cluster
from tests.faults.mischief import ALL
from tests.faults.run import SPEED, Plan
from tests.faults.scenes import answered_in_threads, asked_while_slack_drops, frozen_with_a_claim
from tests.faults.steps import STEPS, Trap
from tests.faults.troubles import (
    DAY,
    HOUR,
    crashed,
    full_disk,
    half_open,
    jumps,
    killed,
    locked,
    one_after_another,
    replaced,
    rolled,
    sent_away,
    strays,
)

BAD_POST = {"deliver_out_of_order": 0.1, "lose_ack": 0.05, "deliver_twice": 0.05}
THRICE = Copies(odds=0.4)

ALONE = Plan(
    deeds=4,
    pause=0.2,
    traps=[Trap(step, 1) for step in STEPS],
    troubles=[one_after_another([locked(2.5), full_disk(1)], pause=2)],
)
"""One process, killed at each step; its file is locked for longer than anybody waits, and can't be written."""
REPLICAS = Plan(
    replicas=3,
    deeds=3,
    odds=ALL,
    delivery_odds=BAD_POST,
    copies=THRICE,
    traps=[Trap(step, 3) for step in ("before commit", "committed", "posted")],
)
"""Three processes, Slack at its worst, deliveries three times at once to different ones, and a kill for each."""
SOCKETS = Plan(
    deeds=4,
    pause=0.5,
    uses_sockets=True,
    odds={"drops after the work": 0.2},
    delivery_odds=BAD_POST,
    troubles=[
        one_after_another(
            [sent_away("warning"), sent_away("refresh_requested"), half_open(2), killed, sent_away("link_disabled")]
        ),
        one_after_another([strays(HOUR, 1), strays(-HOUR, 1), strays(DAY, 1), jumps(HOUR), jumps(DAY)]),
    ],
    late=DAY,
)
"""Socket Mode with every end that a connection can have, a clock that is wrong by up to a day, and time that jumps."""
ROLLING = Plan(speed=1, replicas=2, deeds=2, pause=1, is_unmodified=True, troubles=[replaced])
"""The program as it is, at our own time, one process replaced while another goes on."""


LONG = {
    "sqlite, one process": replace(
        ALONE,
        deeds=20,
        odds=ALL,
        delivery_odds=BAD_POST,
        traps=[Trap(step, nth) for nth in (2, 5) for step in STEPS],
        troubles=[one_after_another([locked(10), full_disk(4), killed, jumps(HOUR), killed, jumps(DAY)], pause=3)],
    ),
    "sqlite, three processes": replace(
        REPLICAS,
        deeds=20,
        traps=[Trap(step, nth) for nth in (3, 6) for step in STEPS],
        troubles=[one_after_another([killed, locked(10), killed, rolled, jumps(HOUR), killed], pause=3)],
    ),
    "postgresql, three replicas": replace(
        REPLICAS,
        deeds=20,
        traps=[Trap(step, nth) for nth in (3, 6) for step in STEPS],
        troubles=[one_after_another([killed, rolled, jumps(HOUR), killed, jumps(DAY)], pause=3)],
    ),
    "sqlite, sockets": replace(SOCKETS, deeds=12, odds=ALL),
    "sqlite, unmodified": replace(
        ROLLING, replicas=3, deeds=6, odds=ALL, delivery_odds=BAD_POST, copies=THRICE, troubles=[rolled]
    ),
}
"""The long run's mixes."""


def crashing(plan: Plan, cluster: Cluster) -> Plan:
    """The same on a server that crashes, and that holds up every connection for a while."""
    return replace(plan, troubles=[*plan.troubles, one_after_another([crashed(cluster, 0.3), locked(2.5)], pause=1)])


def unablated(*, scale: int = 1) -> dict[str, Plan]:
    """For each protection a run in which all depends on it; ``scale`` times as many inputs as a test needs."""
    before_commit = [Trap(step, 2) for step in ("accepted", "before commit")] * (1 + scale)
    drops = Plan(scene=asked_while_slack_drops, deeds=2 * scale, odds={"drops after the work": 0.25}, speed=2 * SPEED)
    freeze = [Trap("posted", 2, "freeze")]
    return {
        "answer before commit": Plan(
            scene=answered_in_threads, deeds=1 + scale, pause=0.3, speed=2 * SPEED, traps=before_commit
        ),
        "blind retry": drops,
        "SDK retries": drops,
        "no fencing": Plan(scene=frozen_with_a_claim, replicas=2, traps=freeze),
    }


def ablated(*, scale: int = 1) -> dict[str, Plan]:
    """The same without the protection."""
    return {name: replace(plan, ablation=name) for name, plan in unablated(scale=scale).items()}
