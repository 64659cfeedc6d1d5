"""What an operator sees of the running program: counters and times, in Prometheus' format, never content."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from bot.domain.watching import Outlook

LAG_EVERY = 0.25
"""Seconds between two looks at how late the event loop is."""
_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Up to Slack's three seconds."""


class Metrics:
    """The counters of one running program; the names and what each means are in docs/operations.md."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._watcher: asyncio.Task[None] | None = None
        self._listener = _ErrorCount(self)
        ProcessCollector(registry=registry)
        self._acknowledged = Histogram(
            "knowhow_acknowledgement_seconds",
            "From a delivery's arrival to its answer.",
            ["door", "status"],
            registry=registry,
            buckets=_QUICK,
        )
        self._turned_away = Counter(
            "knowhow_requests_turned_away", "Requests that are not Slack's, or broken.", ["status"], registry=registry
        )
        self._deliveries = Counter(
            "knowhow_deliveries", "What Slack delivered.", ["surface", "name", "outcome"], registry=registry
        )
        self._sends = Counter(
            "knowhow_sends", "Notices taken up, by what became of them.", ["kind", "outcome"], registry=registry
        )
        self._errors = Counter("knowhow_errors", "Errors logged, by message.", ["event"], registry=registry)
        self._lag = Histogram(
            "knowhow_loop_lag_seconds", "How late the event loop is.", registry=registry, buckets=_QUICK
        )
        self._outlook = _OutlookGauges(registry)
        self._duplicates = Gauge(
            "knowhow_duplicates",
            "Deliveries that came again and changed nothing, since the start.",
            registry=registry,
        )
        self._connected = Gauge("knowhow_slack_connected", "Whether Slack can reach us.", registry=registry)
        self._queue = Gauge(
            "knowhow_writer_queue",
            "Units of work that wait for SQLite's writer, or PostgreSQL's connections in use.",
            registry=registry,
        )

    @contextmanager
    def acknowledging(self, door: str) -> Iterator["Answer"]:
        """Time a delivery; what it was answered with is to be noted in what is given."""
        answer, began = Answer(), perf_counter()
        try:
            yield answer
        finally:
            self._acknowledged.labels(door, answer.status).observe(perf_counter() - began)

    def turned_away(self, status: int) -> None:
        """Count a request that is not Slack's, or broken."""
        self._turned_away.labels(str(status)).inc()

    def delivered(self, surface: str, name: str, outcome: str) -> None:
        """Count a delivery: what it was for by the names of the table of handlers, and how it went."""
        self._deliveries.labels(surface, name, outcome).inc()

    def sent(self, kind: str, outcome: str) -> None:
        """Count a notice that was taken up."""
        self._sends.labels(kind, outcome).inc()

    def failed(self, event: str) -> None:
        """Count an error that was logged."""
        self._errors.labels(event).inc()

    def start(self) -> None:
        """Count what is logged as an error, and watch the event loop."""
        logging.getLogger().addHandler(self._listener)
        self._watcher = asyncio.create_task(self._watch_the_loop(), name="loop lag")

    async def stop(self) -> None:
        """Watch no longer."""
        logging.getLogger().removeHandler(self._listener)
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)

    async def _watch_the_loop(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            await asyncio.sleep(LAG_EVERY)
            self._lag.observe(max(0.0, loop.time() - began - LAG_EVERY))

    def page(self, outlook: Outlook | None, now: datetime, *, duplicates: int, queue: int, connected: bool) -> bytes:
        """All of it as Prometheus reads it; ``None`` when the database does not answer."""
        self._outlook.set(outlook, now)
        self._duplicates.set(duplicates)
        self._queue.set(queue)
        self._connected.set(connected)
        return generate_latest(self._registry)


class Answer:
    """What a delivery was answered with: a status, or that it never was."""

    status = "none"


class _OutlookGauges:
    """What only the database knows."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._up = Gauge("knowhow_database_up", "Whether the database answers.", registry=registry)
        self._notices = Gauge("knowhow_notices", "Notices on their way out, by state.", ["state"], registry=registry)
        self._oldest = Gauge(
            "knowhow_oldest_overdue_seconds",
            "How long the oldest thing that is due has waited.",
            ["what"],
            registry=registry,
        )
        self._failed = Gauge("knowhow_failed_events", "Events that could not be handled.", registry=registry)
        self._behind = Gauge(
            "knowhow_index_behind", "Documents the search index is to catch up with.", registry=registry
        )
        self._workspaces = Gauge("knowhow_workspaces", "Installed workspaces, by state.", ["state"], registry=registry)

    def set(self, outlook: Outlook | None, now: datetime) -> None:
        """Show what was found; nothing but that the database is away when it is."""
        self._up.set(outlook is not None)
        for labelled in (self._notices, self._oldest, self._workspaces):
            labelled.clear()
        if outlook is None:
            return
        for state, count in outlook.notices.items():
            self._notices.labels(state).set(count)
        for what, since in outlook.next_due.items():
            late = 0.0 if since is None else (now - since).total_seconds()
            self._oldest.labels(what).set(max(0.0, late))
        self._failed.set(outlook.failed_events)
        self._behind.set(outlook.index_behind)
        for state, count in outlook.workspaces.items():
            self._workspaces.labels(state).set(count)


class _ErrorCount(logging.Handler):
    """Counts what is logged as an error by its constant message; whose message is not constant is not ours."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.ERROR)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        told = record.msg
        self._metrics.failed(str(told["event"]) if isinstance(told, dict) and "event" in told else record.name)
