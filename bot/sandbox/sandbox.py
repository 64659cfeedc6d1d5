"""The sandbox as tests and the command line use it: start it, act in it, look at it."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

import aiohttp

from bot.sandbox.acting import Acting
from bot.sandbox.acts.stage import Stage, delivered
from bot.sandbox.answers import Answers
from bot.sandbox.backstage import Call
from bot.sandbox.build import build
from bot.sandbox.clock import SandboxClock
from bot.sandbox.clockhand import ClockHand, ClockMoved, NextDue
from bot.sandbox.deliver_http import HttpCarrier
from bot.sandbox.deliver_socket import SocketHub
from bot.sandbox.faults import Faults
from bot.sandbox.identity import Identity
from bot.sandbox.messages import Json, Message
from bot.sandbox.misbehaving import Misbehaviour
from bot.sandbox.payloads import Payloads
from bot.sandbox.people import DEMO_CHANNELS, DEMO_PEOPLE, Channel, Person
from bot.sandbox.server import Server
from bot.sandbox.views import View

ACK_TIMEOUT = 3.0  # seconds; Slack's own


class Sandbox(Acting):
    """One workspace with one app. Start it inside a running event loop, stop it in the same."""

    def __init__(  # noqa: PLR0913 -- each has a default; they are the settings of a workspace
        self,
        *,
        clock: SandboxClock,
        app_manifest: Mapping[str, Any] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        people: Sequence[Person] = DEMO_PEOPLE,
        channels: Sequence[Channel] = DEMO_CHANNELS,
        next_due: NextDue | None = None,
        clock_moved: ClockMoved | None = None,
        ack_timeout: float = ACK_TIMEOUT,
        identity: Identity | None = None,
        signing_time: Callable[[], float] = time.time,
    ) -> None:
        """`app_manifest` is the parsed app_manifest.yml; without it everything is granted.

        `signing_time` dates the signatures of HTTP deliveries: real time, as an app's verifier checks it.
        """
        self.clock = clock
        self._identity = identity or Identity()
        self._hub = SocketHub(self._identity, timeout=ack_timeout)
        self._backstage = build(
            clock, self._identity, self._hub, manifest=app_manifest, people=people, channels=channels
        )
        self._ack_timeout = ack_timeout
        self._signing_time = signing_time
        self._deliver_to: str | None = None
        self._session: aiohttp.ClientSession | None = None
        hand = ClockHand(clock, next_due=next_due, moved=clock_moved)
        misbehaviour = Misbehaviour()
        answers = Answers(self._backstage, misbehaviour)
        self._stage = Stage(self._backstage, answers, Payloads(self._backstage))
        self._server = Server(self, self._stage, hand, hub=self._hub, misbehaviour=misbehaviour, address=(host, port))

    # Facts

    @property
    def url(self) -> str:
        """The address of the page, "http://127.0.0.1:PORT"; known once started."""
        return self._identity.url

    @property
    def api_url(self) -> str:
        """The address for SLACK_API_URL, with its slash at the end."""
        return self._identity.api_url

    @property
    def bot_token(self) -> str:
        """For SLACK_BOT_TOKEN."""
        return self._identity.bot_token

    @property
    def app_token(self) -> str:
        """For SLACK_APP_TOKEN."""
        return self._identity.app_token

    @property
    def signing_secret(self) -> str:
        """For SLACK_SIGNING_SECRET."""
        return self._identity.signing_secret

    @property
    def client_id(self) -> str:
        """For SLACK_CLIENT_ID."""
        return self._identity.client_id

    @property
    def client_secret(self) -> str:
        """For SLACK_CLIENT_SECRET."""
        return self._identity.client_secret

    @property
    def team_id(self) -> str:
        """The workspace."""
        return self._identity.team_id

    @property
    def bot_user_id(self) -> str:
        """The app as a person."""
        return self._identity.bot_user_id

    @property
    def bot_id(self) -> str:
        """The app as a bot."""
        return self._identity.bot_id

    @property
    def app_id(self) -> str:
        """The app."""
        return self._identity.app_id

    @property
    def granted_scopes(self) -> set[str]:
        """The app's scopes; discard some to refuse them."""
        return self._backstage.granted

    @property
    def faults(self) -> Faults:
        """What goes wrong on demand."""
        return self._backstage.faults

    @property
    def calls(self) -> list[Call]:
        """Every Web API call so far."""
        return self._backstage.calls

    @property
    def people(self) -> dict[str, Person]:
        """Everybody by id, as they are now."""
        return self._backstage.world.people

    @property
    def rate_limits(self) -> bool:
        """Whether calls are limited as by Slack; may be set."""
        return self._backstage.rate_limits

    @rate_limits.setter
    def rate_limits(self, on: bool) -> None:
        self._backstage.rate_limits = on

    # Running

    async def start(self) -> None:
        """Listen."""
        self._session = aiohttp.ClientSession()
        self.deliver_to(self._deliver_to)
        await self._server.start()

    async def stop(self) -> None:
        """End every delivery and connection."""
        await self._backstage.courier.stop()
        await self._server.stop()
        if self._session is not None:
            await self._session.close()

    def deliver_to(self, url: str | None) -> None:
        """Deliver to this HTTP address from now on; None: over Socket Mode."""
        self._deliver_to = url
        if url is not None and not self._identity.redirect_url:
            self._identity.redirect_url = urljoin(url, "/slack/oauth_redirect")
        if url is None or self._session is None:
            self._backstage.courier.carrier = self._hub
            return
        self._backstage.courier.carrier = HttpCarrier(
            self._session,
            url,
            secret=self.signing_secret,
            timeout=self._ack_timeout,
            time=self._signing_time,
        )

    async def disconnect_sockets(self, reason: str = "refresh_requested") -> None:
        """Send the app away from its WebSockets: warning, refresh_requested, link_disabled."""
        await self._hub.disconnect(reason)

    @property
    def sockets(self) -> int:
        """How many WebSockets the app has open."""
        return self._hub.connected

    async def idle(self) -> None:
        """Return when nothing is being delivered; retries that wait for the clock don't count."""
        await self._backstage.courier.idle()

    def allow(self, user: str, authorize_url: str) -> str:
        """A person allows what the page at this address asks; returns where the browser is sent then."""
        return self._server.installs.allow(user, authorize_url)

    async def revoke(self, error: str = "token_revoked", *, told_first: str = "tokens_revoked") -> None:
        """Uninstall the app: tokens_revoked and app_uninstalled in either order, then every call fails with `error`."""
        if self._backstage.revoked:
            return
        self._backstage.revoked = error
        tokens = {"oauth": [], "bot": [self.bot_user_id]}
        events: list[Json] = [{"type": "tokens_revoked", "tokens": tokens}, {"type": "app_uninstalled"}]
        for event in sorted(events, key=lambda event: event["type"] != told_first):
            await delivered(self._backstage.events.workspace(event))
        self._backstage.events.revoked = True

    async def take_away(self) -> None:
        """The organisation takes the app from this workspace: team_access_revoked, then every call fails."""
        self._backstage.revoked = "team_access_not_granted"
        event: Json = {"type": "team_access_revoked", "team_ids": [self._identity.team_id]}
        await delivered(self._backstage.events.workspace(event))
        self._backstage.events.revoked = True

    def give_back(self) -> None:
        """The organisation lets the app into this workspace again."""
        self._backstage.revoked, self._backstage.events.revoked = "", False

    # What people see

    def messages(self, channel: str, *, viewer: str | None = None) -> list[Message]:
        """A conversation's messages in order, threads included; a viewer sees his ephemerals too."""
        world = self._backstage.world
        return world.shown(world.conversation(channel), viewer)

    @property
    def channels(self) -> list[str]:
        """The ids of all channels, direct messages left out."""
        return [place.id for place in self._backstage.world.conversations.values() if place.kind != "im"]

    def modal(self, user: str) -> View | None:
        """The modal on top of what that person has open."""
        stack = self._backstage.world.modals.get(user, [])
        return stack[-1] if stack else None

    def modals(self, user: str) -> list[View]:
        """All of them, the top last."""
        return list(self._backstage.world.modals.get(user, []))

    def home(self, user: str) -> View | None:
        """That person's Home, once the app has published it."""
        return self._backstage.world.homes.get(user)

    def dm(self, user: str) -> str:
        """The id of a person's direct message with the app."""
        return self._backstage.world.person(user).dm
