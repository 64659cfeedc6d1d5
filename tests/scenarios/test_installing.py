"""Installing the app by OAuth: in a browser, into a workspace or an organisation, and out of it again."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import aiohttp
import pytest
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine
from typer.testing import CliRunner

from bot import logs
from bot.app import Knowhow, build
from bot.cli import app
from bot.config import ConfigurationError, Settings
from bot.sandbox import Fault, Sandbox, SandboxClock
from bot.sandbox.identity import Identity
from storage import schema
from storage.vault import new_key
from tests.workspace import Workspace

KEY = new_key()
FIRST = "Three steps"


@pytest.fixture
def rotates() -> bool:
    """Whether the app's tokens live for twelve hours only."""
    return False


@pytest.fixture
def identity() -> Identity:
    """The workspace's ids."""
    return Identity()


@pytest.fixture
async def sandbox(
    clock: SandboxClock,
    manifest: dict[str, Any],
    identity: Identity,
    rotates: bool,  # noqa: FBT001 - a fixture
) -> AsyncIterator[Sandbox]:
    """A Slack whose workspace has not installed the app."""
    settings = manifest["settings"] | {"token_rotation_enabled": rotates}
    sandbox = Sandbox(
        clock=clock,
        app_manifest=manifest | {"settings": settings},
        signing_time=lambda: clock.now().timestamp(),
        identity=identity,
    )
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def overrides(sandbox: Sandbox) -> dict[str, Any]:
    """Served to whoever installs it."""
    return {
        "slack_bot_token": None,
        "slack_client_id": sandbox.client_id,
        "slack_client_secret": sandbox.client_secret,
        "encryption_key": KEY,
    }


@dataclass
class Page:
    """What a browser shows."""

    status: int
    words: str
    cookie: str
    link: str


class Browser:
    """A person's browser: it keeps the cookie that it was given."""

    def __init__(self, session: aiohttp.ClientSession, at: str) -> None:
        self._session = session
        self._at = at
        self.cookie = ""

    async def opens(self, address: str) -> Page:
        """Open an address of the app."""
        url = address if address.startswith("http") else f"{self._at}{address}"
        async with self._session.get(url, headers={"Cookie": self.cookie}) as response:
            body = await response.text()
            set_ = response.headers.get("Set-Cookie", "")
            if set_:
                self.cookie = set_.split(";")[0]
            found = re.search(r'<a class="button" href="([^"]+)"', body)
            return Page(response.status, body, set_, unescape(found[1]) if found else "")


@pytest.fixture
def log(_logging_as_it_was: None) -> io.StringIO:
    """Everything that is logged, at the lowest level."""
    stream = io.StringIO()
    logs.set_up("DEBUG", stream=stream)
    return stream


@pytest.fixture
async def browser(ws: Workspace) -> AsyncIterator[Browser]:
    """Ada's."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Browser(session, f"http://127.0.0.1:{ws.knowhow.port}")


async def install(ws: Workspace, browser: Browser, user: str = "U0ADA") -> Page:
    """Go all the way."""
    begun = await browser.opens("/slack/install")
    page = await browser.opens(ws.sandbox.allow(user, begun.link))
    await ws.settle()
    return page


async def rows(url: str, query: str) -> list[Any]:
    """What stands in the database, asked by a stranger to the program."""
    driver = url.replace("sqlite:", "sqlite+aiosqlite:").replace("postgresql:", "postgresql+asyncpg:")
    engine = create_async_engine(driver)
    async with engine.connect() as connection:
        found = list((await connection.execute(text(query))).all())
    await engine.dispose()
    return found


REFUSE_BOTS = {
    "sqlite": (
        "CREATE TRIGGER refuse BEFORE UPDATE OF bot_token ON slack_bots BEGIN SELECT RAISE(ABORT, 'not now'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''not now''; END'",
        "CREATE TRIGGER refuse BEFORE UPDATE OF bot_token ON slack_bots EXECUTE FUNCTION refuse()",
    ),
}
TAKE_BOTS = {"sqlite": ("DROP TRIGGER refuse",), "postgresql": ("DROP FUNCTION refuse CASCADE",)}


async def run(url: str, *statements: str) -> None:
    """Change the database behind the program's back."""
    driver = url.replace("sqlite:", "sqlite+aiosqlite:").replace("postgresql:", "postgresql+asyncpg:")
    engine = create_async_engine(driver)
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


async def refuse_bots(url: str, engine: str) -> None:
    """From now on the database takes no token, as if it went away each time."""
    await run(url, *REFUSE_BOTS[engine])


async def refreshes_in_vain(ws: Workspace, database_url: str, engine: str) -> None:
    """A token is refreshed while the database can't keep the new one, which it can from then on."""
    await refuse_bots(database_url, engine)
    ws.clock.move_to(ws.clock.now() + timedelta(hours=11))
    await ws.sandbox.open_home("U0ADA")
    await ws.knowhow.rest()
    await run(database_url, *TAKE_BOTS[engine])


async def another(ws: Workspace, clean_database_url: str, overrides: dict[str, Any], **more: Any) -> Knowhow:
    """A second replica, or the next start, on the same database."""
    given = {
        "slack_signing_secret": ws.sandbox.signing_secret,
        "slack_api_url": ws.sandbox.api_url,
        "database_url": clean_database_url,
        "port": 0,
    }
    return await build(Settings.read(None, **(given | overrides | more)), ws.clock)


async def test_an_administrator_installs_it_and_is_told_three_steps_once(ws: Workspace, browser: Browser) -> None:
    begun = await browser.opens("/slack/install")
    assert begun.status == 200
    assert "Add Knowhow to your workspace" in begun.words
    assert "scope=" in begun.link
    assert "Secure" in begun.cookie
    assert "HttpOnly" in begun.cookie

    done = await browser.opens(ws.sandbox.allow("U0ADA", begun.link))
    await ws.settle()

    assert done.status == 200
    assert "Knowhow is installed in Knowhow sandbox" in done.words
    assert len([seen for seen in ws.ada.messages() if FIRST in seen.text]) == 1
    await ws.grace.knows("terraform")
    await ws.ada.asks("How do we rotate the terraform state keys?")
    ws.grace.sees("rotate the terraform state keys")

    again = await install(ws, browser)

    assert again.status == 200
    assert len([seen for seen in ws.ada.messages() if FIRST in seen.text]) == 1


async def test_before_it_is_installed_nothing_happens(ws: Workspace) -> None:
    await ws.ada.command("/ask-expert", "Anybody there?")

    assert ws.sandbox.modal("U0ADA") is None
    ws.ada.sees("Knowhow is not installed in this workspace any more", "C0HELP")
    assert ws.calls("chat.postMessage") == []


async def test_slack_is_not_asked_who_the_token_is_with_each_request(ws: Workspace, browser: Browser) -> None:
    await install(ws, browser)
    before = len(ws.calls("auth.test"))

    for _ in range(3):
        await ws.ada.command("/find-expert", "sql")
        ws.clock.move_to(ws.clock.now() + timedelta(minutes=1))

    assert len(ws.calls("auth.test")) == before


@pytest.mark.parametrize("what", ["twice", "late", "elsewhere", "invented"])
async def test_a_state_is_good_once_for_ten_minutes_in_its_own_browser(
    ws: Workspace, browser: Browser, what: str
) -> None:
    begun = await browser.opens("/slack/install")
    back = ws.sandbox.allow("U0ADA", begun.link)
    match what:
        case "twice":
            assert (await browser.opens(back)).status == 200
            browser.cookie = begun.cookie.split(";")[0]
            back = re.sub("code=[^&]*", "code=another", back)
        case "late":
            ws.clock.move_to(ws.clock.now() + timedelta(minutes=11))
        case "elsewhere":
            browser.cookie = ""
        case "invented":
            back = re.sub("state=[^&]*", "state=invented", back)
            browser.cookie = re.sub("=.*", "=invented", browser.cookie)

    page = await browser.opens(back)

    assert page.status in {400, 401}
    assert "Start again" in page.words
    assert page.link == "/slack/install"
    installed = await ws.store.survey(lambda all_: all_.workspaces.active())
    assert len(installed) == (1 if what == "twice" else 0)


async def test_one_of_two_who_bring_the_same_state_at_once_is_refused(ws: Workspace, browser: Browser) -> None:
    begun = await browser.opens("/slack/install")
    cookie = browser.cookie
    backs = [ws.sandbox.allow("U0ADA", begun.link) for _ in range(2)]

    pages = await asyncio.gather(*(browser.opens(back) for back in backs))

    assert cookie
    assert sorted(page.status for page in pages) in ([200, 400], [200, 401])


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("error=access_denied", "You chose not to allow it"),
        ("code=x", "another browser"),
        ("error=<script>alert(1)</script>", "did not finish"),
        ("", "another browser"),
    ],
)
async def test_whoever_does_not_finish_reads_why_and_how_to_begin_again(
    browser: Browser, query: str, says: str
) -> None:
    page = await browser.opens(f"/slack/oauth_redirect?{query}")

    assert says in page.words
    assert "<script" not in page.words
    assert page.link == "/slack/install"


async def test_when_slack_does_not_answer_the_page_says_so(ws: Workspace, browser: Browser) -> None:
    begun = await browser.opens("/slack/install")
    back = ws.sandbox.allow("U0ADA", begun.link)
    ws.sandbox.faults.add(Fault.drop_before_work("oauth.v2.access"))

    page = await browser.opens(back)

    assert page.status == 502
    assert "Start again" in page.words


async def test_no_token_stands_in_the_database(
    ws: Workspace, browser: Browser, clean_database_url: str, engine: str
) -> None:
    await install(ws, browser)

    [(token, name)] = await rows(clean_database_url, "SELECT bot_token, team_name FROM slack_bots")

    assert (token[:4], name) == ("gAAA", "Knowhow sandbox")
    if engine == "sqlite":
        path = clean_database_url.removeprefix("sqlite:///")
        for file in (path, f"{path}-wal"):
            with open(file, "rb") as kept:  # noqa: PTH123, ASYNC230 - a test looks at every byte
                assert b"xox" not in kept.read()


async def test_the_check_says_which_workspaces_granted_less_than_is_needed(
    ws: Workspace, browser: Browser, clean_database_url: str, overrides: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await install(ws, browser)
    given = overrides | {"slack_signing_secret": "s" * 32, "slack_api_url": ws.sandbox.api_url}
    for name, value in (given | {"slack_bot_token": "", "database_url": clean_database_url}).items():
        monkeypatch.setenv(name.upper(), str(value))

    assert "by each installation (1)" in await check()
    await run(clean_database_url, "UPDATE slack_bots SET bot_scopes = 'commands,chat:write'")
    assert "T0KNOW did not grant the scopes channels:read, groups:read" in await check()


async def check() -> str:
    """What ``knowhow check`` says, in one line."""
    result = await asyncio.to_thread(CliRunner().invoke, app, ["check"])
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


async def test_keys_are_replaced_by_a_new_one_in_front(
    ws: Workspace, browser: Browser, clean_database_url: str, overrides: dict[str, Any]
) -> None:
    await install(ws, browser)
    newer = new_key()

    with pytest.raises(ConfigurationError, match="ENCRYPTION_KEY can't read the tokens of 1 installation"):
        await opened_and_stopped(await another(ws, clean_database_url, overrides, encryption_key=newer))
    await opened_and_stopped(await another(ws, clean_database_url, overrides, encryption_key=f"{newer},{KEY}"))
    await opened_and_stopped(await another(ws, clean_database_url, overrides, encryption_key=newer))


async def opened_and_stopped(knowhow: Knowhow) -> None:
    """A start, and a stop."""
    try:
        await knowhow.open()
    finally:
        await knowhow.stop()


@pytest.mark.parametrize("first", ["tokens_revoked", "app_uninstalled"])
async def test_uninstalled_it_forgets_the_token_and_ends_its_work_until_it_is_back(
    ws: Workspace, browser: Browser, clean_database_url: str, first: str
) -> None:
    await install(ws, browser)
    await ws.grace.knows("terraform")
    await ws.ada.asks("How do we rotate the terraform state keys?")
    ws.clock.move_to(ws.clock.now() + timedelta(minutes=5))

    for kind in ("tokens_revoked", "app_uninstalled"):
        ws.sandbox.faults.add(Fault.deliver_twice(kind))
    await ws.sandbox.revoke(told_first=first)
    await ws.settle()
    posted = len(ws.calls("chat.postMessage"))
    await ws.tick(days=2)

    assert await rows(clean_database_url, "SELECT 1 FROM slack_bots") == []
    assert len(ws.calls("chat.postMessage")) == posted
    assert await ws.store.survey(lambda all_: all_.workspaces.active()) == []

    await install(ws, browser)

    assert len([seen for seen in ws.ada.messages() if FIRST in seen.text]) == 2
    await ws.ada.command("/find-expert", "terraform")
    assert "U0GRACE" in str(ws.sandbox.messages("C0HELP", viewer="U0ADA")[-1].blocks)


async def test_an_uninstallation_that_is_told_again_after_a_new_installation_ends_nothing(
    ws: Workspace, browser: Browser, clean_database_url: str
) -> None:
    await install(ws, browser)

    await uninstalled_and_told_again_after(ws, lambda: install(ws, browser))

    assert len(await rows(clean_database_url, "SELECT 1 FROM slack_bots")) == 1
    assert await ws.store.survey(lambda all_: all_.workspaces.active()) == ["T0KNOW"]


async def uninstalled_and_told_again_after(ws: Workspace, installed_anew: Callable[[], Awaitable[object]]) -> None:
    await told_again_after(ws, ("tokens_revoked", "app_uninstalled"), ws.sandbox.revoke, installed_anew)


async def told_again_after(
    ws: Workspace,
    kinds: Collection[str],
    out: Callable[[], Awaitable[object]],
    back: Callable[[], Awaitable[object]],
) -> None:
    """Slack tells for minutes how the app went out, as its answers were lost, and meanwhile it is back."""
    for kind in kinds:
        ws.sandbox.faults.add(Fault.lose_ack(kind, times=3))
    await out()
    await ws.settle()
    assert await ws.store.survey(lambda all_: all_.workspaces.active()) == []
    ws.clock.move_to(ws.clock.now() + timedelta(seconds=5))
    await back()
    for _ in range(2):
        ws.clock.move_to(ws.clock.now() + timedelta(minutes=6))
        await ws.settle()
    assert ws.sandbox.faults.planned == [], "it was not told again"


async def test_a_replica_that_still_has_the_old_token_takes_the_new_one(
    ws: Workspace, browser: Browser, clean_database_url: str, overrides: dict[str, Any]
) -> None:
    """It learns of the new installation only by Slack's refusing the old token, and takes it for no revocation."""
    await install(ws, browser)
    other = await another(ws, clean_database_url, overrides)
    await other.open()
    try:
        await ws.ada.asks("Who knows the old token?")
        await other.work()
        await ws.sandbox.revoke()
        await install(ws, browser)
        ws.sandbox.deliver_to(f"http://127.0.0.1:{other.port}/slack/events")
        await ws.sandbox.open_home("U0ADA")
        for _ in range(4):
            await other.rest()
            await other.work()
            ws.clock.move_to(ws.clock.now() + timedelta(seconds=6))
    finally:
        await other.stop()

    assert ws.sandbox.home("U0ADA") is not None
    assert await ws.store.survey(lambda all_: all_.workspaces.active()) == ["T0KNOW"]


class TestRotation:
    """Tokens that live for twelve hours."""

    @pytest.fixture
    def rotates(self) -> bool:
        """They do."""
        return True

    async def test_background_work_goes_on_past_the_end_of_a_token(self, ws: Workspace, browser: Browser) -> None:
        await install(ws, browser)
        await ws.grace.knows("terraform")

        for _ in range(4):
            ws.clock.move_to(ws.clock.now() + timedelta(hours=11))
            await ws.ada.asks("How do we rotate the terraform state keys?")

        refreshed = [call for call in ws.calls("oauth.v2.access") if call.args.get("grant_type") == "refresh_token"]
        assert 3 <= len(refreshed) <= 4
        assert all(call.ok for call in refreshed)
        assert len(ws.sandbox.messages("C0HELP")) >= 4

    async def test_two_replicas_refresh_it_once(
        self, ws: Workspace, browser: Browser, clean_database_url: str, overrides: dict[str, Any]
    ) -> None:
        await install(ws, browser)
        other = await another(ws, clean_database_url, overrides)
        ws.clock.move_to(ws.clock.now() + timedelta(hours=11))
        try:
            await asyncio.gather(*(each.run_job("channels") for each in (ws.knowhow, other) for _ in range(3)))
        finally:
            await other.stop()

        refreshed = [call for call in ws.calls("oauth.v2.access") if call.args.get("grant_type") == "refresh_token"]
        assert [call.ok for call in refreshed] == [True]

    async def test_a_new_token_that_could_not_be_kept_at_once_is_kept_later(
        self, ws: Workspace, browser: Browser, clean_database_url: str, engine: str
    ) -> None:
        """The one before is good for nothing any more: Slack refreshes it once."""
        await install(ws, browser)
        await refreshes_in_vain(ws, clean_database_url, engine)

        for _ in range(3):
            ws.clock.move_to(ws.clock.now() + timedelta(hours=5))
            await ws.ada.asks("How do we rotate the terraform state keys?")

        refreshed = [call for call in ws.calls("oauth.v2.access") if call.args.get("grant_type") == "refresh_token"]
        assert [call.ok for call in refreshed] == [True, True]
        assert len(ws.sandbox.messages("C0HELP")) >= 3

    async def test_a_new_token_that_could_not_be_kept_yields_to_a_new_installation(
        self, ws: Workspace, browser: Browser, clean_database_url: str, engine: str
    ) -> None:
        await install(ws, browser)
        await refreshes_in_vain(ws, clean_database_url, engine)

        await install(ws, browser)
        ws.clock.move_to(ws.clock.now() + timedelta(hours=1))
        await ws.ada.asks("How do we rotate the terraform state keys?")

        used = ws.calls("chat.postMessage")[-1]
        assert used.ok
        refreshed = [call for call in ws.calls("oauth.v2.access") if call.args.get("grant_type") == "refresh_token"]
        assert len(refreshed) == 1

    async def test_a_refresh_token_that_slack_knows_no_more_is_an_error_that_says_what_to_do(
        self, ws: Workspace, browser: Browser, caplog: pytest.LogCaptureFixture
    ) -> None:
        await install(ws, browser)
        ws.sandbox.faults.add(Fault.error("oauth.v2.access", "invalid_refresh_token"))
        ws.clock.move_to(ws.clock.now() + timedelta(hours=11))

        await ws.ada.asks("Is anything lost?")

        said = [record for record in caplog.records if "the app has to be installed again" in str(record.msg)]
        assert [record.levelname for record in said] == ["ERROR"]
        assert "T0KNOW" in str(said[0].msg)

    async def test_no_line_of_the_log_has_a_secret(self, ws: Workspace, browser: Browser, log: io.StringIO) -> None:
        begun = await browser.opens("/slack/install")
        back = ws.sandbox.allow("U0ADA", begun.link)
        secrets = [ws.sandbox.client_secret, KEY, "xox", *re.findall("(?:code|state)=([^&]+)", back)]

        ws.sandbox.faults.add(Fault.drop_before_work("oauth.v2.access"))
        for _ in range(3):
            await browser.opens(back)
        await install(ws, browser)
        ws.sandbox.faults.add(Fault.broken_json("oauth.v2.access"))
        for _ in range(2):
            ws.clock.move_to(ws.clock.now() + timedelta(hours=5, minutes=30))
            await ws.ada.asks("How do we rotate the terraform state keys?")
        await ws.sandbox.revoke()

        said = log.getvalue()
        assert len(secrets) == 5
        assert [word for word in ("installation not finished", "token not refreshed") if word not in said] == []
        assert [line for line in said.splitlines() if any(secret in line for secret in secrets)] == []

    async def test_while_slack_does_not_refresh_it_everything_waits(self, ws: Workspace, browser: Browser) -> None:
        await install(ws, browser)
        await ws.ada.asks("Is anything lost?")
        ws.sandbox.faults.add(Fault.server_error("oauth.v2.access", times=3))
        ws.clock.move_to(ws.clock.now() + timedelta(hours=13))

        await ws.sandbox.open_home("U0ADA")
        await ws.tick(hours=1)

        assert ws.sandbox.home("U0ADA") is not None
        assert await ws.store.survey(lambda all_: all_.workspaces.active()) == ["T0KNOW"]

    async def test_a_token_that_is_refreshed_while_the_app_is_uninstalled_is_not_kept(
        self, ws: Workspace, browser: Browser, clean_database_url: str
    ) -> None:
        await install(ws, browser)
        answered = asyncio.Event()
        ws.sandbox.faults.add(Fault.commit_after("oauth.v2.access", answered))
        ws.clock.move_to(ws.clock.now() + timedelta(hours=11))

        refreshing = asyncio.create_task(ws.knowhow.run_job("channels"))
        while ws.sandbox.faults.planned:  # noqa: ASYNC110 - the wire tells nobody
            await asyncio.sleep(0.01)
        await ws.sandbox.revoke()
        answered.set()
        await refreshing

        assert await rows(clean_database_url, "SELECT 1 FROM slack_bots") == []


async def test_what_its_organisation_does_ends_nothing_in_a_workspace_that_installed_the_app_itself(
    ws: Workspace, browser: Browser
) -> None:
    await install(ws, browser)
    ws.clock.move_to(ws.clock.now() + timedelta(minutes=5))

    await ws.sandbox.take_away()
    ws.sandbox.give_back()

    assert await ws.store.survey(lambda all_: all_.workspaces.active()) == ["T0KNOW"]
    await ws.grace.knows("terraform")


class TestOrganisation:
    """Installed once for all workspaces of an Enterprise Grid organisation."""

    @pytest.fixture
    def identity(self) -> Identity:
        """A workspace of one."""
        return Identity(enterprise_id="E0KNOW", is_org_wide=True)

    async def test_its_workspaces_are_served_from_their_first_word_on(self, ws: Workspace, browser: Browser) -> None:
        page = await install(ws, browser)
        assert "installed in your organisation" in page.words

        await ws.grace.knows("terraform")
        await ws.sandbox.invite_app("U0ADA", "C0RANDOM")
        await ws.settle()
        card = await ws.ada.asks("How do we rotate the terraform state keys?", channel="C0RANDOM")

        assert card is not None
        ws.grace.sees("rotate the terraform state keys")

    async def test_whoever_installed_it_is_told_three_steps_once_when_it_is_first_used(
        self, ws: Workspace, browser: Browser, clean_database_url: str
    ) -> None:
        page = await install(ws, browser)
        assert "first three steps" in page.words
        assert ws.ada.messages() == []

        await ws.sandbox.open_home("U0GRACE")
        await ws.settle()
        await install(ws, browser, "U0GRACE")
        await ws.grace.knows("terraform")

        assert len([seen for seen in ws.ada.messages() if FIRST in seen.text]) == 1
        assert [seen for seen in ws.grace.messages() if FIRST in seen.text] == []
        assert await rows(clean_database_url, "SELECT installer FROM organisation") == [(None,)]

    async def test_installed_anew_after_it_was_removed_whoever_did_is_told_again(
        self, ws: Workspace, browser: Browser, clean_database_url: str
    ) -> None:
        await install(ws, browser)
        await ws.sandbox.open_home("U0ADA")
        await ws.settle()
        await ws.sandbox.revoke()
        assert await rows(clean_database_url, "SELECT 1 FROM organisation") == []
        ws.clock.move_to(ws.clock.now() + timedelta(minutes=1))

        await install(ws, browser, "U0GRACE")
        await ws.sandbox.open_home("U0ADA")
        await ws.settle()

        assert len([seen for seen in ws.ada.messages() if FIRST in seen.text]) == 1
        assert len([seen for seen in ws.grace.messages() if FIRST in seen.text]) == 1

    async def test_what_it_writes_links_to_messages_at_the_organisations_address(
        self, ws: Workspace, browser: Browser
    ) -> None:
        await install(ws, browser)
        await ws.grace.knows("terraform")

        await ws.sandbox.invite_app("U0ADA", "C0RANDOM")
        await ws.settle()
        await ws.ada.asks("How do we rotate the terraform state keys?", channel="C0RANDOM")

        [status] = [seen for seen in ws.ada.messages() if "rotate the terraform" in seen.text]
        assert f"<{ws.sandbox.url}/archives/C0RANDOM/p" in status.text

    async def test_uninstalled_by_the_organisation_all_its_workspaces_end(
        self, ws: Workspace, browser: Browser, clean_database_url: str
    ) -> None:
        await install(ws, browser)
        await ws.grace.knows("terraform")
        assert await ws.store.survey(lambda all_: all_.workspaces.active()) == ["T0KNOW"]

        await ws.sandbox.revoke()

        assert await ws.store.survey(lambda all_: all_.workspaces.active()) == []
        assert await rows(clean_database_url, "SELECT 1 FROM slack_bots") == []

    async def test_taken_from_a_workspace_it_says_no_more_there_until_it_is_let_in_again(
        self, ws: Workspace, browser: Browser, clean_database_url: str
    ) -> None:
        await install(ws, browser)
        await ws.grace.knows("terraform")
        await ws.sandbox.invite_app("U0ADA", "C0RANDOM")
        await ws.ada.asks("How do we rotate the terraform state keys?", channel="C0RANDOM")
        ws.clock.move_to(ws.clock.now() + timedelta(minutes=5))

        await ws.sandbox.take_away()
        await ws.settle()
        calls = len(ws.sandbox.calls)
        await ws.tick(days=2)

        assert await ws.store.survey(lambda all_: all_.workspaces.active()) == []
        assert len(ws.sandbox.calls) == calls
        assert len(await rows(clean_database_url, "SELECT 1 FROM slack_bots")) == 1

        ws.sandbox.give_back()
        await ws.ada.command("/find-expert", "terraform")
        assert "U0GRACE" in str(ws.sandbox.messages("C0HELP", viewer="U0ADA")[-1].blocks)
        assert await ws.store.survey(lambda all_: all_.workspaces.active()) == ["T0KNOW"]

    async def test_taken_from_a_workspace_that_was_let_in_again_since_it_ends_nothing(
        self, ws: Workspace, browser: Browser
    ) -> None:
        await install(ws, browser)
        await ws.grace.knows("terraform")

        async def let_in_again() -> None:
            ws.sandbox.give_back()
            await ws.grace.knows("kubernetes")

        await told_again_after(ws, ["team_access_revoked"], ws.sandbox.take_away, let_in_again)

        assert await ws.store.survey(lambda all_: all_.workspaces.active()) == ["T0KNOW"]

    async def test_told_again_after_the_organisation_installed_it_anew_it_ends_nothing(
        self, ws: Workspace, browser: Browser, clean_database_url: str
    ) -> None:
        await install(ws, browser)
        await ws.grace.knows("terraform")

        async def installed_anew() -> None:
            await install(ws, browser)
            await ws.grace.knows("kubernetes")

        await uninstalled_and_told_again_after(ws, installed_anew)

        assert len(await rows(clean_database_url, "SELECT 1 FROM slack_bots")) == 1
        assert await ws.store.survey(lambda all_: all_.workspaces.active()) == ["T0KNOW"]


async def test_the_stores_have_the_columns_of_the_sdk() -> None:
    bots = SQLAlchemyInstallationStore.build_bots_table(MetaData(), "x")
    states = SQLAlchemyOAuthStateStore.build_oauth_states_table(MetaData(), "y")

    assert set(schema.slack_bots.c.keys()) == {*bots.c.keys(), "refreshing_until"}
    assert set(schema.slack_oauth_states.c.keys()) == set(states.c.keys())
