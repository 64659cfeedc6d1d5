"""Acting by the ids of elements rather than by their labels: whatever a person sees that has one."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox import Container
from bot.sandbox.views import elements_of
from tests.workspace import Member

Place = tuple[Container, str | None, dict[str, Any]]


def seen(who: Member, channels: tuple[str, ...]) -> Iterator[tuple[Container, list[dict[str, Any]]]]:
    """What stands before somebody: the form on top, App Home, then messages, the latest first."""
    sandbox = who.ws.sandbox
    for view in (sandbox.modal(who.id), sandbox.home(who.id)):
        if view is not None:
            yield Container(view_id=view.id), view.blocks
    messages = [each for channel in (who.dm, *channels) for each in sandbox.messages(channel, viewer=who.id)]
    for message in sorted(messages, key=lambda each: each.ts, reverse=True):
        yield Container(channel=message.channel, ts=message.ts), message.blocks or []


def found(who: Member, action: str, value: str, channels: tuple[str, ...]) -> Place:
    """The first element with that id whose value, or one of whose options, begins so."""
    for container, blocks in seen(who, channels):
        for block, element in elements_of(blocks):
            values = [element.get("value", ""), *(each["value"] for each in element.get("options", []))]
            if element["action_id"] == action and any(each.startswith(value) for each in values):
                return container, block["block_id"], element
    raise AssertionError(f"{who.id} sees no {action} {value}")


async def press(who: Member, action: str, value: str = "", *, channels: tuple[str, ...]) -> None:
    """Press the first such element, or choose the option of it whose value begins so."""
    container, block, element = found(who, action, value, channels)
    chosen = next((each["value"] for each in element.get("options", []) if each["value"].startswith(value)), None)
    outcome = await who.press(container, action, block, chosen)
    assert outcome.ok, (action, outcome.failure)


async def close_all(who: Member) -> None:
    """Close every form that is open."""
    while who.ws.sandbox.modal(who.id) is not None:
        await who.closes_form()
