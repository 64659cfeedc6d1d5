"""Modals and Homes: open, push, update, publish, close, under Slack's rules."""

import json
import secrets
from typing import Any

from bot.sandbox import blocks
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Json
from bot.sandbox.tickets import Trigger
from bot.sandbox.views import View, fill
from bot.sandbox.views import wire as view_wire
from bot.sandbox.world import World

DEEPEST_STACK = 3
LARGEST_VIEW = 250_000  # bytes


class Screens:
    """What each person has open on top of the conversation."""

    def __init__(self, world: World) -> None:
        self._world = world

    def wire(self, view: View) -> Json:
        """The view as methods answer it."""
        identity = self._world.identity
        return view_wire(view, team_id=identity.team_id, app_id=identity.app_id, bot_id=identity.bot_id)

    def open(self, trigger: Trigger, payload: Any) -> View:
        """Show a modal instead of what the person had open."""
        view = self._new(trigger.user, self._checked(payload, "modal"))
        view.root_view_id, view.origin = view.id, trigger.origin
        self._show(trigger.user, [view])
        return view

    def push(self, trigger: Trigger, payload: Any) -> View:
        """Lay a modal on top of the one in which the trigger arose."""
        stack = self._world.modals.get(trigger.user, [])
        if trigger.view_id is None or not stack:
            raise ApiError("invalid_trigger_id")
        return self.push_on(stack[-1], payload)

    def push_on(self, below: View, payload: Any) -> View:
        """Lay a modal on top of `below`."""
        stack = self._world.modals[below.user]
        if len(stack) >= DEEPEST_STACK:
            raise ApiError("push_limit_reached")
        view = self._new(below.user, self._checked(payload, "modal"))
        view.root_view_id, view.previous_view_id, view.origin = stack[0].id, stack[-1].id, below.origin
        self._show(below.user, [*stack, view])
        return view

    def update(
        self, payload: Any, *, view_id: str | None, external_id: str | None = None, hash_: str | None = None
    ) -> View:
        """Change a modal that is still open, or a Home; not_found, hash_conflict."""
        view = self._find(view_id, external_id)
        if hash_ and hash_ != view.hash:
            raise ApiError("hash_conflict")
        checked = self._checked(payload, view.type)
        self._forbid_second(checked.get("external_id"), view)
        fill(view, checked, keep=view.values)
        view.hash = self._hash()
        self.touched(view)
        return view

    def publish(self, user: str, payload: Any, *, hash_: str | None = None) -> View:
        """Show a person's Home."""
        checked = self._checked(payload, "home")
        old = self._world.homes.get(user)
        if hash_ and (old is None or old.hash != hash_):
            raise ApiError("hash_conflict")
        view = old or View(self._world.next_id("V"), user, "home", [], "")
        fill(view, checked, keep=view.values)
        view.hash = self._hash()
        self._world.homes[user] = view
        self._world.changed("home", user=user)
        return view

    def close(self, view: View) -> None:
        """Take one modal off the stack, wherever in it; the ones above go too."""
        stack = self._world.modals.get(view.user, [])
        if view in stack:
            self._show(view.user, stack[: stack.index(view)])

    def clear(self, user: str) -> None:
        """Close everything a person has open."""
        self._show(user, [])

    def touched(self, view: View) -> None:
        """Show again what changed inside a view."""
        self._world.changed("home" if view.type == "home" else "modal", user=view.user)

    def _find(self, view_id: str | None, external_id: str | None) -> View:
        shown = [view for stack in self._world.modals.values() for view in stack]
        for view in [*shown, *self._world.homes.values()]:
            if view.id == view_id or (external_id and view.external_id == external_id):
                return view
        raise ApiError("not_found")

    def _new(self, user: str, payload: Json) -> View:
        self._forbid_second(payload.get("external_id"), None)
        return fill(View(self._world.next_id("V"), user, "modal", [], self._hash()), payload)

    def _forbid_second(self, external_id: str | None, own: View | None) -> None:
        for stack in self._world.modals.values():
            if external_id and any(view.external_id == external_id and view is not own for view in stack):
                raise ApiError("duplicate_external_id")

    def _hash(self) -> str:
        return f"{self._world.seconds()}.{secrets.token_urlsafe(6)}"

    def _show(self, user: str, stack: list[View]) -> None:
        self._world.modals[user] = stack
        self._world.changed("modal", user=user)

    def _checked(self, payload: Any, surface: str) -> Json:
        if not isinstance(payload, dict):
            raise ApiError.at("invalid_arguments", ["must provide an object [json-pointer:/view]"])
        if len(json.dumps(payload).encode()) > LARGEST_VIEW:
            raise ApiError("view_too_large")
        if wrong := blocks.problems(surface, payload):
            raise ApiError.at("invalid_arguments", wrong)
        return {**payload, "blocks": self._world.named(payload["blocks"])}
