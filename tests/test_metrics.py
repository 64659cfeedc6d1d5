"""What an operator asks at three in the morning is on /metrics, and nothing that anybody wrote."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app import Knowhow
from bot.domain.ids import WorkspaceId
from bot.metrics import Metrics
from bot.sandbox import Fault
from tests.scenarios.test_deliveries import deliver
from tests.workspace import MONDAY_AFTERNOON, Workspace

QUESTION = "How do we rotate the terraform state keys?"
Sample = dict[str, float]


async def scrape(port: int) -> tuple[str, Sample]:
    """The page, and its samples by name and the values of their labels, in the order of the labels' names."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/plain"
        page = await answer.text()
    return page, {
        " ".join([sample.name, *(value for _, value in sorted(sample.labels.items()))]): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def metrics_of(ws: Workspace) -> Sample:
    ws.clock.advance(timedelta(seconds=3))  # what was found a moment ago is told again
    return (await scrape(ws.knowhow.port))[1]


async def test_deliveries_and_their_answers_are_counted(ws: Workspace) -> None:
    await ws.ada.asks(QUESTION)
    ws.sandbox.faults.add(Fault.deliver_twice("message"))
    await ws.ada.says("C0HELP", "Good morning")
    await ws.ada.command("/ask-expert", "help")

    seen = await metrics_of(ws)

    assert seen["knowhow_deliveries_total /ask-expert done command"] == 2
    assert seen["knowhow_deliveries_total question.ask done form"] == 1
    assert seen["knowhow_deliveries_total message ignored event"] >= 2
    answered = seen["knowhow_acknowledgement_seconds_count http 200"]
    assert answered >= sum(value for name, value in seen.items() if name.startswith("knowhow_deliveries_total "))


async def test_a_delivery_that_comes_again_is_counted_as_such(ws: Workspace) -> None:
    await ws.ada.asks(QUESTION)
    before = (await metrics_of(ws))["knowhow_duplicates"]
    card = ws.grace.sees(QUESTION, "C0HELP")
    ws.sandbox.faults.add(Fault.deliver_twice("message"))
    await card.replies("Use the rotate workflow, then taint the key.")

    assert (await metrics_of(ws))["knowhow_duplicates"] == before + 1


async def test_what_is_late_and_what_is_in_doubt_is_seen(ws: Workspace) -> None:
    ws.sandbox.faults.add(Fault.drop_after_work("chat.postMessage", times=2))
    ws.sandbox.faults.add(Fault.server_error("conversations.history", times=99))
    await ws.sandbox.command(ws.ada.id, "C0HELP", "/ask-expert", QUESTION)
    await ws.ada.types("channel", "")
    assert (await ws.sandbox.submit(ws.ada.id, ws.ada.form.id, {"channel": {"channel": "C0HELP"}})).ok
    await ws.knowhow.rest()
    assert (await metrics_of(ws))["knowhow_notices overdue"] == 2

    await ws.knowhow.work()
    seen = await metrics_of(ws)
    assert seen["knowhow_notices ambiguous"] == 2
    assert seen["knowhow_sends_total question_card Ambiguous"] == 1
    assert seen["knowhow_oldest_overdue_seconds notice"] == 0  # they wait until Slack may show them

    ws.clock.advance(timedelta(minutes=10))
    seen = await metrics_of(ws)
    assert 500 < seen["knowhow_oldest_overdue_seconds notice"] < 700
    assert seen["knowhow_notices overdue"] >= 2


async def test_a_failed_event_is_seen_until_it_is_done(ws: Workspace) -> None:
    assert (await metrics_of(ws))["knowhow_failed_events"] == 0
    here = WorkspaceId(ws.sandbox.team_id)
    await ws.store.write(here, lambda uow: uow.failures.keep("event:E1", "message", {}, "KeyError", ws.clock.now()))
    assert (await metrics_of(ws))["knowhow_failed_events"] == 1

    await ws.store.write(here, lambda uow: uow.deliveries.take("event:E1", ws.clock.now()))

    assert (await metrics_of(ws))["knowhow_failed_events"] == 0


async def test_nothing_that_anybody_wrote_or_is_called_is_on_the_page(ws: Workspace) -> None:
    await ws.ada.asks(QUESTION)
    made_up = {"type": "made_up_by_somebody", "user": ws.ada.id}
    assert await deliver(ws, made_up, "Ev0MADEUP") == 200

    page, seen = await scrape(ws.knowhow.port)

    for word in ("terraform", "rotate", ws.ada.id, "C0HELP", ws.sandbox.team_id, "xox", "made_up"):
        assert word not in page
    assert seen["knowhow_workspaces active"] == 1
    assert seen["knowhow_deliveries_total unknown ignored event"] >= 1


async def test_while_the_database_is_away_the_page_says_so(ws: Workspace) -> None:
    rename = "ALTER TABLE workspace RENAME TO away"
    await ws.store.everywhere(lambda all_: all_._connection.exec_driver_sql(rename) and None)
    seen = await metrics_of(ws)
    assert seen["knowhow_database_up"] == 0
    assert not [name for name in seen if name.startswith("knowhow_notices")]

    await ws.store.everywhere(
        lambda all_: all_._connection.exec_driver_sql("ALTER TABLE away RENAME TO workspace") and None
    )
    seen = await metrics_of(ws)
    assert seen["knowhow_database_up"] == 1
    assert seen["knowhow_notices overdue"] == 0


@pytest.mark.parametrize("overrides", [{"metrics_port": 0}])
async def test_it_can_have_an_address_of_its_own(ws: Workspace) -> None:
    knowhow: Knowhow = ws.knowhow
    assert knowhow.metrics_port != knowhow.port

    assert (await scrape(knowhow.metrics_port))[1]["knowhow_database_up"] == 1
    async with aiohttp.ClientSession() as session:
        for port, path in ((knowhow.port, "metrics"), (knowhow.metrics_port, "readyz")):
            async with session.get(f"http://127.0.0.1:{port}/{path}") as answer:
                assert answer.status == 404


async def test_how_late_the_event_loop_is_and_who_waits_is_seen() -> None:
    metrics = Metrics()
    metrics.start()
    try:
        async with asyncio.timeout(10):
            while "knowhow_loop_lag_seconds_count 0.0" in (page := shown(metrics)):  # noqa: ASYNC110 - as time goes by
                await asyncio.sleep(0.05)
    finally:
        await metrics.stop()
    assert "knowhow_writer_queue 3.0" in page
    assert "knowhow_slack_connected 0.0" in page


def shown(metrics: Metrics) -> str:
    return metrics.page(None, MONDAY_AFTERNOON, duplicates=0, queue=3, connected=False).decode()
