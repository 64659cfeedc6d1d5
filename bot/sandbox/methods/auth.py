"""auth.test, api.test and apps.connections.open."""

from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Json
from bot.sandbox.methods.request import Request


def auth_test(request: Request) -> Json:
    """auth.test: whose token it is."""
    identity = request.backstage.identity
    return {
        "url": f"{identity.url}/", "team": identity.team_name, "user": identity.bot_name,
        "team_id": identity.team_id, "user_id": identity.bot_user_id, "bot_id": identity.bot_id,
        "is_enterprise_install": False,
    }  # fmt: skip


def api_test(request: Request) -> Json:
    """api.test: echoes its arguments, or fails as asked."""
    if error := request.args.text("error"):
        raise ApiError(error, args=request.args.given)
    return {"args": request.args.given}
