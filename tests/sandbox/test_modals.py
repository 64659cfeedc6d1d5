"""Filling in, sending and closing modals; what an acknowledgement can do."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, SandboxError
from tests.sandbox.ear import Ear
from tests.sandbox.kit import Json, field, modal, option, section, text_input
from tests.sandbox.test_views import opened


def element(kind: str, **more: Any) -> Json:
    return field({"type": kind, "action_id": "a", **more})


OPTIONS = [option("a"), option("b")]
STATES: list[tuple[Json, Any, Json]] = [
    (element("plain_text_input"), "Hi", {"value": "Hi"}),
    (element("number_input", is_decimal_allowed=False), 5, {"value": "5"}),
    (element("email_text_input"), "a@b.org", {"value": "a@b.org"}),
    (element("url_text_input"), "https://b.org", {"value": "https://b.org"}),
    (element("datepicker"), "2026-02-01", {"selected_date": "2026-02-01"}),
    (element("timepicker"), "09:30", {"selected_time": "09:30"}),
    (element("datetimepicker"), 1767225600, {"selected_date_time": 1767225600}),
    (element("static_select", options=OPTIONS), "b", {"selected_option": option("b")}),
    (
        element("static_select", option_groups=[{"label": option("g")["text"], "options": OPTIONS}]),
        {"value": "b"},
        {"selected_option": option("b")},
    ),
    (element("radio_buttons", options=OPTIONS), "a", {"selected_option": option("a")}),
    (element("checkboxes", options=OPTIONS), ["a", "b"], {"selected_options": OPTIONS}),
    (element("multi_static_select", options=OPTIONS), "a", {"selected_options": [option("a")]}),
    (element("users_select"), "U0ADA", {"selected_user": "U0ADA"}),
    (element("multi_users_select"), ["U0ADA"], {"selected_users": ["U0ADA"]}),
    (element("conversations_select"), "C0HELP", {"selected_conversation": "C0HELP"}),
    (element("channels_select"), "C0HELP", {"selected_channel": "C0HELP"}),
    (element("multi_external_select", initial_options=[option("z")]), ["z"], {"selected_options": [option("z")]}),
    (element("external_select", initial_option=option("z")), "z", {"selected_option": option("z")}),
]


@pytest.mark.parametrize(("block", "value", "state"), STATES, ids=lambda part: str(part)[:50])
async def test_every_input_becomes_slacks_state(
    sandbox: Sandbox, ear: Ear, client: AsyncWebClient, block: Json, value: Any, state: Json
) -> None:
    view = await opened(sandbox, ear, client, modal(block, private_metadata="42"))
    outcome = await sandbox.submit("U0ADA", view.id, {"q": {"a": value}})
    assert outcome.ok
    payload = ear.last
    assert payload["type"] == "view_submission"
    assert payload["view"]["private_metadata"] == "42"
    kind = block["element"]["type"]
    assert payload["view"]["state"]["values"] == {"q": {"a": {"type": kind} | state}}
    assert sandbox.modal("U0ADA") is None


REFUSED: list[tuple[Json, Any, str]] = [
    (element("plain_text_input"), "", "required"),
    (element("plain_text_input", min_length=3), "ab", "at least 3"),
    (element("plain_text_input", max_length=3), "abcd", "no more than 3"),
    (element("plain_text_input"), "x" * 3001, "no more than 3000"),
    (element("email_text_input"), "nobody", "email"),
    (element("url_text_input"), "nowhere", "URL"),
    (element("datepicker"), "tomorrow", "date"),
    (element("timepicker"), "noon", "time"),
    (element("number_input", is_decimal_allowed=False), "x", "number"),
    (element("number_input", is_decimal_allowed=False), "1.5", "whole"),
    (element("number_input", is_decimal_allowed=True, max_value="2"), "2.5", "range"),
    (element("multi_users_select", max_selected_items=1), ["U0ADA", "U0GRACE"], "no more than 1"),
    (element("checkboxes", options=OPTIONS), [], "required"),
    (element("static_select", options=OPTIONS), None, "required"),
]


@pytest.mark.parametrize(("block", "value", "words"), REFUSED, ids=lambda part: str(part)[:50])
async def test_slacks_client_checks_before_it_sends(
    sandbox: Sandbox, ear: Ear, client: AsyncWebClient, block: Json, value: Any, words: str
) -> None:
    view = await opened(sandbox, ear, client, modal(block))
    outcome = await sandbox.submit("U0ADA", view.id, {"q": {"a": value}})
    assert not outcome.ok
    assert words in outcome.errors["q"]
    assert view.errors == outcome.errors
    assert len(ear.heard) == 1


async def test_what_is_optional_may_stay_empty(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    view = await opened(
        sandbox,
        ear,
        client,
        modal(text_input(optional=True), element("number_input", is_decimal_allowed=True) | {"block_id": "n"}),
    )
    assert (await sandbox.submit("U0ADA", view.id, {"n": {"a": "-1.5"}})).ok


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"none": {"text": "a"}}, "no_such_element"),
        ({"q": {"none": "a"}}, "no_such_element"),
        ({"s": {"a": "other"}}, "no_such_option"),
    ],
)
async def test_nobody_fills_in_what_is_not_there(
    sandbox: Sandbox, ear: Ear, client: AsyncWebClient, values: Any, error: str
) -> None:
    blocks = [text_input(), element("static_select", options=OPTIONS) | {"block_id": "s"}]
    view = await opened(sandbox, ear, client, modal(*blocks))
    with pytest.raises(SandboxError, match=error):
        await sandbox.submit("U0ADA", view.id, values)


async def test_only_the_top_modal_of_ones_own_is_sent(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    view = await opened(sandbox, ear, client, modal())
    with pytest.raises(SandboxError, match="view_not_found"):
        await sandbox.submit("U0GRACE", view.id, {})
    shown = await opened(sandbox, ear, client, {key: part for key, part in modal(section()).items() if key != "submit"})
    with pytest.raises(SandboxError, match="no_submit"):
        await sandbox.submit("U0ADA", shown.id, {})


async def test_an_answer_can_refuse_at_a_field(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    view = await opened(sandbox, ear, client, modal())
    ear.answer({"response_action": "errors", "errors": {"q": "Not good enough."}})
    outcome = await sandbox.submit("U0ADA", view.id, {"q": {"text": "typed"}})
    assert (outcome.ok, outcome.errors) == (False, {"q": "Not good enough."})
    shown = sandbox.modal("U0ADA")
    assert shown is not None
    assert (shown.errors, shown.values["q"]["text"]["value"]) == ({"q": "Not good enough."}, "typed")


async def test_an_answer_can_update_push_and_clear(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    view = await opened(sandbox, ear, client, modal(text_input(optional=True)))
    ear.answer({"response_action": "update", "view": modal(text_input(optional=True), callback_id="two")})
    assert (await sandbox.submit("U0ADA", view.id)).ok
    assert [shown.callback_id for shown in sandbox.modals("U0ADA")] == ["two"]
    ear.answer({"response_action": "push", "view": modal(text_input(optional=True), callback_id="three")})
    assert (await sandbox.submit("U0ADA", view.id)).ok
    assert [shown.callback_id for shown in sandbox.modals("U0ADA")] == ["two", "three"]
    ear.answer({"response_action": "clear"})
    assert (await sandbox.submit("U0ADA", sandbox.modals("U0ADA")[-1].id)).ok
    assert sandbox.modals("U0ADA") == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"response_action": "dance"}, 200),
        ({"response_action": "errors", "errors": {"nowhere": "a"}}, 200),
        ({"response_action": "errors", "errors": {}}, 200),
        ({"response_action": "update", "view": {"type": "modal"}}, 200),
        ({"response_action": "push"}, 200),
        ("thanks", 200),
        ("", 500),
        ("", 404),
    ],
)
async def test_a_senseless_answer_is_trouble(
    sandbox: Sandbox, ear: Ear, client: AsyncWebClient, body: Any, status: int
) -> None:
    view = await opened(sandbox, ear, client, modal(text_input(optional=True)))
    ear.answer(body, status=status)
    outcome = await sandbox.submit("U0ADA", view.id)
    assert outcome.failure == "We had some trouble connecting. Try again?"
    assert sandbox.modal("U0ADA") is view


async def test_closing_is_told_to_who_wants_to_know(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    view = await opened(sandbox, ear, client, modal())
    await sandbox.close("U0ADA", view.id)
    assert len(ear.heard) == 1
    view = await opened(sandbox, ear, client, modal(notify_on_close=True, clear_on_close=True))
    await sandbox.close("U0ADA", view.id)
    assert (ear.last["type"], ear.last["is_cleared"], ear.last["view"]["id"]) == ("view_closed", True, view.id)
    assert sandbox.modal("U0ADA") is None


async def test_a_modal_may_answer_into_a_channel(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    block = element("conversations_select", response_url_enabled=True)
    view = await opened(sandbox, ear, client, modal(block))
    await sandbox.submit("U0ADA", view.id, {"q": {"a": "C0HELP"}})
    (url,) = ear.last["response_urls"]
    assert (url["channel_id"], url["block_id"], url["action_id"]) == ("C0HELP", "q", "a")
    assert url["response_url"].startswith(sandbox.url)
