"""Submitting and closing a modal."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.acts.checking import input_errors
from bot.sandbox.acts.outcome import TROUBLE, Container, Outcome
from bot.sandbox.acts.pressing import choose_state
from bot.sandbox.acts.stage import Stage
from bot.sandbox.envelopes import Envelope, Receipt
from bot.sandbox.errors import ApiError, SandboxError
from bot.sandbox.messages import Json
from bot.sandbox.views import View, elements_of


async def fill_in(stage: Stage, view: View, values: Mapping[str, Mapping[str, Any]]) -> None:
    """Lay a person's values over the view's state."""
    elements = {(b["block_id"], e["action_id"]): e for b, e in elements_of(view.blocks)}
    for block_id, actions in values.items():
        for action_id, value in actions.items():
            element = elements.get((block_id, action_id))
            if element is None or action_id not in view.values.get(block_id, {}):
                raise SandboxError("no_such_element")
            view.values[block_id][action_id] = await choose_state(
                stage,
                view.user,
                container=Container(view_id=view.id),
                block_id=block_id,
                element=element,
                value=value,
            )


async def submit(stage: Stage, user: str, view_id: str, *, values: Mapping[str, Mapping[str, Any]]) -> Outcome:
    """Fill in and send the modal; its answer closes, changes, or refuses it."""
    view = _top(stage, user, view_id)
    if view.submit is None:
        raise SandboxError("no_submit")
    await fill_in(stage, view, values)
    if errors := input_errors(view):
        return _refuse(stage, view, errors)
    view.errors = {}
    payload = stage.payloads.submission(view, response_urls=_response_urls(stage, view))
    receipt = await stage.backstage.courier.ask(Envelope("interactive", "view_submission", payload))
    try:
        return _answered(stage, view, receipt)
    except ApiError:
        stage.world.toast(user, TROUBLE)
        return Outcome.failed(TROUBLE)


def _top(stage: Stage, user: str, view_id: str) -> View:
    stage.actor(user)
    stack = stage.world.modals.get(user, [])
    if not stack or stack[-1].id != view_id:
        raise SandboxError("view_not_found")
    return stack[-1]


def _refuse(stage: Stage, view: View, errors: dict[str, str]) -> Outcome:
    view.errors = errors
    stage.backstage.screens.touched(view)
    return Outcome(ok=False, errors=errors)


def _answered(stage: Stage, view: View, receipt: Receipt) -> Outcome:
    """Do what the acknowledgement says; ApiError for what Slack can't make sense of."""
    if not receipt.ok:
        raise ApiError(receipt.failure or "")
    body = receipt.reply
    match body.get("response_action"):
        case None if not body:
            stage.backstage.screens.close(view)
        case "clear":
            stage.backstage.screens.clear(view.user)
        case "errors":
            return _refuse(stage, view, _errors(view, body))
        case "update":
            stage.backstage.screens.update(body.get("view"), view_id=view.id)
        case "push":
            stage.backstage.screens.push_on(view, body.get("view"))
        case _:
            raise ApiError("invalid_response_action")
    return Outcome()


def _errors(view: View, body: Json) -> dict[str, str]:
    errors = body.get("errors")
    inputs = {block["block_id"] for block, _ in view.inputs()}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise ApiError("invalid_errors")
    return {block_id: str(words) for block_id, words in errors.items()}


def _response_urls(stage: Stage, view: View) -> list[Json]:
    """One for each conversation chosen in a select with response_url_enabled."""
    urls = []
    for block, element in view.inputs():
        state = view.values[block["block_id"]][element["action_id"]]
        channel = state.get("selected_conversation") or state.get("selected_channel")
        if element.get("response_url_enabled") and channel:
            ticket = stage.backstage.tickets.response(view.user, channel)
            url = {"response_url": stage.answers.url(ticket), "channel_id": channel}
            urls.append(url | {"block_id": block["block_id"], "action_id": element["action_id"]})
    return urls


async def close(stage: Stage, user: str, view_id: str) -> Outcome:
    """Close the modal on top; with clear_on_close all of them. The app hears of it if it asked to."""
    view = _top(stage, user, view_id)
    if view.clear_on_close:
        stage.backstage.screens.clear(user)
    else:
        stage.backstage.screens.close(view)
    if view.notify_on_close:
        payload = stage.payloads.closed(view, is_cleared=view.clear_on_close)
        await stage.backstage.courier.ask(Envelope("interactive", "view_closed", payload))
    return Outcome()
