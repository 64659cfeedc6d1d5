"""What Slack did not sign, signed long ago, or could not have sent has no effect, and stands nowhere."""

import io

import aiohttp
import pytest

from bot import logs
from bot.sandbox.deliver_http import encode, sign
from bot.sandbox.envelopes import Envelope
from tests.safety.replay import Watch, again, target
from tests.safety.tour import MARK, SAID, Tour

SIX_MINUTES = 360
TOO_MUCH = 1024 * 1024 + 1


@pytest.fixture
def log(_logging_as_it_was: None) -> io.StringIO:
    """Everything that is logged, at the lowest level."""
    stream = io.StringIO()
    logs.set_up("DEBUG", stream=stream)
    return stream


async def post(tour: Tour, envelope: Envelope, *, secret: str, late: int = 0, filling: int = 0) -> int:
    """Deliver something as somebody else would; returns the status of the answer."""
    body, kind = encode(envelope)
    body += "&" + "x" * filling if filling else ""
    now = int(tour.ws.clock.now().timestamp())
    headers = {"Content-Type": kind} | sign(body, secret=secret, timestamp=now - late)
    url = f"http://127.0.0.1:{tour.ws.knowhow.port}/slack/events"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=io.BytesIO(body.encode()), headers=headers) as answer,
    ):
        return answer.status


@pytest.mark.parametrize("engine", ["sqlite"])  # it is sent away before anything is looked up
async def test_what_is_not_slacks_changes_nothing_and_is_not_logged(tour: Tour, log: io.StringIO) -> None:
    await tour.introduce()
    await tour.ask()
    await tour.answer()
    first = {target(envelope): envelope for envelope in tour.carried}
    secret = tour.ws.sandbox.signing_secret
    before = await Watch(tour.ws, tour.recording.carrier).rows()
    log.truncate(0)

    for envelope in (again(each, tour.ws) for each in first.values()):
        assert await post(tour, envelope, secret="f" * 32) == 401
        assert await post(tour, envelope, secret=secret, late=SIX_MINUTES) == 401
        assert await post(tour, envelope, secret=secret, late=-SIX_MINUTES) == 401
        assert await post(tour, envelope, secret=secret, filling=TOO_MUCH) == 413

    await tour.ws.settle()
    assert await Watch(tour.ws, tour.recording.carrier).rows() == before
    assert MARK not in log.getvalue()
    assert SAID not in log.getvalue()
    assert len(first) > 20
