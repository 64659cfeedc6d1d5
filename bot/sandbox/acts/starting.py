"""Commands, shortcuts and opening the Home: what starts something with the app."""

from bot.sandbox.acts.outcome import (
    Outcome,
    action_failed,
    command_failed,
    failure_name,
    no_such_command,
)
from bot.sandbox.acts.stage import Stage, delivered
from bot.sandbox.acts.typed_text import as_sent
from bot.sandbox.envelopes import Envelope
from bot.sandbox.errors import ApiError, SandboxError
from bot.sandbox.messages import Json


async def command(stage: Stage, user: str, channel: str, *, name: str, text: str = "") -> Outcome:
    """Send a slash command; its acknowledgement may carry a message."""
    place = stage.room(user, channel)
    known = stage.backstage.manifest.find_command(name)
    if known is None:
        return _told(stage, user, no_such_command(name))
    typed = f"{name} {text}".strip()
    if known.should_escape:
        text = as_sent(text, stage.world, labels=True)
    ticket = stage.backstage.tickets.response(user, channel, command=typed)
    payload = stage.payloads.command(
        user, place, command=name, text=text.strip(), response_url=stage.answers.url(ticket)
    )
    receipt = await stage.backstage.courier.ask(Envelope("slash_commands", name, payload))
    if not receipt.ok:
        return _told(stage, user, command_failed(name, failure_name(receipt)))
    if not receipt.reply:
        return Outcome()
    try:
        return Outcome(reply=stage.answers.show(ticket, receipt.reply))
    except ApiError:
        return _told(stage, user, command_failed(name, "dispatch_failed"))


async def shortcut(
    stage: Stage, user: str, callback_id: str, *, channel: str | None = None, ts: str | None = None
) -> Outcome:
    """Use a global shortcut, or with channel and ts a message shortcut."""
    stage.actor(user)
    kind = "message" if channel is not None else "global"
    if not stage.backstage.manifest.declares_shortcut(callback_id, kind):
        raise SandboxError("no_such_shortcut")
    if channel is None or ts is None:
        envelope = Envelope("interactive", "shortcut", stage.payloads.shortcut(user, callback_id))
    else:
        payload = _on_message(stage, user, callback_id, channel=channel, ts=ts)
        envelope = Envelope("interactive", "message_action", payload)
    receipt = await stage.backstage.courier.ask(envelope)
    if receipt.ok:
        return Outcome()
    return _told(stage, user, action_failed(receipt, stage.backstage.identity.app_name))


def _on_message(stage: Stage, user: str, callback_id: str, *, channel: str, ts: str) -> Json:
    message = stage.message(user, channel, ts)
    if message.is_ephemeral:
        raise SandboxError("message_not_found")
    ticket = stage.backstage.tickets.response(
        user, channel, original=ts, original_ephemeral=False, thread_ts=message.thread_ts
    )
    url = stage.answers.url(ticket)
    return stage.payloads.message_action(user, callback_id, message=message, response_url=url)


async def open_home(stage: Stage, user: str, tab: str = "home") -> None:
    """Look at the app's Home (tab home) or at the messages with it (tab messages)."""
    stage.actor(user)
    event: Json = {
        "type": "app_home_opened", "user": user, "channel": stage.world.people[user].dm, "tab": tab,
        "event_ts": stage.world.next_ts(),
    }  # fmt: skip
    view = stage.world.homes.get(user)
    if tab == "home" and view is not None:
        event["view"] = stage.backstage.screens.wire(view)
    await delivered(stage.backstage.events.workspace(event))


def _told(stage: Stage, user: str, outcome: Outcome) -> Outcome:
    stage.world.toast(user, outcome.failure or "")
    return outcome
