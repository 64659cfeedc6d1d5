"""The composition root: the one place that constructs things and knows who needs whom."""

import asyncio
from datetime import datetime, timedelta

import aiohttp
import structlog
from slack_bolt.authorization import AuthorizeResult

from bot import logs
from bot.clock import Clock
from bot.config import Settings
from bot.domain.failures import Failed
from bot.domain.ids import PersonId, WorkspaceId
from bot.doors import Doors
from bot.features import UseCases, new_table, new_use_cases
from bot.jobs import Job, Jobs
from bot.messages import usage
from bot.metrics import Metrics
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.exporting import Exports
from bot.planner import Planner
from bot.services.indexing import Indexing
from bot.services.posting import Posting
from bot.services.rules import WorkspaceRules
from bot.services.workspaces import Workspaces
from bot.slack.client import new_session
from bot.slack.directory import SlackDirectory
from bot.slack.gateway import Gateway
from bot.slack.readings import Identity
from bot.slack.screen import SlackScreen
from bot.tenants import OneTenant, Tenants
from bot.transport.bolt import Bolt
from bot.transport.inflight import Inflight
from bot.worker import Worker
from handlers import payloads
from handlers.surfaces import Surfaces
from storage.store import Store, open_store

GRACE, LAST_MOMENT = timedelta(seconds=10), timedelta(seconds=2)
"""How long a stop waits for what runs, and what it leaves at least to what the doors' last deliveries began."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Knowhow:
    """The running program: a door to Slack, use cases behind it, and what goes out."""

    def __init__(
        self,
        *,
        store: Store,
        session: aiohttp.ClientSession,
        tenants: Tenants,
        use_cases: UseCases,
        worker: Worker,
        surfaces: Surfaces,
        doors: Doors,
        inflight: Inflight,
    ) -> None:
        self._doors = doors
        self._surfaces = surfaces
        self._store = store
        self._session = session
        self._tenants = tenants
        self._use_cases = use_cases
        self._worker = worker
        self._inflight = inflight
        self._jobs = Jobs(
            [
                Job("work", timedelta(seconds=1), self._wake),
                Job("channels", timedelta(hours=6), use_cases.workspaces.read_all_channels),
                Job("learn", timedelta(hours=1), use_cases.learning.learn_some),
                Job("still_true", timedelta(hours=6), use_cases.freshness.ask_authors),
                Job("tidy", timedelta(hours=1), use_cases.workspaces.tidy),
                Job("keep", timedelta(hours=1), use_cases.retention.keep_to_it),
            ]
        )

    @property
    def port(self) -> int:
        """The port of the HTTP door."""
        return self._doors.port

    @property
    def metrics_port(self) -> int:
        """The port of the metrics, which may have one of their own."""
        return self._doors.metrics_port

    async def open(self) -> None:
        """Record who is served and take what Slack sends; nothing goes out before :meth:`work` is called."""
        await self._tenants.open(self._use_cases.workspaces)
        await self._doors.open()

    async def start(self) -> None:
        """Serve: take what Slack sends, and do what is due as soon as it is."""
        await self.open()
        self.run()

    def run(self) -> None:
        """Do what is due as soon as it is, from now on."""
        self._worker.start()
        self._jobs.start()
        log.info("serving", port=self.port, socket=self._doors.uses_socket)

    async def stop(self) -> None:
        """Take nothing more, finish what runs for some ten seconds at most, and let go of everything."""
        ends = asyncio.get_running_loop().time() + GRACE.total_seconds()
        self._jobs.stop()
        self._worker.retire()
        await self._doors.close()
        left = timedelta(seconds=ends - asyncio.get_running_loop().time())
        await self._inflight.drain(max(left, LAST_MOMENT))
        await self._worker.stop()
        await self._leave_the_database()
        await self._session.close()

    async def _leave_the_database(self) -> None:
        """Let go of it, or of waiting for it: what was not committed was not acknowledged either."""
        try:
            async with asyncio.timeout(LAST_MOMENT.total_seconds()):
                await self._store.close()
                await self._tenants.close()
        except TimeoutError:
            log.warning("stopped before the database let go")

    async def ready(self) -> list[str]:
        """Say in sentences what keeps us from serving now; nothing when all is well."""
        return await self._doors.ready()

    async def work(self) -> int:
        """Do everything that is due now, and what that makes due; returns how much there was."""
        return await self._worker.work()

    async def rest(self) -> None:
        """Return when no delivery or reply is under way."""
        await self._inflight.rest()

    async def next_due(self) -> datetime | None:
        """When the next thing is due that only time brings about."""
        return await self._store.survey(lambda all_: all_.agenda.next_due())

    async def run_job(self, name: str) -> None:
        """Run one of the scheduled jobs now, once, and what it makes due; raises LookupError for an unknown name."""
        await self._jobs.run(name)
        await self.work()

    async def handle_failed(self) -> tuple[int, int]:
        """Handle again the events that failed; returns how many succeeded, and how many failed once more."""
        outcomes: list[bool] = []
        for workspace, bot_user in await self._store.survey(lambda all_: all_.workspaces.served()):
            waiting = await self._use_cases.failures.waiting(workspace)
            outcomes += [await self._handle_again(workspace, bot_user, each) for each in waiting]
        await self.work()
        return outcomes.count(True), outcomes.count(False)

    async def _handle_again(self, workspace: WorkspaceId, bot_user: PersonId, failed: Failed) -> bool:
        failures, event = self._use_cases.failures, payloads.event(failed.body, bot_user, failed.first_at)
        try:
            await self._surfaces.handle(event)
        except Exception as error:
            log.exception("event failed again", kind=failed.kind)
            await failures.keep(event.delivery, failed.kind, failed.body, error)
            return False
        await failures.done(workspace, failed.key)
        return True

    async def _wake(self) -> None:
        self._worker.tick()


async def build(settings: Settings, clock: Clock, store: Store | None = None) -> Knowhow:
    """Construct the program as it is set up, on a store that it closes when it stops: by itself the settings' own.

    ``CannotLook`` when Slack can't say whose the settings' token is.
    """
    settings.require_serving()
    session = new_session()
    try:
        identified = None if settings.serves_many else await _identified(settings, session)
    except BaseException:
        await session.close()
        raise
    store = store or open_store(settings.database_url)
    tenants = OneTenant(*identified) if identified else _many(settings, clock, session, store)
    return _assemble(settings, clock, session, store, tenants)


def _many(settings: Settings, clock: Clock, session: aiohttp.ClientSession, store: Store) -> Tenants:
    from bot.many_tenants import ManyTenants  # noqa: PLC0415 - most serve one workspace, and needn't wait for it

    return ManyTenants(settings, clock, session, store)


async def _identified(settings: Settings, session: aiohttp.ClientSession) -> tuple[Gateway, Identity]:
    assert settings.slack_bot_token is not None, "checked by require_serving"
    token = settings.slack_bot_token.get_secret_value()
    gateway = Gateway(token, base_url=settings.slack_api_url, session=session)
    return gateway, await gateway.identity()


def _assemble(
    settings: Settings, clock: Clock, session: aiohttp.ClientSession, store: Store, tenants: Tenants
) -> Knowhow:
    gateways = tenants.gateways
    inflight, metrics = Inflight(), Metrics()
    rules, directory = WorkspaceRules(settings.rules, settings.given_rules), SlackDirectory(gateways, clock)
    use_cases = new_use_cases(store, clock, rules, directory)
    posting = Posting(clock, rules, use_cases.marks)
    exports = Exports(use_cases.my_data)
    dispatcher = Dispatcher(store, clock, rules, gateways, directory, posting, exports, metrics)
    worker = Worker(
        store,
        clock,
        Planner(store, use_cases.workspaces, use_cases.waves, use_cases.rounds),
        Indexing(store),
        use_cases.forgetting,
        dispatcher,
        inflight,
    )
    store.committed = worker.wake
    surfaces = Surfaces(
        new_table(use_cases, clock),
        SlackScreen(gateways),
        clock,
        use_cases.failures,
        spawn=lambda work: inflight.spawn(work, name="reply"),
        new_reference=logs.current_reference,
        count=metrics.delivered,
    )
    bolt = _bolt(tenants, use_cases.workspaces)
    bolt.is_nobodys = surfaces.is_nobodys
    surfaces.listen(bolt)
    doors = Doors(
        settings,
        clock,
        bolt,
        tenants.client,
        installing=tenants.installing(use_cases.workspaces),
        inflight=inflight,
        store=store,
        metrics=metrics,
    )
    return Knowhow(
        store=store,
        session=session,
        tenants=tenants,
        use_cases=use_cases,
        worker=worker,
        surfaces=surfaces,
        doors=doors,
        inflight=inflight,
    )


def _bolt(tenants: Tenants, workspaces: Workspaces) -> Bolt:
    """Bolt, which answers Slack only after our listener is done.

    Requests are verified before it (bot/transport/guard.py), and whom they come from is known without asking Slack.
    """

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        return await tenants.authorize(workspaces, enterprise_id, team_id)

    return Bolt(
        name="knowhow",  # by itself Bolt walks the whole stack for one
        client=tenants.client,
        logger=logs.bolt_logger,
        user_facing_authorize_error_message=usage.NOT_INSTALLED,
        authorize=authorize,  # type: ignore[arg-type] # None is how Bolt is told "not installed there"
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=True,
    )
