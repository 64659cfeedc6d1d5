"""Looking for a message of ours whose sending ended unclearly."""

import structlog

from bot.domain.notices import Notice
from bot.outbox.composed import Composed, NotOwed, Post, Upload
from bot.outbox.steps import Found, Later, Step
from bot.slack.gateway import Gateway
from bot.slack.looking import CannotLook
from bot.slack.outcomes import Ambiguous, Refused, Sent

TOKEN_ERRORS = frozenset({"token_revoked", "account_inactive", "invalid_auth", "not_authed", "team_access_not_granted"})
"""Why nothing more can be done in a workspace: the last is that its organisation took the app from it."""
CLOSED_TO_US = TOKEN_ERRORS | {
    "channel_not_found",
    "not_in_channel",
    "user_not_found",
    "user_not_visible",
    "user_disabled",
    "cannot_dm_bot",
}
"""Why a look for our message fails for good: then nothing can be posted there either."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


async def look(gateway: Gateway, notice: Notice, composed: Composed) -> Step | None:
    """Look for our message before it is sent again; ``None`` when it certainly is not there."""
    assert notice.first_sent_at is not None, "what is ambiguous was sent"
    thread = composed.thread if isinstance(composed, Post | NotOwed) else None
    since = notice.first_sent_at
    try:
        if isinstance(composed, Upload):
            shared = await gateway.find_file(notice.recipient, composed.name, since=since)
            return None if shared is None else Sent(shared.channel, shared.ts)
        found = await gateway.find(notice.recipient, notice.key, since=since, thread_ts=thread)
    except CannotLook as problem:
        return _unseen(notice, problem)
    return None if found is None else Found(found.channel, found.ts)


def _unseen(notice: Notice, problem: CannotLook) -> Step | None:
    """What follows when Slack does not show whether our message is there."""
    if problem.after is not None:
        return Later(problem.after, "cannot_look:ratelimited")
    if problem.error in CLOSED_TO_US:
        return Refused(problem.error)
    if problem.error == "thread_not_found":
        return None  # the thread is gone, and what was in it
    if problem.error == "missing_scope":
        # Nobody can ever know, and a doubled message is worse than a missing one.
        log.warning("message may be missing", notice=notice.id, kind=notice.kind)
        return Refused("ambiguous_without_history")
    return Ambiguous(f"cannot_look:{problem.error}")
