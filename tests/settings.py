"""What tests of settings have in common: opening them from App Home, and the form of a section."""

from typing import Any

from bot.domain.settings import Section
from bot.sandbox import Container
from tests.workspace import Member

ASKING, EMOJI, UPKEEP, RETENTION, MODERATORS = Section


async def opens(who: Member, section: Section | None = None) -> None:
    """Open the settings from App Home, and the form of a section."""
    await who.presses_at_home("Settings")
    if section is not None:
        await turns_to(who, section)


async def turns_to(who: Member, section: Section) -> None:
    """Press *Change* beside a section."""
    block = next(each for each in who.form.blocks if each.get("accessory", {}).get("value") == section.value)
    await who.press(Container(view_id=who.form.id), "settings.change", block["block_id"])


async def saves(who: Member, section: Section, **fields: Any) -> None:
    """Change settings as an admin does, and close the form."""
    await opens(who, section)
    outcome = await who.fills(**fields)
    assert outcome.ok, outcome.errors or outcome.failure
    await who.closes_form()
