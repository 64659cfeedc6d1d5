"""What Slack delivers, made and signed: each one new to whoever takes it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

from bot.messages import asking
from bot.sandbox.deliver_http import encode, sign
from bot.sandbox.envelopes import Envelope, Form
from bot.sandbox.views import state_from
from tests.benchmarks.slack import APP, BOT, CHANNELS

PEOPLE = 100
"""Who ask, speak and react."""
HEAD = "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0\r\nAccept: */*\r\n"
TOPICS = ("terraform", "kubernetes", "sql", "security", "backups", "python", "networks", "testing")

Json = dict[str, Any]


@dataclass(slots=True)
class Mail:
    """Makes deliveries for one workspace; no two of them are the same."""

    workspace: str
    secret: str
    people: int = PEOPLE
    _run: str = field(default_factory=lambda: uuid4().hex[:10])
    _numbers: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def ignored(self) -> bytes:
        """What somebody says in a channel, in no thread."""
        return self._event({"type": "message", "text": "Good morning, has anybody seen the build?"} | self._said())

    def foreign_reply(self) -> bytes:
        """What somebody says in a thread that isn't ours."""
        return self._event({"type": "message", "text": "Yes, an hour ago.", "thread_ts": "1.5"} | self._said())

    def unknown(self) -> bytes:
        """An event that the app never asked for."""
        return self._event({"type": "emoji_changed", "subtype": "add", "name": "party", "event_ts": _ts()})

    def question(self) -> bytes:
        """The form of ``/ask-expert``, sent."""
        number = self._numbers()
        text = f"How do we rotate the keys of service {number} without downtime?"
        view = asking.ask_form(text=text, topics=[TOPICS[number % len(TOPICS)]]).as_dict()
        values = state_from(view["blocks"])
        option = {"text": {"type": "plain_text", "text": "#help"}, "value": CHANNELS[number % len(CHANNELS)]}
        values["channel"]["channel"]["selected_option"] = option
        sent = {"id": f"V{self._run}{number}", "hash": f"{number}.abc", "state": {"values": values}}
        return self._interactive("view_submission", {"view": view | sent, "response_urls": []})

    def answer(self, channel: str, card: str) -> bytes:
        """A reply under a card of ours."""
        text = f"Rotate them one at a time, and keep the old ones for a day ({self._numbers()})."
        return self._event({"type": "message", "text": text} | self._said() | {"channel": channel, "thread_ts": card})

    def reaction(self, channel: str, card: str) -> bytes:
        """Somebody finds useful what stands in a message of ours."""
        item = {"type": "message", "channel": channel, "ts": card}
        told = {"type": "reaction_added", "user": self._person(), "reaction": "+1", "item": item, "event_ts": _ts()}
        return self._event(told)

    def choices(self) -> bytes:
        """What somebody types into the menu of topics."""
        words = TOPICS[self._numbers() % len(TOPICS)][:3]
        view = {"type": "modal", "callback_id": "question.ask", "private_metadata": "{}"}
        return self._interactive("block_suggestion", {"action_id": "topics", "value": words, "view": view})

    def command(self, name: str, words: str) -> bytes:
        """A slash command."""
        user = self._person()
        told = {"token": "t", "team_id": self.workspace, "team_domain": "bench", "api_app_id": APP, "command": name}
        where = {"channel_id": CHANNELS[0], "channel_name": "help", "user_id": user, "user_name": user, "text": words}
        way_back = {"response_url": "http://127.0.0.1/none", "trigger_id": f"{self._run}.{self._numbers()}"}
        return self._posted("slash_commands", told | where | way_back)

    def _said(self) -> Json:
        ts = _ts()
        return {"user": self._person(), "channel": "C0ELSEWHERE", "channel_type": "channel", "ts": ts, "event_ts": ts}

    def _person(self) -> str:
        return f"U{self._numbers() % self.people}"

    def _event(self, event: Json) -> bytes:
        id_ = f"Ev{self._run}{self._numbers()}"
        authorization = {"team_id": self.workspace, "user_id": BOT, "is_bot": True}
        body = {"token": "t", "team_id": self.workspace, "api_app_id": APP, "event": event, "type": "event_callback"}
        more = {"event_id": id_, "event_time": int(time.time()), "authorizations": [authorization]}
        return self._posted("events_api", body | more)

    def _interactive(self, kind: str, told: Json) -> bytes:
        user, number = self._person(), self._numbers()
        body = {"type": kind, "token": "t", "team": {"id": self.workspace, "domain": "bench"}, "api_app_id": APP}
        who = {"user": {"id": user, "username": user, "team_id": self.workspace}}
        return self._posted("interactive", body | who | {"trigger_id": f"{self._run}.{number}"} | told)

    def _posted(self, form: Form, payload: Json) -> bytes:
        body, kind = encode(Envelope(form, "", payload))
        signed = sign(body, secret=self.secret, timestamp=int(time.time()))
        fields = {"Content-Type": kind, "Content-Length": str(len(body.encode()))} | signed
        return (HEAD + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + f"\r\n{body}").encode()


def _ts() -> str:
    return f"{time.time():.6f}"
