"""Touching an element: buttons, menus, inputs that act at once, and type-ahead."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox import blocks
from bot.sandbox.acts.outcome import Container, Outcome, action_failed
from bot.sandbox.acts.stage import Stage
from bot.sandbox.elements import (
    EXTERNAL,
    ActionValue,
    Json,
    action,
    chosen,
    is_stateful,
    options_in,
    value_of,
)
from bot.sandbox.envelopes import Envelope
from bot.sandbox.errors import SandboxError
from bot.sandbox.messages import Message
from bot.sandbox.views import View, elements_of, state_from

SHORTEST_QUERY = 3  # Slack's default min_query_length


async def press(
    stage: Stage,
    user: str,
    *,
    container: Container,
    action_id: str,
    block_id: str | None = None,
    value: ActionValue | None = None,
) -> Outcome:
    """Touch an element; block_actions goes to the app."""
    shown = _shown(stage, user, container)
    block, element = _element(shown, action_id, block_id)
    if block["type"] == "input" and not block.get("dispatch_action"):
        raise SandboxError("not_dispatching")
    state = await _choose(stage, user, container=container, block=block, element=element, value=value)
    if isinstance(shown, View):
        if is_stateful(element["type"]):
            shown.values[block["block_id"]][element["action_id"]] = state or {}
            stage.backstage.screens.touched(shown)
        payload = stage.payloads.with_trigger(stage.payloads.in_view("block_actions", user, shown), view=shown)
    else:
        payload = _in_message(stage, user, shown, changed=(block, element, state))
    payload["actions"] = [action(element, block["block_id"], state, ts=stage.world.next_ts())]
    receipt = await stage.backstage.courier.ask(Envelope("interactive", "block_actions", payload))
    if receipt.ok:
        return Outcome()
    outcome = action_failed(receipt, stage.backstage.identity.app_name)
    stage.world.toast(user, outcome.failure or "")
    return outcome


def _shown(stage: Stage, user: str, container: Container) -> Message | View:
    stage.actor(user)
    if container.view_id is not None:
        view = stage.world.view(container.view_id)
        if view.user != user:
            raise SandboxError("view_not_found")
        return view
    return stage.message(user, container.channel or "", container.ts or "")


def _element(shown: Message | View, action_id: str, block_id: str | None) -> tuple[Json, Json]:
    for block, element in elements_of(shown.blocks or []):
        if element["action_id"] == action_id and block_id in (None, block["block_id"]):
            return block, element
    raise SandboxError("no_such_element")


def _in_message(stage: Stage, user: str, message: Message, *, changed: tuple[Json, Json, Json | None]) -> Json:
    block, element, state = changed
    key = (user, message.channel, message.ts)
    values = state_from(message.blocks or [], stage.backstage.chosen.get(key))
    if is_stateful(element["type"]):
        values[block["block_id"]][element["action_id"]] = state or {}
    stage.backstage.chosen[key] = values
    ticket = stage.backstage.tickets.response(
        user,
        message.channel,
        original=message.ts,
        original_ephemeral=message.is_ephemeral,
        thread_ts=message.thread_ts,
    )
    payload = stage.payloads.in_message("block_actions", user, message)
    payload |= {"state": {"values": values}, "response_url": stage.answers.url(ticket)}
    return stage.payloads.with_trigger(payload)


async def _choose(
    stage: Stage,
    user: str,
    *,
    container: Container,
    block: Json,
    element: Json,
    value: ActionValue | None,
) -> Json | None:
    """What the person chose, as it stands in state; None for a button."""
    if element["type"] == "overflow":
        wanted = value["value"] if isinstance(value, Mapping) else value
        for option in options_in(element):
            if option.get("value") == wanted:
                return {"selected_option": option}
        raise SandboxError("no_such_option")
    if not is_stateful(element["type"]):
        return None
    return await choose_state(
        stage, user, container=container, block_id=block["block_id"], element=element, value=value
    )


async def choose_state(
    stage: Stage,
    user: str,
    *,
    container: Container,
    block_id: str,
    element: Json,
    value: Any,
) -> Json:
    """The state after choosing; an external select first asks the app for what isn't on offer yet."""
    try:
        return chosen(element, value, _on_offer(stage, container, block_id, element=element))
    except SandboxError:
        if element["type"] not in EXTERNAL:
            raise
    for query in [value] if isinstance(value, str | Mapping) else value:
        text = query["value"] if isinstance(query, Mapping) else str(query)
        await suggest(stage, user, container=container, action_id=element["action_id"], block_id=block_id, query=text)
    return chosen(element, value, _on_offer(stage, container, block_id, element=element))


def _on_offer(stage: Stage, container: Container, block_id: str, *, element: Json) -> list[Json]:
    """What an external select has offered so far, and what is chosen in it."""
    offered = stage.backstage.offered.get((container.key, block_id, element["action_id"]), {})
    if container.view_id is None:
        return list(offered.values())
    state = stage.world.view(container.view_id).values.get(block_id, {}).get(element["action_id"], {})
    return [*offered.values(), *_picked(state)]


def _picked(state: Json) -> list[Json]:
    single = state.get("selected_option")
    return [*([single] if single else []), *state.get("selected_options", ())]


async def suggest(
    stage: Stage, user: str, *, container: Container, action_id: str, block_id: str | None, query: str
) -> list[Json]:
    """Type into an external select: its options, or option groups, as the app suggests them."""
    shown = _shown(stage, user, container)
    block, element = _element(shown, action_id, block_id)
    if element["type"] not in EXTERNAL:
        raise SandboxError("not_external")
    if len(query) < element.get("min_query_length", SHORTEST_QUERY):
        return []
    if isinstance(shown, View):
        payload = stage.payloads.in_view("block_suggestion", user, shown)
    else:
        payload = stage.payloads.in_message("block_suggestion", user, shown)
    payload |= {"action_id": action_id, "block_id": block["block_id"], "value": query}
    receipt = await stage.backstage.courier.ask(Envelope("interactive", "block_suggestion", payload))
    body = receipt.body if receipt.ok and isinstance(receipt.body, dict) else {}
    if not receipt.ok or blocks.problems("options", body):
        stage.world.toast(user, "No results: the app’s suggestions could not be shown.")
        return []
    key = (container.key, block["block_id"], action_id)
    # What was once on offer stays choosable, as a chosen option does in Slack while others are looked for.
    stage.backstage.offered.setdefault(key, {}).update({option["value"]: option for option in options_in(body)})
    groups: list[Json] = body.get("option_groups") or body.get("options") or []
    return groups


def read_values(view: View) -> dict[str, dict[str, Any]]:
    """The view's state in the simple form, {block_id: {action_id: value}}.

    For an external select the value is the whole option, as its words stand nowhere in the view.
    """
    return {
        block_id: {action_id: _simple(state) for action_id, state in states.items()}
        for block_id, states in view.values.items()
    }


def _simple(state: Json) -> Any:
    if state["type"] in EXTERNAL:
        return state.get("selected_options", state.get("selected_option"))
    return value_of(state)
