"""views.*: modals and the Home."""

from typing import Any

from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Json
from bot.sandbox.methods.request import Request
from bot.sandbox.tickets import Trigger
from bot.sandbox.views import View


def open_view(request: Request) -> Json:
    """views.open: a modal for the person whose action gave the trigger_id."""
    view = request.backstage.screens.open(_trigger(request), _payload(request))
    return _answer(request, view)


def push(request: Request) -> Json:
    """views.push: a modal on top of the one the person is in."""
    view = request.backstage.screens.push(_trigger(request), _payload(request))
    return _answer(request, view)


def update(request: Request) -> Json:
    """views.update: by view_id or external_id, guarded by `hash` if given."""
    view_id = request.args.text("view_id") or None
    external_id = request.args.text("external_id") or None
    if not (view_id or external_id):
        raise ApiError.missing("view_id")
    view = request.backstage.screens.update(
        _payload(request), view_id=view_id, external_id=external_id, hash_=request.args.text("hash") or None
    )
    return _answer(request, view)


def publish(request: Request) -> Json:
    """views.publish: a person's Home."""
    user = request.args.required("user_id")
    if not request.backstage.manifest.home_enabled:
        raise ApiError("not_enabled")
    if user not in request.world.people or request.world.people[user].is_bot:
        raise ApiError("user_not_found")
    view = request.backstage.screens.publish(user, _payload(request), hash_=request.args.text("hash") or None)
    return _answer(request, view)


def _trigger(request: Request) -> Trigger:
    key = request.args.text("trigger_id") or request.args.text("interactivity_pointer")
    if not key:
        raise ApiError.missing("trigger_id")
    return request.backstage.tickets.use_trigger(key)


def _payload(request: Request) -> Any:
    return request.args.structure("view", "invalid_arguments")


def _answer(request: Request, view: View) -> Json:
    return {"view": request.backstage.screens.wire(view)}
