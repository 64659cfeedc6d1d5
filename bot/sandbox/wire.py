"""People and conversations as the Web API and events show them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.messages import Json
from bot.sandbox.people import Person
from bot.sandbox.world import Conversation, World


def user(person: Person, world: World, *, email: bool = False) -> Json:
    """users.info's user; the address only for those who may read it."""
    offset = world.clock.now().astimezone(ZoneInfo(person.tz)).utcoffset()
    body: Json = {
        "id": person.id, "team_id": person.team or world.identity.team_id, "name": person.name,
        "deleted": person.deleted, "color": person.color, "real_name": person.real_name, "tz": person.tz,
        "tz_label": _zone_label(person, world.clock.now()),
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "profile": _profile(person, world, email=email), "is_bot": person.is_bot,
        "is_app_user": False, "updated": world.seconds(), "is_email_confirmed": True,
    }  # fmt: skip
    if not person.deleted:  # Slack leaves the roles out for the deactivated
        body |= {
            "is_admin": person.is_admin, "is_owner": person.is_owner, "is_primary_owner": False,
            "is_restricted": person.is_restricted, "is_ultra_restricted": person.is_ultra_restricted,
        }  # fmt: skip
    return body


def _zone_label(person: Person, now: datetime) -> str:
    return now.astimezone(ZoneInfo(person.tz)).tzname() or person.tz


def _profile(person: Person, world: World, *, email: bool) -> Json:
    profile = {
        "title": person.title, "real_name": person.real_name, "real_name_normalized": person.real_name,
        "display_name": person.name, "display_name_normalized": person.name, "status_text": "",
        "status_emoji": "", "status_expiration": 0, "avatar_hash": f"g{person.color}",
        "team": person.team or world.identity.team_id,
    }  # fmt: skip
    if person.is_bot:
        profile |= {"api_app_id": world.identity.app_id, "bot_id": world.identity.bot_id}
    if email and not person.is_bot:
        profile["email"] = f"{person.name}@example.org"
    return profile


def conversation(place: Conversation, world: World, *, members: bool = False) -> Json:
    """conversations.info's channel; its number of members only if asked for."""
    if place.kind == "im":
        return {
            "id": place.id, "created": place.created, "is_im": True, "is_org_shared": False,
            "is_archived": False, "user": place.user, "priority": 0,
            "is_user_deleted": world.people[place.user or ""].deleted,
            "context_team_id": world.identity.team_id,
        }  # fmt: skip
    shown: Json = {
        "id": place.id, "name": place.name, "name_normalized": place.name,
        "is_channel": place.kind == "channel", "is_group": place.kind == "group",
        "is_im": False, "is_mpim": False, "is_private": place.is_private,
        "created": place.created, "is_archived": place.is_archived, "is_general": False, "unlinked": 0,
        "is_shared": False, "is_org_shared": False, "is_ext_shared": False,
        "is_member": world.app_is_in(place), "creator": next(iter(world.people)),
        "context_team_id": world.identity.team_id, "previous_names": [],
        "topic": {"value": place.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }  # fmt: skip
    if members:
        shown["num_members"] = len(place.members)
    return shown
