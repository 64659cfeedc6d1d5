"""The acts by name, with JSON arguments: for the page and for tests in other processes."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.acts import members, modals, pressing, starting, talking
from bot.sandbox.acts.outcome import Container, Outcome
from bot.sandbox.acts.stage import Stage
from bot.sandbox.errors import SandboxError
from bot.sandbox.messages import Json
from bot.sandbox.people import Person

WORDS = {
    "account_inactive": "This account is deactivated.",
    "already_in_channel": "The app is in this channel already.",
    "already_reacted": "You have already reacted with that.",
    "cant_delete_message": "You can only delete your own messages.",
    "cant_update_message": "You can only edit your own messages.",
    "channel_not_found": "There is no such channel, or you can't see it.",
    "invalid_name": "There is no such emoji.",
    "is_archived": "This channel is archived.",
    "message_not_found": "That message is gone.",
    "messages_tab_disabled": "Sending messages to this app has been turned off.",
    "msg_too_long": "Your message is too long.",
    "no_reaction": "You haven't reacted with that.",
    "no_such_element": "That part of the message is gone.",
    "no_such_option": "That can't be chosen here.",
    "no_such_shortcut": "The app has no such shortcut.",
    "no_text": "Type something first.",
    "not_in_channel": "Join the channel first.",
    "nothing_due": "Nothing is due.",
    "user_not_found": "There is no such person.",
    "view_not_found": "That window is closed already.",
}


def words_for(name: str) -> str:
    """What a person is told for a SandboxError."""
    return WORDS.get(name, f"That didn't work ({name}).")


async def perform(stage: Stage, act: str, args: dict[str, Any]) -> Any:
    """Do the act of that name; SandboxError("unknown_act"), ("invalid_arguments")."""
    doing = ACTS.get(act)
    if doing is None:
        raise SandboxError("unknown_act")
    try:
        return await doing(stage, args)
    except KeyError as error:
        raise SandboxError("invalid_arguments") from error


def container(args: dict[str, Any]) -> Container:
    """The container of an act's arguments, nested or flat."""
    given = args.get("container") or args
    return Container(given.get("channel"), given.get("ts"), given.get("view_id"))


async def _command(stage: Stage, args: Json) -> Outcome:
    name, text = args["command"], args.get("text", "")
    return await starting.command(stage, args["user"], args["channel"], name=name, text=text)


async def _say(stage: Stage, args: Json) -> Any:
    thread = args.get("thread_ts")
    return await talking.say(stage, args["user"], args["channel"], args["text"], thread_ts=thread)


async def _edit(stage: Stage, args: Json) -> None:
    await talking.edit(stage, args["user"], args["channel"], args["ts"], text=args["text"])


async def _delete(stage: Stage, args: Json) -> None:
    await talking.delete(stage, args["user"], args["channel"], args["ts"])


async def _react(stage: Stage, args: Json) -> None:
    await talking.react(stage, args["user"], args["channel"], args["ts"], emoji=args["emoji"])


async def _unreact(stage: Stage, args: Json) -> None:
    await talking.unreact(stage, args["user"], args["channel"], args["ts"], emoji=args["emoji"])


async def _press(stage: Stage, args: Json) -> Outcome:
    where = container(args)
    if where.view_id is not None and args.get("values"):
        await modals.fill_in(stage, stage.world.view(where.view_id), args["values"])
    return await pressing.press(
        stage,
        args["user"],
        container=where,
        action_id=args["action_id"],
        block_id=args.get("block_id"),
        value=args.get("value"),
    )


async def _submit(stage: Stage, args: Json) -> Outcome:
    return await modals.submit(stage, args["user"], args["view_id"], values=args.get("values") or {})


async def _close(stage: Stage, args: Json) -> Outcome:
    return await modals.close(stage, args["user"], args["view_id"])


async def _suggest(stage: Stage, args: Json) -> Any:
    return await pressing.suggest(
        stage,
        args["user"],
        container=container(args),
        action_id=args["action_id"],
        block_id=args.get("block_id"),
        query=args.get("query", ""),
    )


async def _shortcut(stage: Stage, args: Json) -> Outcome:
    where = {"channel": args.get("channel"), "ts": args.get("ts")}
    return await starting.shortcut(stage, args["user"], args["callback_id"], **where)


async def _home(stage: Stage, args: Json) -> None:
    await starting.open_home(stage, args["user"], args.get("tab", "home"))


async def _read(stage: Stage, args: Json) -> None:
    stage.actor(args["user"])
    stage.world.mark_read(args["user"], args["channel"], args.get("ts"))


async def _join(stage: Stage, args: Json) -> None:
    await members.join(stage, args["user"], args["channel"])


async def _leave(stage: Stage, args: Json) -> None:
    await members.leave(stage, args["user"], args["channel"])


async def _invite_app(stage: Stage, args: Json) -> None:
    await members.invite_app(stage, args["user"], args["channel"])


async def _remove_app(stage: Stage, args: Json) -> None:
    await members.remove_app(stage, args["user"], args["channel"])


async def _archive(stage: Stage, args: Json) -> None:
    await members.archive(stage, args["user"], args["channel"])


async def _deactivate(stage: Stage, args: Json) -> None:
    await members.change_user(stage, args["user"], deleted=True)


async def _change_user(stage: Stage, args: Json) -> None:
    fields = args["fields"]
    if not fields.keys() <= Person.__dataclass_fields__.keys() - {"id"}:
        raise SandboxError("invalid_arguments")
    await members.change_user(stage, args["user"], **fields)


ACTS: dict[str, Callable[[Stage, Json], Awaitable[Any]]] = {
    "command": _command, "say": _say, "edit": _edit, "delete": _delete, "react": _react, "unreact": _unreact,
    "press": _press, "submit": _submit, "close": _close, "suggest": _suggest, "shortcut": _shortcut,
    "home": _home, "read": _read, "join": _join, "leave": _leave, "invite_app": _invite_app,
    "remove_app": _remove_app, "archive": _archive, "deactivate": _deactivate, "change_user": _change_user,
}  # fmt: skip
