"""views.*: modals and Homes."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Container, Sandbox, SandboxClock, View
from tests.sandbox.conftest import client_of, running
from tests.sandbox.ear import Ear
from tests.sandbox.kit import actions, button, home, modal, option, section, text_input
from tests.sandbox.test_api import refused


async def trigger(sandbox: Sandbox, ear: Ear, user: str = "U0ADA") -> str:
    """The trigger_id of a command that a person has just typed."""
    await sandbox.command(user, "C0HELP", "/ask-expert")
    key: str = ear.last["trigger_id"]
    return key


async def opened(sandbox: Sandbox, ear: Ear, client: AsyncWebClient, view: dict[str, Any]) -> View:
    await client.views_open(trigger_id=await trigger(sandbox, ear), view=view)
    shown = sandbox.modal("U0ADA")
    assert shown is not None
    return shown


async def pressed(sandbox: Sandbox, ear: Ear, view_id: str) -> str:
    """The trigger_id of a button in a modal."""
    await sandbox.press("U0ADA", container=Container(view_id=view_id), action_id="go")
    key: str = ear.last["trigger_id"]
    return key


async def test_a_trigger_opens_one_modal(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    key = await trigger(sandbox, ear)
    answer = await client.views_open(trigger_id=key, view=modal(private_metadata="42"))
    view = answer["view"]
    assert view["private_metadata"] == "42"
    assert view["root_view_id"] == view["id"]
    assert view["state"] == {"values": {"q": {"text": {"type": "plain_text_input", "value": None}}}}
    shown = sandbox.modal("U0ADA")
    assert shown is not None
    assert shown.id == view["id"]
    assert (await refused(client.views_open(trigger_id=key, view=modal())))["error"] == "exchanged_trigger_id"


async def test_a_trigger_dies_after_three_seconds(
    sandbox: Sandbox, ear: Ear, client: AsyncWebClient, clock: SandboxClock
) -> None:
    key = await trigger(sandbox, ear)
    clock.advance(timedelta(seconds=3))
    await client.views_open(trigger_id=key, view=modal())
    key = await trigger(sandbox, ear)
    clock.advance(timedelta(seconds=3, milliseconds=1))
    assert (await refused(client.views_open(trigger_id=key, view=modal())))["error"] == "expired_trigger_id"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"trigger_id": "1.2.3", "view": modal()}, "invalid_trigger_id"),
        ({"view": modal()}, "invalid_arguments"),
    ],
)
async def test_a_trigger_must_be_real(client: AsyncWebClient, arguments: dict[str, Any], error: str) -> None:
    assert (await refused(client.api_call("views.open", json=arguments)))["error"] == error


@pytest.mark.parametrize(
    ("view", "error"),
    [
        ("{", "invalid_arguments"),
        ([1], "invalid_arguments"),
        (modal(title=None), "invalid_arguments"),
        (modal(*[section("x" * 3000)] * 90), "view_too_large"),
    ],
)
async def test_a_bad_view_is_not_shown(
    sandbox: Sandbox, ear: Ear, client: AsyncWebClient, view: Any, error: str
) -> None:
    key = await trigger(sandbox, ear)
    assert (await refused(client.views_open(trigger_id=key, view=view)))["error"] == error
    assert sandbox.modal("U0ADA") is None


async def test_modals_stack_three_high(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    top = await opened(sandbox, ear, client, modal(actions(button())))
    for _ in range(2):
        answer = await client.views_push(trigger_id=await pressed(sandbox, ear, top.id), view=modal(actions(button())))
        assert answer["view"]["previous_view_id"] == top.id
        top = sandbox.modals("U0ADA")[-1]
    full = client.views_push(trigger_id=await pressed(sandbox, ear, top.id), view=modal())
    assert (await refused(full))["error"] == "push_limit_reached"
    await sandbox.close("U0ADA", top.id)
    assert len(sandbox.modals("U0ADA")) == 2


async def test_nothing_can_be_pushed_on_nothing(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    call = client.views_push(trigger_id=await trigger(sandbox, ear), view=modal())
    assert (await refused(call))["error"] == "invalid_trigger_id"


async def test_an_update_keeps_what_was_typed_under_the_same_ids(
    sandbox: Sandbox, ear: Ear, client: AsyncWebClient
) -> None:
    view = await opened(
        sandbox, ear, client, modal(text_input("kept"), text_input("lost"), actions(button()), external_id="x")
    )
    values = {"kept": {"text": "typed"}, "lost": {"text": "typed too"}}
    await sandbox.submit("U0ADA", view.id, values={**values, "kept": {"text": ""}})
    assert view.errors == {"kept": "Please complete this required field."}
    ear.answer(status=500)
    await sandbox.submit("U0ADA", view.id, values=values)
    new = modal(text_input("kept"), text_input("lost", "other"), text_input("new", initial_value="fresh"))
    answer = await client.views_update(external_id="x", view=new | {"external_id": "x"}, hash=view.hash)
    state = answer["view"]["state"]["values"]
    assert state["kept"]["text"]["value"] == "typed"
    assert state["lost"]["other"]["value"] is None
    assert state["new"]["text"]["value"] == "fresh"
    assert view.errors == {}


async def test_an_update_needs_the_right_view(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    view = await opened(sandbox, ear, client, modal())
    conflict = client.views_update(view_id=view.id, view=modal(), hash="old")
    assert (await refused(conflict))["error"] == "hash_conflict"
    await sandbox.close("U0ADA", view.id)
    assert (await refused(client.views_update(view_id=view.id, view=modal())))["error"] == "not_found"
    nameless = client.api_call("views.update", json={"view": modal()})
    assert (await refused(nameless))["error"] == "invalid_arguments"


async def test_an_external_id_is_unique(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    view = await opened(sandbox, ear, client, modal(actions(button()), external_id="x"))
    twin = client.views_push(trigger_id=await pressed(sandbox, ear, view.id), view=modal(external_id="x"))
    assert (await refused(twin))["error"] == "duplicate_external_id"


async def test_a_home_is_published_and_acts(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    first = (await client.views_publish(user_id="U0ADA", view=home(actions(button())))).data
    assert isinstance(first, dict)
    shown = sandbox.home("U0ADA")
    assert shown is not None
    assert sandbox.home("U0GRACE") is None
    key = await pressed(sandbox, ear, shown.id)
    assert ear.last["view"]["type"] == "home"
    await client.views_open(trigger_id=key, view=modal())
    again = await client.views_publish(user_id="U0ADA", view=home(), hash=first["view"]["hash"])
    assert again["view"]["id"] == first["view"]["id"]
    await client.views_update(view_id=shown.id, view=home(section("new")))
    late = client.views_publish(user_id="U0ADA", view=home(), hash=first["view"]["hash"])
    assert (await refused(late))["error"] == "hash_conflict"
    nobody = client.views_publish(user_id="U0NONE", view=home())
    assert (await refused(nobody))["error"] == "user_not_found"


async def test_a_home_must_be_switched_on(clock: SandboxClock) -> None:
    async with running(Sandbox(clock=clock, app_manifest={})) as sandbox:
        call = client_of(sandbox).views_publish(user_id="U0ADA", view=home())
        assert (await refused(call))["error"] == "not_enabled"


async def test_elements_without_ids_get_some(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    nameless = {"type": "static_select", "options": [option("a")]}
    view = await opened(
        sandbox,
        ear,
        client,
        modal(section(accessory=nameless), {"type": "context", "elements": [{"type": "plain_text", "text": "a"}]}),
    )
    assert view.blocks[0]["accessory"]["action_id"]
    assert all(block["block_id"] for block in view.blocks)
