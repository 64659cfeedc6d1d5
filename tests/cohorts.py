"""What tests of cohorts have in common: one that asks on working days at nine in London, from the day after on."""

from typing import Any

from tests.workspace import Member, Seen

NAME = "SQL for analysts"
ENG, HELP = "C0ENG", "C0HELP"
FORM: dict[str, Any] = {
    "name": NAME,
    "channel": ENG,
    "first_day": "2026-03-03",
    "days": ["0", "1", "2", "3", "4"],
    "time": "09:00",
    "zone": "Europe/London",
    "sets": [],
    "order": "listed",
}
"""Monday, 2 March 2026, 15:00 UTC is when tests begin, so the first question is due on Tuesday at nine."""
PROMPTS = (
    "Which join surprised you most so far, and why?",
    "What would you check first in a query that became slow?",
    "Which of your own queries would you rewrite today?",
)
MANY = tuple(f"What did you learn on day {number} of this?" for number in range(1, 31))


async def sets_up(who: Member, *prompts: str, **fields: Any) -> Seen:
    """Set a cohort up by the command and its form, with prompts of its own, and return its card."""
    await who.command("/cohort", "new")
    outcome = await who.fills(**FORM | fields)
    assert outcome.ok, outcome.errors or outcome.failure
    await opens_own_prompts(who)
    await adds(who, *(prompts or MANY))
    await who.closes_form()
    return who.sees("set up the cohort", fields.get("channel", ENG))


async def opens(who: Member, name: str = NAME) -> None:
    """Open a cohort's page."""
    await who.command("/cohort", name)


async def opens_own_prompts(who: Member) -> None:
    """Open the cohort's own set from its page."""
    await who.presses_in_form("Prompts")
    await who.presses_beside_in_form("the cohort's own")


async def adds(who: Member, *prompts: str) -> None:
    """Add prompts to the set that is open."""
    await who.presses_in_form("Add several")
    outcome = await who.fills(lines="\n".join(f"- {prompt}" for prompt in prompts))
    assert outcome.ok, outcome.errors or outcome.failure


async def opens_dates(who: Member, name: str = NAME) -> None:
    """Open the next dates of a cohort."""
    await opens(who, name)
    await who.presses_in_form("Next dates")


def lines(who: Member) -> list[str]:
    """The lines of the open form that have something to press beside them."""
    return [block["text"]["text"] for block in who.form.blocks if "accessory" in block]
