"""The runs by name: the same for the tests, the long run and the figures in docs/reliability.md."""

from collections.abc import Mapping
from dataclasses import replace

from tests.faults.balancer import Copies
from tests.faults.mischief import ALL
from tests.faults.run import Plan
from tests.faults.scenes import answered_in_threads, asked_while_slack_drops, frozen_with_a_claim
from tests.faults.steps import STEPS, Trap

BAD_POST = {"deliver_out_of_order": 0.1, "lose_ack": 0.05, "deliver_twice": 0.05}
THRICE = Copies(odds=0.3)

KILLED = Plan(deeds=6, traps=[Trap(step, 2) for step in STEPS])
"""One process, killed at each step."""
REPLICAS = Plan(
    replicas=3,
    deeds=4,
    odds=ALL,
    delivery_odds=BAD_POST,
    copies=THRICE,
    traps=[Trap(step, 3) for step in ("before commit", "committed", "posted")],
)
"""Three processes, Slack at its worst, deliveries three times at once to different ones, and a kill for each."""

BEFORE_COMMIT = [Trap(step, 2) for step in ("accepted", "before commit")] * 3
UNABLATED: Mapping[str, Plan] = {
    "answer before commit": Plan(scene=answered_in_threads, deeds=4, traps=BEFORE_COMMIT),
    "blind retry": Plan(scene=asked_while_slack_drops, deeds=2),
    "SDK retries": Plan(scene=asked_while_slack_drops, deeds=2),
    "no fencing": Plan(scene=frozen_with_a_claim, replicas=2, traps=[Trap("posted", 3, "freeze")]),
}
ABLATED = {name: replace(plan, ablation=name) for name, plan in UNABLATED.items()}
"""The same without the protection."""
