from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot import preflight
from bot.config import ConfigurationError, Settings
from bot.preflight import Finding
from bot.slack.client import new_session
from bot.slack.gateway import Gateway
from bot.slack.scopes import OPTIONAL, REQUIRED
from storage.vault import new_key
from tests.slack.wire import Answer, Wire, no, ok, says, wire

Given = dict[str, str | None]
SOCKET: Given = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}
HTTP: Given = {"slack_bot_token": "xoxb-1", "slack_app_token": None, "slack_signing_secret": "s"}
ALL = [*REQUIRED, *OPTIONAL]


def identity(*scopes: str) -> Answer:
    return ok(
        headers={"x-oauth-scopes": ",".join(scopes)},
        team_id="T0KNOW",
        team="Know",
        url="https://know.slack.com/",
        user_id="U0KNOW",
    )


@pytest.fixture
async def slack() -> AsyncIterator[Wire]:
    async with wire() as it:
        it.put("apps.connections.open", ok(url="wss://x"))
        yield it


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with new_session() as it:
        yield it


async def look(slack: Wire, session: aiohttp.ClientSession, given: Given, database: str | None = None) -> list[Finding]:
    settings = Settings.read(None, slack_api_url=slack.api_url, **given)

    async def probe() -> str | None:
        return database

    def connect(token: str) -> Gateway:
        return Gateway(token, base_url=settings.slack_api_url, session=session)

    return await preflight.check(settings, connect, probe)


@pytest.mark.parametrize(("given", "door"), [(SOCKET, "Socket Mode"), (HTTP, "HTTP")])
async def test_when_all_is_right_nothing_is_fatal(
    slack: Wire, session: aiohttp.ClientSession, given: Given, door: str
) -> None:
    slack.put("auth.test", identity(*ALL))

    findings = await look(slack, session, given)

    assert [finding.name for finding in findings] == ["Bot token", "Scopes", door, "Database"]
    assert preflight.fatal(findings) is None
    assert findings[0].sentence == "SLACK_BOT_TOKEN works in the workspace Know (https://know.slack.com/)."


MANY: Given = HTTP | {
    "slack_bot_token": None,
    "slack_client_id": "1.2",
    "slack_client_secret": "s",
    "encryption_key": new_key(),
}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (no("invalid_code"), None),
        (no("invalid_client_id"), "Slack doesn't know this SLACK_CLIENT_ID; copy it again"),
        (no("bad_client_secret"), "SLACK_CLIENT_SECRET is not the one of this SLACK_CLIENT_ID; copy it again"),
        (says(502, "", "text/html"), "Slack can't be asked at http://127.0.0.1:"),
    ],
)
async def test_for_many_workspaces_slack_is_asked_whether_it_knows_the_client(
    slack: Wire, session: aiohttp.ClientSession, answer: Answer, said: str | None
) -> None:
    slack.put("oauth.v2.access", answer)

    findings = await look(slack, session, MANY)

    assert [finding.name for finding in findings] == ["OAuth", "HTTP", "Database"]
    assert (preflight.fatal(findings) or "").startswith(said or "")
    assert findings[0].ok == (said is None)


def test_of_many_installations_that_lack_something_a_few_are_named() -> None:
    less = {f"T{number}": frozenset(ALL) - {"im:write"} for number in range(5)}

    finding = preflight.check_installations(less | {"TALL": frozenset(ALL)})

    assert finding.ok
    assert finding.is_warning
    assert finding.sentence == (
        "T0, T1, T2 and 2 more did not grant the scope im:write; have the app installed there again at /slack/install."
    )


async def test_over_http_no_address_for_socket_mode_is_asked_for(slack: Wire, session: aiohttp.ClientSession) -> None:
    slack.put("auth.test", identity(*ALL))

    await look(slack, session, HTTP)

    assert slack.made("apps.connections.open") == []


async def test_missing_scopes_are_named_and_fatal(slack: Wire, session: aiohttp.ClientSession) -> None:
    slack.put("auth.test", identity(*(scope for scope in ALL if scope not in {"im:write", "users:read"})))

    assert preflight.fatal(await look(slack, session, SOCKET)) == (
        "The app lacks the scopes im:write, users:read; add what is missing at api.slack.com/apps and install it again."
    )


async def test_without_the_optional_scopes_it_serves_and_says_what_that_means(
    slack: Wire, session: aiohttp.ClientSession
) -> None:
    slack.put("auth.test", identity(*REQUIRED, "im:history", "channels:history"))

    findings = await look(slack, session, SOCKET)

    assert preflight.fatal(findings) is None
    assert findings[1].sentence == (
        "All needed are granted. Without the scope groups:history, answers come by button only. "
        "Without the scope files:write, nobody can export what is kept of them."
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (no("invalid_auth"), "SLACK_BOT_TOKEN doesn't work: Slack doesn't know this token"),
        (no("account_inactive"), "SLACK_BOT_TOKEN doesn't work: the app was removed"),
        (no("token_revoked"), "SLACK_BOT_TOKEN doesn't work: the token was revoked"),
        (says(502, "", "text/html"), "SLACK_BOT_TOKEN can't be tried at http://127.0.0.1:"),
    ],
)
async def test_a_bot_token_that_does_not_work_is_fatal(
    slack: Wire, session: aiohttp.ClientSession, answer: Answer, said: str
) -> None:
    slack.put("auth.test", answer)

    findings = await look(slack, session, SOCKET)

    assert str(preflight.fatal(findings)).startswith(said)
    assert "xoxb-1" not in repr(findings)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (no("invalid_auth"), "SLACK_APP_TOKEN doesn't work: Slack doesn't know this token"),
        (no("not_allowed_token_type"), "SLACK_APP_TOKEN doesn't work: this is another kind of token"),
        (
            no("missing_scope"),
            "SLACK_APP_TOKEN doesn't work: the token lacks a scope; make one with",
        ),
    ],
)
async def test_an_app_token_that_does_not_work_is_fatal(
    slack: Wire, session: aiohttp.ClientSession, answer: Answer, said: str
) -> None:
    slack.put("auth.test", identity(*ALL))
    slack.answers["apps.connections.open"].clear()
    slack.put("apps.connections.open", answer)

    assert str(preflight.fatal(await look(slack, session, SOCKET))).startswith(said)


async def test_asking_for_addresses_too_often_is_not_fatal(slack: Wire, session: aiohttp.ClientSession) -> None:
    slack.put("auth.test", identity(*ALL))
    slack.answers["apps.connections.open"].clear()
    slack.put("apps.connections.open", no("ratelimited", 429))

    assert preflight.fatal(await look(slack, session, SOCKET)) is None


async def test_what_is_wrong_with_the_database_is_fatal(slack: Wire, session: aiohttp.ClientSession) -> None:
    slack.put("auth.test", identity(*ALL))

    findings = await look(slack, session, SOCKET, database="The database can't be used: no route.")

    assert preflight.fatal(findings) == "The database can't be used: no route."


@pytest.mark.parametrize("weakness", ["The role is a superuser.", None])
async def test_a_role_above_the_policies_is_a_warning_and_not_fatal(weakness: str | None) -> None:
    async def probe() -> str | None:
        return weakness

    findings = await preflight.check_role(probe)

    assert preflight.fatal(findings) is None
    assert [finding.sentence for finding in findings if finding.is_warning] == ([weakness] if weakness else [])


async def test_without_tokens_slack_is_not_even_asked(slack: Wire, session: aiohttp.ClientSession) -> None:
    with pytest.raises(ConfigurationError, match="SLACK_BOT_TOKEN is missing"):
        await look(slack, session, {"slack_bot_token": "", "slack_app_token": "xapp-1"})
    assert slack.calls == []
