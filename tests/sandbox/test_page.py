"""The page's protocol: files, snapshot, live changes, acts."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, SandboxClock
from bot.sandbox.page_api import PAGE, PageApi
from tests.sandbox.conftest import START, running
from tests.sandbox.ear import Ear
from tests.sandbox.kit import actions, button, field, home, modal, option, text_input
from tests.sandbox.test_acts import MANIFEST
from tests.sandbox.test_views import opened

TOPICS = {"type": "external_select", "action_id": "topic", "min_query_length": 1}


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield session


async def act(browser: aiohttp.ClientSession, act: str, user: str = "U0ADA", **args: Any) -> dict[str, Any]:
    async with browser.post("/page/act", json={"user": user, "act": act, **args}) as response:
        answer: dict[str, Any] = await response.json()
        return answer


async def state(browser: aiohttp.ClientSession, user: str = "U0ADA") -> dict[str, Any]:
    async with browser.get("/page/state", params={"user": user}) as response:
        snapshot: dict[str, Any] = await response.json()
        return snapshot


# Files


async def test_files_are_served_as_they_are(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>page</p>")
    (tmp_path / "page.js").write_text("1")
    (tmp_path.parent / "secret").write_text("no")
    stage = sandbox._stage
    hand = sandbox._server._page._hand
    app = aiohttp.web.Application()
    app.add_routes(PageApi(stage, hand, folder=tmp_path).routes())
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as browser:
        seen = []
        for path in ("/", "/static/page.js", "/static/none.js", "/static/..%2Fsecret"):
            async with browser.get(path) as response:
                seen.append((response.status, await response.text() if response.status == 200 else ""))
    await runner.cleanup()
    assert seen == [(200, "<p>page</p>"), (200, "1"), (404, ""), (404, "")]


def test_the_page_lies_beside_the_server() -> None:
    assert PAGE.name == "page"


async def test_a_permalink_opens_the_page_at_the_message(
    sandbox: Sandbox, browser: aiohttp.ClientSession, client: AsyncWebClient
) -> None:
    said = await sandbox.say("U0ADA", "C0HELP", "a")
    link = (await client.chat_getPermalink(channel="C0HELP", message_ts=said.ts))["permalink"]
    async with browser.get(link, allow_redirects=False) as response:
        assert response.headers["Location"] == f"/#channel=C0HELP&ts={said.ts}"
    reply = await sandbox.say("U0GRACE", "C0HELP", "b", thread_ts=said.ts)
    link = (await client.chat_getPermalink(channel="C0HELP", message_ts=reply.ts))["permalink"]
    async with browser.get(link, allow_redirects=False) as response:
        assert response.headers["Location"] == f"/#channel=C0HELP&ts={reply.ts}&thread_ts={said.ts}"


async def test_other_sites_may_not_act_in_here(sandbox: Sandbox, browser: aiohttp.ClientSession) -> None:
    say = {"act": "say", "user": "U0ADA", "channel": "C0HELP", "text": "a"}
    for origin, status in (("https://evil.example", 403), (sandbox.url, 200)):
        async with browser.post("/page/act", json=say, headers={"Origin": origin}) as response:
            assert response.status == status
    assert len(sandbox.messages("C0HELP")) == 1


# The snapshot


async def test_a_snapshot_is_what_the_viewer_sees(
    sandbox: Sandbox, ear: Ear, browser: aiohttp.ClientSession, client: AsyncWebClient
) -> None:
    await opened(sandbox, ear, client, modal())
    await client.views_publish(user_id="U0ADA", view=home())
    await client.chat_postMessage(channel="C0HELP", text="a")
    await client.chat_postEphemeral(channel="C0HELP", user="U0GRACE", text="not for Ada")
    await sandbox.say("U0ALAN", "C0SEC", "secret")
    snapshot = await state(browser)
    assert (snapshot["type"], snapshot["viewer"]) == ("snapshot", "U0ADA")
    assert [message["text"] for message in snapshot["messages"]] == ["a"]
    assert [channel["id"] for channel in snapshot["channels"]] == ["C0HELP", "C0ENG", "C0SQL", "C0RANDOM"]
    assert snapshot["channels"][0]["unread"] == 1
    assert snapshot["dms"] == [{"id": "D0ADA", "with": "U0KNOW", "unread": 0}]
    assert [view["callback_id"] for view in snapshot["modal"]] == ["ask"]
    assert snapshot["modal"][0]["values"] == {"q": {"text": None}}
    assert snapshot["home"]["type"] == "home"
    assert snapshot["clock"] == {"now": START.isoformat(), "next_due": None, "running": False}
    assert snapshot["commands"][0]["command"] == "/ask-expert"
    assert snapshot["people"][0]["initials"] == "AL"
    assert "+1" in snapshot["emoji"]
    message = snapshot["messages"][0]
    assert set(message) == {
        "channel", "ts", "thread_ts", "user", "is_app", "text", "blocks", "files", "ephemeral", "edited",
        "reactions", "reply_count", "reply_users", "latest_reply", "subtype",
    }  # fmt: skip


async def test_shortcuts_come_from_the_manifest(clock: SandboxClock) -> None:
    async with (
        running(Sandbox(clock=clock, app_manifest=MANIFEST)) as sandbox,
        aiohttp.ClientSession(sandbox.url) as browser,
    ):
        assert [shortcut["callback_id"] for shortcut in (await state(browser))["shortcuts"]] == ["ask", "about"]


@pytest.mark.parametrize("user", ["U0NONE", "U0KNOW"])
async def test_a_viewer_must_be_a_person(browser: aiohttp.ClientSession, user: str) -> None:
    for path in ("/page/state", "/page/live"):
        async with browser.get(path, params={"user": user}) as response:
            assert response.status == 400


async def test_who_names_nobody_is_the_first_person(browser: aiohttp.ClientSession) -> None:
    assert (await state(browser, ""))["viewer"] == "U0ADA"


# Live


async def until(socket: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(2):
        while True:
            update: dict[str, Any] = await socket.receive_json()
            if update["type"] == kind:
                return update


async def test_changes_arrive_live(
    sandbox: Sandbox, ear: Ear, browser: aiohttp.ClientSession, client: AsyncWebClient, clock: SandboxClock
) -> None:
    async with browser.ws_connect("/page/live?user=U0ADA") as live:
        assert (await live.receive_json())["type"] == "snapshot"
        said = await sandbox.say("U0GRACE", "C0HELP", "Hello")
        assert (await until(live, "message"))["message"]["text"] == "Hello"
        assert await until(live, "unread") == {"type": "unread", "channel": "C0HELP", "unread": 1}
        await sandbox.read("U0ADA", "C0HELP")
        assert (await until(live, "unread"))["unread"] == 0
        await sandbox.delete("U0GRACE", "C0HELP", said.ts)
        assert await until(live, "message_removed") == {"type": "message_removed", "channel": "C0HELP", "ts": said.ts}
        await opened(sandbox, ear, client, modal())
        assert (await until(live, "modal"))["stack"][0]["callback_id"] == "ask"
        await client.views_publish(user_id="U0ADA", view=home())
        assert (await until(live, "home"))["view"]["type"] == "home"
        clock.advance(timedelta(hours=1))
        assert (await until(live, "clock"))["clock"]["now"] == (START + timedelta(hours=1)).isoformat()
        await sandbox.change_user("U0GRACE", title="Admiral")
        assert (await until(live, "people"))["people"][1]["title"] == "Admiral"
        await sandbox.join("U0MAE", "C0ENG")
        assert (await until(live, "channels"))["channels"][0]["id"] == "C0HELP"
        await sandbox.command("U0ADA", "C0HELP", "/dance")
        toast = await until(live, "toast")
        assert (toast["kind"], toast["text"].startswith("/dance")) == ("error", True)


async def test_others_secrets_do_not_arrive(
    sandbox: Sandbox, ear: Ear, browser: aiohttp.ClientSession, client: AsyncWebClient
) -> None:
    async with browser.ws_connect("/page/live?user=U0GRACE") as live:
        await live.receive_json()
        await opened(sandbox, ear, client, modal())
        await client.chat_postEphemeral(channel="C0HELP", user="U0ADA", text="psst")
        await sandbox.say("U0ALAN", "C0SEC", "secret")
        await sandbox.say("U0ADA", "C0HELP", "public")
        update = await live.receive_json()
        assert (update["type"], update["message"]["text"]) == ("message", "public")


async def test_seeing_another_channel_is_a_new_snapshot(browser: aiohttp.ClientSession) -> None:
    async with browser.ws_connect("/page/live?user=U0KATH") as live:
        await live.receive_json()
        await act(browser, "leave", "U0KATH", channel="C0SEC")
        snapshot = await until(live, "snapshot")
        assert "C0SEC" not in [channel["id"] for channel in snapshot["channels"]]


async def test_what_is_due_next_shows_by_itself(clock: SandboxClock) -> None:
    due: list[datetime] = []

    async def next_due() -> datetime | None:
        return due[0] if due else None

    async with (
        running(Sandbox(clock=clock, next_due=next_due)) as sandbox,
        aiohttp.ClientSession(sandbox.url) as browser,
    ):
        sandbox._server._page.live.look_again = 0.02
        async with browser.ws_connect("/page/live?user=U0ADA") as live:
            await live.receive_json()
            await asyncio.sleep(0.05)
            due.append(START + timedelta(hours=1))
            assert (await until(live, "clock"))["clock"]["next_due"] == due[0].isoformat()


# Acts


@pytest.mark.usefixtures("sandbox", "ear")
async def test_people_act_through_the_page(browser: aiohttp.ClientSession) -> None:
    said = (await act(browser, "say", channel="C0HELP", text="a"))["message"]
    where = {"channel": "C0HELP", "ts": said["ts"]}
    assert (await act(browser, "say", channel="C0HELP", text="b", thread_ts=said["ts"]))["ok"]
    for name, more in (
        ("edit", {"text": "c"}),
        ("react", {"emoji": "+1"}),
        ("unreact", {"emoji": "+1"}),
        ("shortcut", {"callback_id": "about"}),
        ("delete", {}),
    ):
        assert (await act(browser, name, **where, **more))["ok"], name
    for name, args in (
        ("home", {}),
        ("shortcut", {"callback_id": "ask"}),
        ("command", {"channel": "C0HELP", "command": "/ask-expert"}),
        ("leave", {"channel": "C0ENG"}),
        ("join", {"channel": "C0ENG"}),
        ("invite_app", {"channel": "C0RANDOM"}),
        ("remove_app", {"channel": "C0RANDOM"}),
        ("archive", {"channel": "C0RANDOM"}),
        ("change_user", {"fields": {"title": "x"}}),
        ("read", {"channel": "C0HELP", "ts": said["ts"]}),
        ("read", {"channel": "D0ADA"}),
        ("deactivate", {}),
    ):
        assert (await act(browser, name, **args))["ok"], name


async def test_a_modal_is_used_through_the_page(
    sandbox: Sandbox, ear: Ear, browser: aiohttp.ClientSession, client: AsyncWebClient
) -> None:
    view = await opened(sandbox, ear, client, modal(text_input(), field(TOPICS, "t", optional=True), actions(button())))
    values = {"q": {"text": "typed"}}
    pressed = await act(browser, "press", container={"view_id": view.id}, action_id="go", values=values)
    assert pressed == {"ok": True, "failure": None, "errors": {}, "reply": None}
    assert ear.last["view"]["state"]["values"]["q"]["text"]["value"] == "typed"
    assert (await act(browser, "press", view_id=view.id, action_id="go"))["ok"]
    ear.answer({"options": [option("sql")]})
    asked = {"view_id": view.id, "action_id": "topic", "block_id": "t", "query": "s"}
    assert await act(browser, "suggest", **asked) == {"ok": True, "options": [option("sql")], "option_groups": []}
    group = {"label": option("g")["text"], "options": [option("sql")]}
    ear.answer({"option_groups": [group]})
    assert await act(browser, "suggest", **asked) == {"ok": True, "options": [], "option_groups": [group]}
    ear.answer({"response_action": "errors", "errors": {"q": "Bad."}})
    refused = await act(browser, "submit", view_id=view.id, values=values)
    assert (refused["ok"], refused["error"], refused["errors"]) == (False, "errors", {"q": "Bad."})
    assert (await act(browser, "close", view_id=view.id))["ok"]


async def test_failures_have_words(ear: Ear, browser: aiohttp.ClientSession) -> None:
    ear.answer(status=500)
    failed = await act(browser, "command", channel="C0HELP", command="/ask-expert")
    assert (failed["ok"], failed["error"]) == (False, "failed")
    assert "http_service_error" in failed["words"]
    ear.answer("Hello")
    assert (await act(browser, "command", channel="C0HELP", command="/ask-expert"))["reply"]["text"] == "Hello"
    for args, error, words in (
        ({"act": "say", "channel": "C0NONE", "text": "a"}, "channel_not_found", "There is no such channel"),
        ({"act": "change_user", "fields": {"shoe": 7}}, "invalid_arguments", "That didn't work"),
        ({"act": "say"}, "invalid_arguments", "That didn't work (invalid_arguments)."),
        ({"act": "dance"}, "unknown_act", "That didn't work (unknown_act)."),
        ({"act": "clock", "to": "next_due"}, "nothing_due", "Nothing is due."),
        ({"act": "clock", "to": "soon"}, "invalid_time", "That didn't work"),
        ({"act": "clock", "to": "2026-01-05T10:00:00"}, "invalid_time", "That didn't work"),
    ):
        answer = await act(browser, **args)
        assert (answer["ok"], answer["error"]) == (False, error)
        assert answer["words"].startswith(words)


async def test_the_clock_is_moved_and_the_app_told_at_all_that_is_due_on_the_way(clock: SandboxClock) -> None:
    moves: list[float] = []
    due = [2, 5, 5, 30]

    async def next_due() -> datetime | None:
        return START + timedelta(hours=due[0]) if due else None

    async def moved() -> None:
        moves.append((clock.now() - START).total_seconds() / 3600)
        if due and START + timedelta(hours=due[0]) <= clock.now():
            due.pop(0)  # one at a time, as Slack's pace has it

    sandbox = Sandbox(clock=clock, next_due=next_due, clock_moved=moved)
    async with running(sandbox), aiohttp.ClientSession(sandbox.url) as browser:
        answer = await act(browser, "clock", by_seconds=3600)
        assert answer["clock"]["now"] == (START + timedelta(hours=1)).isoformat()
        await act(browser, "clock", to="next_due")
        await asyncio.gather(act(browser, "clock", by_seconds=3600), act(browser, "clock", by_seconds=3600))
        await act(browser, "clock", to=(START + timedelta(hours=24)).isoformat())
        await act(browser, "clock", to="next_due")
    assert moves == pytest.approx([1, 2, 3, 4, 5, 5 + 1 / 3600, 24, 30])
