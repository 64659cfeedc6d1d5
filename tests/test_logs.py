import io
import json
import logging
import sqlite3
from datetime import UTC, datetime

import pytest
import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import logs
from bot.metrics import Metrics

BOT_TOKEN = "xoxb-1234-abcDEF"
APP_TOKEN = "xapp-1-A0KNOW-42-ffff"
RESPONSE_URL = "https://hooks.slack.com/commands/T0/123/abcdef"
SANDBOX_URL = "http://127.0.0.1:8080/hooks/0badcafe"
WSS_URL = "wss://wss-primary.slack.com/link/?ticket=12-34&app_id=5"
DATABASE = "postgresql://knowhow:hunter2@db/knowhow"
ROTATED = "xoxe.xoxb-1-rotated"

SECRETS = ["abcDEF", "A0KNOW-42", "abcdef", "0badcafe", "12-34", "hunter2", "s3cr3t", "rotated"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


pytestmark = pytest.mark.usefixtures("_logging_as_it_was")


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def say_everything(logger: structlog.stdlib.BoundLogger) -> None:
    class Holder:
        def __repr__(self) -> str:
            return f"<Holder {BOT_TOKEN}>"

    logger.info(
        f"Connecting to {DATABASE}",  # noqa: G004 - as a careless library would
        words=f"with {BOT_TOKEN}, {APP_TOKEN} and {ROTATED}",
        nested={"urls": [RESPONSE_URL, (SANDBOX_URL,)], "headers": {"Authorization": "Bearer s3cr3t"}},
        curl="-H 'Authorization: Bearer s3cr3t'",
        authorization="s3cr3t",
        slack_signing_secret="s3cr3t",
        where=WSS_URL,
        holder=Holder(),
    )
    try:
        int(f"{BOT_TOKEN} at {RESPONSE_URL}")
    except ValueError:
        logger.exception("it failed")


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()], ids=["json", "console"])
def test_no_secret_reaches_the_log(stream: io.StringIO) -> None:
    logs.set_up("INFO", stream=stream)

    say_everything(structlog.stdlib.get_logger("bot.x"))
    logging.getLogger("library").warning("token %s", BOT_TOKEN)

    text = stream.getvalue()
    assert [secret for secret in SECRETS if secret in text] == []
    assert text.count(logs.GONE) >= 10
    assert "ValueError" in text


@pytest.mark.parametrize(
    "text",
    [
        "Bearer s3cr3t",
        BOT_TOKEN,
        APP_TOKEN,
        ROTATED,
        RESPONSE_URL,
        SANDBOX_URL,
        WSS_URL,
        DATABASE,
        "Basic s3cr3t",
    ],
)
def test_what_is_taken_out_once_stays_as_it_is(text: str) -> None:
    clean = logs.redact_text(text)

    assert logs.GONE in clean
    assert logs.redact_text(clean) == clean


def test_a_line_is_json_with_its_fields_when_nobody_looks_on() -> None:
    stream = io.StringIO()
    logs.set_up("INFO", stream=stream)

    structlog.stdlib.get_logger("bot.x").info("question asked", question=7)
    logging.getLogger("library").warning("half of %s", "it")

    ours, theirs = lines(stream)
    assert (ours["event"], ours["question"], ours["level"], ours["logger"]) == (
        "question asked",
        7,
        "info",
        "bot.x",
    )
    assert str(ours["timestamp"]).endswith("Z")
    assert (theirs["event"], theirs["level"]) == ("half of it", "warning")


def test_a_console_is_readable() -> None:
    stream = Terminal()
    logs.set_up("INFO", stream=stream)

    structlog.stdlib.get_logger("bot.x").info("question asked", question=7)

    assert "question asked" in stream.getvalue()
    assert not stream.getvalue().startswith("{")


def test_below_the_level_nothing_is_logged() -> None:
    stream = io.StringIO()
    logs.set_up("WARNING", stream=stream)

    structlog.stdlib.get_logger("bot.x").info("question asked")

    assert stream.getvalue() == ""


async def test_slacks_libraries_never_log_what_was_sent_at_whatever_level_they_were_left() -> None:
    stream = io.StringIO()
    logs.set_up("DEBUG", stream=stream)
    app = AsyncApp(token="xoxb-1", signing_secret="s", client=AsyncWebClient("xoxb-1"))  # sets its own levels

    for name in ("slack_bolt.AsyncRequestVerification", "slack_sdk.web.async_client", app.logger.name):
        logging.getLogger(name).setLevel(logging.DEBUG)
        logging.getLogger(name).debug("body: what was typed")
        logging.getLogger(name).info("body: what was typed")
    app.logger.warning("Unhandled request: what was typed")
    logging.getLogger("slack_sdk.web").warning("worth knowing")

    assert [line["event"] for line in lines(stream)] == ["worth knowing"]


def test_what_is_logged_during_a_delivery_carries_its_reference() -> None:
    stream = io.StringIO()
    logs.set_up("INFO", stream=stream)

    with logs.delivery() as reference:
        assert logs.current_reference() == reference
        structlog.stdlib.get_logger("bot.x").info("inside")
    structlog.stdlib.get_logger("bot.x").info("outside")

    inside, outside = lines(stream)
    assert inside["request_id"] == reference
    assert "request_id" not in outside
    assert logs.current_reference() != reference


def test_a_reference_is_short_and_can_be_read_aloud() -> None:
    references = {logs.new_reference() for _ in range(1000)}

    assert len(references) == 1000
    assert {len(reference) for reference in references} == {8}
    assert not set("".join(references)) & set("0O1IL2Z5S8B") - {"8"}


async def test_errors_are_counted_by_their_constant_message() -> None:
    logs.set_up("ERROR", stream=io.StringIO())
    metrics = Metrics()
    metrics.start()
    try:
        structlog.stdlib.get_logger("bot.jobs").error("job failed", job="tidy")
        logging.getLogger("slack_bolt").error("Failed with %s", "xyz")
        structlog.stdlib.get_logger("bot.jobs").warning("job is slow")
    finally:
        await metrics.stop()
    page = metrics.page(None, datetime(2026, 3, 2, tzinfo=UTC), duplicates=0, queue=0, connected=True).decode()

    counted = [line for line in page.splitlines() if line.startswith("knowhow_errors_total{")]
    assert counted == ['knowhow_errors_total{event="job failed"} 1.0', 'knowhow_errors_total{event="slack_bolt"} 1.0']


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()], ids=["json", "console"])
def test_an_exception_is_told_by_its_kind_and_place_and_never_by_its_words(stream: io.StringIO) -> None:
    logs.set_up("DEBUG", stream=stream)

    try:
        try:
            int("what somebody wrote")
        except ValueError as error:
            raise ConnectionResetError(104, "while what somebody wrote was kept") from error
    except ConnectionResetError as error:
        structlog.stdlib.get_logger("bot.x").exception("request failed")
        structlog.stdlib.get_logger("bot.x").error("task failed", exc_info=error)
        logging.getLogger("library").log(logging.ERROR, "Failed (error: %s)", error, exc_info=error)

    said = stream.getvalue()
    assert said.count("ConnectionResetError (ECONNRESET) from ValueError") == 3
    assert "tests/test_logs.py:" in said
    assert "somebody" not in said
    assert "Traceback" not in said


def test_what_a_driver_calls_a_failure_is_told() -> None:
    stream = io.StringIO()
    logs.set_up("DEBUG", stream=stream)

    try:
        with sqlite3.connect(":memory:") as connection:
            connection.execute("SELECT * FROM nowhere")
    except sqlite3.Error:
        structlog.stdlib.get_logger("bot.x").exception("request failed")
    finally:
        connection.close()

    [line] = lines(stream)
    assert line["error"] == "OperationalError (SQLITE_ERROR)"
