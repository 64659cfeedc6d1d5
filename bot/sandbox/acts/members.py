"""Who is where: joining, leaving, inviting the app, archiving, changing people."""

from typing import Any

from bot.sandbox.acts.stage import Stage, delivered
from bot.sandbox.errors import SandboxError
from bot.sandbox.people import Person


async def join(stage: Stage, user: str, channel: str) -> None:
    """Join a public channel."""
    place = stage.place(user, channel)
    _check_open(place.is_archived)
    if user in place.members:
        return
    await delivered(stage.backstage.workspace.join(place, user))


async def leave(stage: Stage, user: str, channel: str) -> None:
    """Leave a channel."""
    place = stage.room(user, channel)
    if place.kind == "im":
        raise SandboxError("method_not_supported_for_channel_type")
    await delivered(stage.backstage.workspace.leave(place, user))


async def invite_app(stage: Stage, user: str, channel: str) -> None:
    """/invite the app to a channel."""
    place = stage.room(user, channel)
    if stage.world.app_is_in(place):
        raise SandboxError("already_in_channel")
    bot = stage.backstage.identity.bot_user_id
    await delivered(stage.backstage.workspace.join(place, bot, inviter=user))


async def remove_app(stage: Stage, user: str, channel: str) -> None:
    """Take the app out of a channel."""
    place = stage.room(user, channel)
    if place.kind == "im" or not stage.world.app_is_in(place):
        raise SandboxError("not_in_channel")
    await delivered(stage.backstage.workspace.leave(place, stage.backstage.identity.bot_user_id))


async def archive(stage: Stage, user: str, channel: str, *, undo: bool = False) -> None:
    """Archive a channel, or bring it back."""
    place = stage.place(user, channel)
    if place.is_archived != undo:
        raise SandboxError("not_archived" if undo else "already_archived")
    act = stage.backstage.workspace.unarchive if undo else stage.backstage.workspace.archive
    await delivered(act(place, user))


async def rename(stage: Stage, user: str, channel: str, *, name: str) -> None:
    """Give a channel another name."""
    place = stage.room(user, channel)
    await delivered(stage.backstage.workspace.rename(place, name))


async def change_user(stage: Stage, user: str, **fields: Any) -> None:
    """Change a person's profile, role or zone."""
    stage.world.person(user)
    await delivered(stage.backstage.workspace.change_person(user, **fields))


async def add_person(stage: Stage, person: Person) -> None:
    """A new colleague joins the workspace."""
    stage.world.add_person(person)
    await delivered(stage.backstage.workspace.welcome(person.id))


def _check_open(is_archived: bool) -> None:  # noqa: FBT001 -- the only argument
    if is_archived:
        raise SandboxError("is_archived")
