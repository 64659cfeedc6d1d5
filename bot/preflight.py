"""What must be right before serving, each with a sentence for the person who sets Knowhow up."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

import structlog

from bot.config import Settings
from bot.slack.gateway import Gateway
from bot.slack.looking import CannotLook
from bot.slack.readings import Identity
from bot.slack.scopes import FILES, OPTIONAL, REQUIRED

Connect = Callable[[str], Gateway]
"""Makes the gateway of a token."""
Probe = Callable[[], Awaitable[str | None]]
"""Says in a sentence what is wrong with the database, if something is."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)

WHERE = "api.slack.com/apps"
_BAD_TOKEN = {
    "invalid_auth": "Slack doesn't know this token; copy it again from {where}",
    "not_authed": "Slack doesn't know this token; copy it again from {where}",
    "not_allowed_token_type": "this is another kind of token; copy the right one from {where}",
    "account_inactive": "the app was removed from the workspace; install it again at {where}",
    "token_revoked": "the token was revoked; install the app again at {where}",
    "token_expired": "the token has expired; install the app again at {where}",
    "missing_scope": "the token lacks a scope; make one with connections:write at {where}",
}

NAMED = 3
"""How many installations are named that lack something."""
_BAD_CLIENT = {
    "invalid_client_id": "Slack doesn't know this SLACK_CLIENT_ID",
    "bad_client_secret": "SLACK_CLIENT_SECRET is not the one of this SLACK_CLIENT_ID",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    name: str
    sentence: str
    is_warning: bool = False
    """It serves like this, and should not."""


async def check(settings: Settings, connect: Connect, probe: Probe) -> list[Finding]:
    """Return all there is to know before serving, in the order in which it is put right."""
    return [*await check_slack(settings, connect), await check_database(probe)]


async def check_slack(settings: Settings, connect: Connect) -> list[Finding]:
    """Return whether tokens and scopes are what serving needs; raises ConfigurationError without tokens."""
    settings.require_serving()
    if settings.serves_many:
        gateway = connect("")
        return list(await asyncio.gather(_client(gateway, settings), _door(gateway, settings)))
    assert settings.slack_bot_token is not None, "checked by require_serving"
    gateway = connect(settings.slack_bot_token.get_secret_value())
    bot, door = await asyncio.gather(_bot(gateway, settings), _door(gateway, settings))
    return [*bot, door]


async def check_database(probe: Probe) -> Finding:
    """Return whether the database is there and has the schema that this program needs."""
    wrong = await probe()
    return _bad("Database", wrong) if wrong else _good("Database", "It is there and its schema is up to date.")


async def check_role(probe: Probe) -> list[Finding]:
    """Return whether the database itself keeps workspaces apart, where it could."""
    weak = await probe()
    return [Finding(ok=True, name="Database role", sentence=weak, is_warning=True)] if weak else []


def check_installations(granted: Mapping[str, frozenset[str]]) -> Finding:
    """Return whether all that installed the app granted what it needs, as before an upgrade that needs more."""
    lacking = {who: missing for who, scopes in sorted(granted.items()) if (missing := REQUIRED.keys() - scopes)}
    if not lacking:
        return _good("Scopes", f"All needed are granted, by each installation ({len(granted)}).")
    named = [*lacking][:NAMED]
    more = f" and {len(lacking) - NAMED} more" if len(lacking) > NAMED else ""
    scopes = _listed(sorted(set().union(*lacking.values())))
    sentence = f"{', '.join(named)}{more} did not grant {scopes}; have the app installed there again at /slack/install."
    return Finding(ok=True, name="Scopes", sentence=sentence, is_warning=True)


def warn(findings: Iterable[Finding]) -> None:
    """Log what serves and should be otherwise."""
    for finding in findings:
        if finding.is_warning:
            log.warning("serves, but look at this", what=finding.name, sentence=finding.sentence)


def fatal(findings: Iterable[Finding]) -> str | None:
    """Return the sentence of the first thing that keeps Knowhow from serving."""
    return next((finding.sentence for finding in findings if not finding.ok), None)


def _good(name: str, sentence: str) -> Finding:
    return Finding(ok=True, name=name, sentence=sentence)


def _bad(name: str, sentence: str) -> Finding:
    return Finding(ok=False, name=name, sentence=sentence)


async def _bot(gateway: Gateway, settings: Settings) -> list[Finding]:
    try:
        identity = await gateway.identity()
    except CannotLook as problem:
        return [_bad("Bot token", _token_problem("SLACK_BOT_TOKEN", problem.error, settings))]
    welcome = f"SLACK_BOT_TOKEN works in the workspace {identity.workspace_name} ({identity.url})."
    return [_good("Bot token", welcome), _scopes(identity), *_spare_scopes(identity)]


async def _client(gateway: Gateway, settings: Settings) -> Finding:
    """Whether Slack knows the client, which it says of a code that is none."""
    assert settings.slack_client_id is not None, "checked by require_serving"
    assert settings.slack_client_secret is not None, "checked by require_serving"
    error = await gateway.try_client(settings.slack_client_id, settings.slack_client_secret.get_secret_value())
    if error in _BAD_CLIENT:
        return _bad("OAuth", f"{_BAD_CLIENT[error]}; copy it again from Basic Information at {WHERE}.")
    if error != "invalid_code":
        reach = f"Slack can't be asked at {settings.slack_api_url} ({error}); look at the network and SLACK_API_URL."
        return _bad("OAuth", reach)
    return _good("OAuth", "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET work; workspaces install the app at /slack/install.")


def _scopes(identity: Identity) -> Finding:
    if missing := [scope for scope in REQUIRED if scope not in identity.scopes]:
        sentence = f"The app lacks {_listed(missing)}; add what is missing at {WHERE} and install it again."
        return _bad("Scopes", sentence)
    if refused := [scope for scope in OPTIONAL if scope not in identity.scopes]:
        return _good("Scopes", " ".join(["All needed are granted.", *_without(refused)]))
    return _good("Scopes", "All scopes are granted.")


def _without(refused: list[str]) -> list[str]:
    """What does not work without these optional scopes, in sentences."""
    unheard = [scope for scope in refused if scope.endswith(":history")]
    sentences = [f"Without {_listed(unheard)}, answers come by button only."] if unheard else []
    if FILES in refused:
        sentences.append(f"Without {_listed([FILES])}, nobody can export what is kept of them.")
    return sentences


def _spare_scopes(identity: Identity) -> list[Finding]:
    """What the app may do and never does: whoever got hold of its token could."""
    spare = sorted(identity.scopes - REQUIRED.keys() - OPTIONAL.keys())
    if not spare:
        return []
    sentence = f"The app does not need {_listed(spare)}; take that out at {WHERE} and install it again."
    return [Finding(ok=True, name="Spare scopes", sentence=sentence, is_warning=True)]


async def _door(gateway: Gateway, settings: Settings) -> Finding:
    if settings.slack_app_token is None:
        return _good("HTTP", "SLACK_SIGNING_SECRET is there; Slack proves itself by it with its first request.")
    try:
        await gateway.try_app_token(settings.slack_app_token.get_secret_value())
    except CannotLook as problem:
        # Asking is limited to about once a minute: the token is known then, and the door waits by itself.
        if problem.error != "ratelimited":
            sentence = _token_problem("SLACK_APP_TOKEN", problem.error, settings)
            return _bad("Socket Mode", sentence)
    return _good("Socket Mode", "SLACK_APP_TOKEN works; no public address is needed.")


def _token_problem(name: str, error: str, settings: Settings) -> str:
    if error in _BAD_TOKEN:
        return f"{name} doesn't work: {_BAD_TOKEN[error].format(where=WHERE)}."
    return f"{name} can't be tried at {settings.slack_api_url} ({error}); look at the network and SLACK_API_URL."


def _listed(scopes: list[str]) -> str:
    return f"the scope{'s' if len(scopes) > 1 else ''} {', '.join(scopes)}"
