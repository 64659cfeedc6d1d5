"""The remote control, and the sandbox as a process of its own."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox, SandboxClock
from bot.sandbox.__main__ import create, parser, read_manifest, serve
from tests.sandbox.conftest import START, client_of
from tests.sandbox.ear import Ear
from tests.sandbox.kit import home, modal
from tests.sandbox.test_views import opened


@pytest.fixture
async def remote(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield session


async def look(remote: aiohttp.ClientSession, name: str, **query: str) -> dict[str, Any]:
    async with remote.get(f"/control/{name}", params=query) as response:
        answer: dict[str, Any] = await response.json()
        return answer


async def do(remote: aiohttp.ClientSession, name: str, body: Any = None) -> dict[str, Any]:
    async with remote.post(f"/control/{name}", json=body if body is not None else {}) as response:
        answer: dict[str, Any] = await response.json()
        return answer


async def test_looking(sandbox: Sandbox, ear: Ear, remote: aiohttp.ClientSession) -> None:
    client = client_of(sandbox)
    view = await opened(sandbox, ear, client, modal())
    assert (await look(remote, "modal", user="U0ADA"))["modal"]["id"] == view.id
    assert (await look(remote, "modal", user="U0GRACE"))["modal"] is None
    assert (await look(remote, "home", user="U0ADA"))["home"] is None
    await client.views_publish(user_id="U0ADA", view=home())
    assert (await look(remote, "home", user="U0ADA"))["home"]["type"] == "home"
    facts = await look(remote, "facts")
    assert (facts["bot_token"], facts["api_url"], facts["sockets"]) == (sandbox.bot_token, sandbox.api_url, 0)
    methods = [call["method"] for call in (await look(remote, "calls"))["calls"]]
    assert methods == ["views.open", "views.publish"]
    assert (await look(remote, "messages"))["error"] == "invalid_arguments"
    assert (await look(remote, "messages", channel="C0NONE"))["error"] == "channel_not_found"


@pytest.mark.usefixtures("sandbox", "ear")
async def test_acting(remote: aiohttp.ClientSession) -> None:
    said = await do(remote, "act", {"act": "say", "user": "U0ADA", "channel": "C0HELP", "text": "a"})
    assert said["ok"]
    messages = (await look(remote, "messages", channel="C0HELP", viewer="U0ADA"))["messages"]
    assert [(message["text"], message["ephemeral_to"]) for message in messages] == [("a", None)]
    assert (await do(remote, "clock", {"by_seconds": 60}))["clock"]["now"] == (START + timedelta(minutes=1)).isoformat()
    assert (await do(remote, "clock", {"to": "next_due"}))["error"] == "nothing_due"


@pytest.mark.usefixtures("ear")
async def test_misbehaving(sandbox: Sandbox, remote: aiohttp.ClientSession) -> None:
    assert (await do(remote, "faults", {"kind": "ratelimited", "target": "auth.test", "retry_after": 9}))["ok"]
    (fault,) = sandbox.faults.planned
    assert (fault.kind, fault.target, fault.seconds, fault.times) == ("ratelimited", "auth.test", 9, 1)
    assert (await do(remote, "faults", {"kind": "earthquake"}))["error"] == "unknown_fault"
    assert (await do(remote, "faults", {"random": {"error": 1.0}, "seed": 4}))["ok"]
    assert (await do(remote, "faults", {"clear": True}))["ok"]
    assert sandbox.faults.planned == []


async def test_arranging(sandbox: Sandbox, ear: Ear, remote: aiohttp.ClientSession) -> None:
    await do(remote, "rate_limits", {"on": False})
    assert not sandbox.rate_limits
    granted = (await do(remote, "scopes", {"refuse": ["commands"], "grant": ["chat:write.public"]}))["granted"]
    assert ("commands" in granted, "chat:write.public" in granted) == (False, True)
    await do(remote, "deliver_to", {"url": None})
    await sandbox.say("U0ADA", "C0HELP", "a")
    await do(remote, "idle")
    assert [waiting["name"] for waiting in (await look(remote, "waiting"))["waiting"]] == ["message"]
    assert ear.heard == []
    await do(remote, "disconnect", {"reason": "warning"})
    async with remote.post("/control/revoke") as response:
        assert (await response.json())["ok"]
    assert (await do(remote, "rate_limits"))["error"] == "invalid_arguments"


def test_a_manifest_is_yaml_or_json(tmp_path: Path) -> None:
    yaml, as_json = tmp_path / "a.yml", tmp_path / "a.json"
    yaml.write_text("display_information: {name: Y}")
    as_json.write_text('{"display_information": {"name": "J"}}')
    assert [read_manifest(path)["display_information"]["name"] for path in (yaml, as_json)] == ["Y", "J"]
    line = ["--manifest", str(as_json), "--bot-token", "xoxb-mine", "--deliver-to", "http://127.0.0.1:9/"]
    assert create(parser().parse_args(line)).bot_token == "xoxb-mine"


async def test_it_serves_until_it_is_told_to_stop(capsys: pytest.CaptureFixture[str]) -> None:
    serving = asyncio.ensure_future(serve(create(parser().parse_args([]))))
    await asyncio.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(2):
        await serving
    facts = json.loads(capsys.readouterr().out)
    assert facts["api_url"] == facts["url"] + "/api/"


async def test_it_runs_as_a_process() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    facts = json.loads(await process.stdout.readline())
    async with aiohttp.ClientSession(facts["url"]) as remote:
        said = await do(remote, "act", {"act": "say", "user": "U0ADA", "channel": "C0RANDOM", "text": "a"})
        assert said["ok"]
    process.send_signal(signal.SIGINT)
    assert await process.wait() == 0


async def test_starting_is_quick_and_stopping_twice_is_harmless(clock: SandboxClock) -> None:
    sandbox = Sandbox(clock=clock)
    await sandbox.stop()
    other = Sandbox(clock=clock)
    await other.start()
    await other.stop()
    await other.stop()
