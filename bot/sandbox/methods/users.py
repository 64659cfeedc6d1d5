"""users.* and team.info: who is there."""

from bot.sandbox import wire
from bot.sandbox.arguments import page
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Json
from bot.sandbox.methods.request import Request
from bot.sandbox.people import Person

LOCALE = "en-GB"


def info(request: Request) -> Json:
    """users.info."""
    user = request.args.required("user")
    if user not in request.world.people:
        raise ApiError("user_not_found")
    return {"user": _shown(request, request.world.people[user])}


def list_users(request: Request) -> Json:
    """users.list: everybody, bots and the deactivated too."""
    people, cursor = page(list(request.world.people.values()), request.args, limit=1000)
    return {
        "members": [_shown(request, person) for person in people],
        "cache_ts": request.world.seconds(),
        "response_metadata": {"next_cursor": cursor},
    }


def _shown(request: Request, person: Person) -> Json:
    email = "users:read.email" in request.backstage.granted
    shown = wire.user(person, request.world, email=email)
    return shown | {"locale": LOCALE} if request.args.flag("include_locale") else shown


def team_info(request: Request) -> Json:
    """team.info."""
    identity = request.backstage.identity
    team = {
        "id": identity.team_id, "name": identity.team_name, "domain": identity.team_domain,
        "url": f"{identity.url}/", "email_domain": "", "icon": {"image_default": True},
    }  # fmt: skip
    return {"team": team}
