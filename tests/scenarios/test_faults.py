"""Whatever goes wrong between Knowhow and Slack: every message arrives, once, and says what is true."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.notices import A_MOMENT, Kind, Notice, Owed, State
from bot.domain.rules import Rules
from bot.metrics import Metrics
from bot.outbox.dispatcher import AT_ONCE, Dispatcher
from bot.outbox.exporting import Exports
from bot.sandbox import Container, Fault
from bot.services.marks import Marks
from bot.services.my_data import MyData
from bot.services.posting import Posting
from bot.services.rules import WorkspaceRules
from bot.services.sight import Sights
from bot.slack.directory import SlackDirectory
from bot.slack.gateway import Gateway
from bot.slack.gateways import Gateways, OneGateway
from storage.claiming import LEASE, SETTLE
from storage.store import Store
from tests.workspace import MONDAY_AFTERNOON, Workspace, _buttons

QUESTION = "How do we rotate the terraform state keys?"
ANSWER = "Use the rotate workflow, then taint the key."
TIP = "Run terraform plan with -refresh=false while you only edit: it is much faster."
POST, UPDATE = "chat.postMessage", "chat.update"

FAULTS = {
    "limited for a moment": Fault.ratelimited(POST, retry_after=3, times=2),
    "limited for long": Fault.ratelimited(POST, retry_after=600),
    "500": Fault.server_error(POST, times=2),
    "a page of HTML": Fault.html(POST, times=2),
    "broken JSON": Fault.broken_json(POST, times=2),
    "dropped after the work": Fault.drop_after_work(POST, times=2),
    "dropped before the work": Fault.drop_before_work(POST, times=2),
    "done late": Fault.commit_late(POST, 0.05, times=2),
    "internal error": Fault.error(POST, "internal_error", times=2),
    "passing error": Fault.error(POST, "request_timeout", times=2),
    "limited updates": Fault.ratelimited(UPDATE, retry_after=90, times=2),
    "updates dropped after the work": Fault.drop_after_work(UPDATE, times=3),
    "updates dropped before the work": Fault.drop_before_work(UPDATE, times=3),
    "broken updates": Fault.broken_json(UPDATE, times=3),
    "no home": Fault.server_error("views.publish", times=3),
}


def plan(ws: Workspace, fault: Fault) -> None:
    """The same misbehaviour once more."""
    ws.sandbox.faults.add(Fault(fault.kind, fault.target, fault.times, fault.seconds, fault.name))


def says(ws: Workspace, words: str, channel: str) -> int:
    """How many messages of a place have these words."""
    return sum(words in seen.text for seen in ws.katherine.messages(channel))


async def a_life(ws: Workspace, fault: Fault) -> None:
    """A question from asking to acceptance, with time enough between the steps, and the fault at each of them."""
    await ws.grace.knows("terraform")
    await ws.grace.opens_home()
    plan(ws, fault)
    [first] = ws.sandbox.faults.planned
    await ws.ada.command("/ask-expert", QUESTION)
    assert (await ws.ada.fills(channel="C0HELP")).ok
    await ws.tick(minutes=20)
    plan(ws, fault)
    await ws.grace.sees(QUESTION).presses("Answer")
    assert (await ws.grace.fills(answer=ANSWER)).ok
    await ws.tick(minutes=20)
    plan(ws, fault)
    await ws.ada.sees(ANSWER, "C0HELP").presses("Accept")
    await ws.tick(minutes=20)
    assert first not in ws.sandbox.faults.planned


def all_is_well(ws: Workspace) -> None:
    """Each message stands once and is true."""
    [card] = [seen for seen in ws.ada.messages("C0HELP") if "Question from" in seen.text or QUESTION in seen.text]
    assert "Accepted" in card.text
    assert says(ws, ANSWER, "C0HELP") == 1
    assert says(ws, QUESTION, ws.grace.dm) == 1
    assert says(ws, QUESTION, ws.ada.dm) == 1
    assert "Accepted" in ws.ada.sees(QUESTION).text
    assert "Answer" not in ws.grace.sees(QUESTION).buttons


@pytest.mark.parametrize("name", FAULTS)
async def test_a_question_lives_through(ws: Workspace, name: str) -> None:
    await a_life(ws, FAULTS[name])

    all_is_well(ws)


@pytest.mark.parametrize(
    "name", ["dropped after the work", "500", "limited for a moment", "updates dropped after the work"]
)
async def test_a_tip_and_a_take_live_through(ws: Workspace, name: str) -> None:
    plan(ws, FAULTS[name])
    await ws.ada.command("/share-tip", TIP)
    assert (await ws.ada.fills(channel="C0HELP")).ok
    await ws.tick(minutes=20)
    plan(ws, FAULTS[name])
    await ws.grace.sees(TIP, "C0HELP").presses("Add your take")
    assert (await ws.grace.fills(take=ANSWER)).ok
    await ws.tick(minutes=20)
    card = ws.alan.sees(TIP, "C0HELP")
    await card.presses("Useful")
    await ws.tick(minutes=20)

    assert (says(ws, TIP, "C0HELP"), says(ws, ANSWER, "C0HELP")) == (1, 1)
    assert "Useful (1)" in card.buttons


async def test_a_question_lives_through_a_bad_day(ws: Workspace) -> None:
    ws.sandbox.faults.random(
        7, {"drop_after_work": 0.1, "drop_before_work": 0.1, "server_error": 0.1, "ratelimited": 0.1, "html": 0.05}
    )
    ws.sandbox.rate_limits = False
    await ws.grace.knows("terraform")
    await ws.ada.command("/ask-expert", "")
    while ws.sandbox.modal(ws.ada.id) is None:  # a form that Slack did not open is asked for again, as people do
        await ws.ada.command("/ask-expert", "")
    assert (await ws.ada.fills(question=QUESTION, channel="C0HELP")).ok
    await ws.tick(hours=1)
    ws.sandbox.faults.clear()
    await ws.tick(hours=1)

    assert says(ws, QUESTION, "C0HELP") == 1
    assert says(ws, QUESTION, ws.ada.dm) == 1
    assert says(ws, QUESTION, ws.grace.dm) == 1


# Crashes


@dataclass(frozen=True)
class Sender:
    """Another replica's dispatcher."""

    dispatcher: Dispatcher
    store: Store

    async def claims(self, ws: Workspace) -> list[Notice]:
        """Claim, and then be killed."""
        now = ws.clock.now()
        return await self.store.everywhere(lambda all_: all_.outgoing.claim(now, 32))


@asynccontextmanager
async def sender(ws: Workspace, *, call_seconds: float = 10) -> AsyncIterator[Sender]:
    timeout = aiohttp.ClientTimeout(total=call_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        gateway = Gateway(ws.sandbox.bot_token, base_url=ws.sandbox.api_url, session=session)
        gateways: Gateways = OneGateway(WorkspaceId(ws.sandbox.team_id), gateway)
        directory, rules = SlackDirectory(gateways, ws.clock), WorkspaceRules(Rules())
        sights = Sights(ws.store, ws.clock, directory)
        posting = Posting(ws.clock, rules, Marks(ws.store, ws.clock, rules, directory, sights))
        exports = Exports(MyData(ws.store, ws.clock, sights))
        yield Sender(Dispatcher(ws.store, ws.clock, rules, gateways, directory, posting, exports, Metrics()), ws.store)


async def asked_without_sending(ws: Workspace) -> None:
    """A question is recorded, and nothing of it went out yet, though its messages are due."""
    await ws.sandbox.command(ws.ada.id, "C0HELP", "/ask-expert", QUESTION)
    await ws.ada.types("channel", "")
    view = ws.ada.form
    values = {"channel": {"channel": "C0HELP"}}
    assert (await ws.sandbox.submit(ws.ada.id, view.id, values)).ok
    await ws.knowhow.rest()
    ws.clock.advance(A_MOMENT)


async def a_card_is_owed(ws: Workspace) -> None:
    """A question that only experts saw is published: its card alone is to be posted now."""
    await ws.ada.asks(QUESTION, channel="experts")
    status = ws.ada.sees(QUESTION)
    action, block = _buttons(status.message.blocks or [])["Post it in a channel"]
    place = Container(channel=ws.ada.dm, ts=status.ts)
    assert (await ws.sandbox.press(ws.ada.id, container=place, action_id=action, block_id=block)).ok
    await ws.ada.types("channel", "")
    [(_, menu)] = ws.ada.form.inputs()
    chosen = {"channel": {menu["action_id"]: "C0HELP"}}
    assert (await ws.sandbox.submit(ws.ada.id, ws.ada.form.id, chosen)).ok
    await ws.knowhow.rest()


async def test_killed_between_claim_and_sending(ws: Workspace) -> None:
    await asked_without_sending(ws)
    async with sender(ws) as killed:
        assert {notice.kind for notice in await killed.claims(ws)} == {Kind.QUESTION_CARD, Kind.ASKER_STATUS}
    await ws.settle()
    assert says(ws, QUESTION, "C0HELP") == 0  # who claimed it may still be sending

    await ws.tick(seconds=(LEASE + SETTLE).total_seconds() + 5)

    assert says(ws, QUESTION, "C0HELP") == 1
    assert says(ws, QUESTION, ws.ada.dm) == 1
    looked = [call for call in ws.sandbox.calls if call.method == "conversations.history"]
    assert len(looked) == 2


async def test_killed_between_sending_and_settling(ws: Workspace) -> None:
    await asked_without_sending(ws)
    async with sender(ws) as killed:
        claimed = await killed.claims(ws)
        for notice in claimed:
            composed = await killed.dispatcher._composing.compose(notice)
            gateway = await killed.dispatcher._gateways.of(notice.workspace)
            assert gateway is not None
            assert hasattr(composed, "message")
            await gateway.post(notice.recipient, composed.message, key=notice.key)

    await ws.tick(minutes=3)

    assert says(ws, QUESTION, "C0HELP") == 1
    assert says(ws, QUESTION, ws.ada.dm) == 1
    reply = await ws.grace.sees(QUESTION, "C0HELP").replies(ANSWER)  # the card found is the question's card
    assert "Answered" in ws.ada.sees(QUESTION, "C0HELP").text
    assert reply.ts


async def test_what_changed_while_a_post_was_in_doubt_is_shown_once_it_is_found(ws: Workspace) -> None:
    await a_card_is_owed(ws)
    ws.sandbox.faults.add(Fault.drop_after_work(POST))
    await ws.knowhow.work()
    [card] = ws.ada.messages("C0HELP")
    assert (await notice_of(ws, Kind.QUESTION_CARD)).state is State.AMBIGUOUS

    status = ws.ada.sees(QUESTION)
    action, block = _buttons(status.message.blocks or [])["Withdraw"]
    place = Container(channel=ws.ada.dm, ts=status.ts)
    assert (await ws.sandbox.press(ws.ada.id, container=place, action_id=action, block_id=block)).ok
    await ws.settle()

    assert says(ws, QUESTION, "C0HELP") == 1
    assert "ithdrawn" in card.text


async def test_a_post_that_slack_does_after_we_gave_up_is_found_and_not_sent_again(ws: Workspace) -> None:
    slack_does_it = asyncio.Event()
    ws.sandbox.faults.add(Fault.commit_after(POST, slack_does_it, times=2))
    await asked_without_sending(ws)
    async with sender(ws, call_seconds=0.5) as hasty:
        await hasty.dispatcher.send_due()
    assert says(ws, QUESTION, "C0HELP") == 0
    slack_does_it.set()
    async with asyncio.timeout(5):
        while not (says(ws, QUESTION, "C0HELP") and says(ws, QUESTION, ws.ada.dm)):  # noqa: ASYNC110 - the wire tells nobody
            await asyncio.sleep(0.01)

    await ws.settle()

    assert says(ws, QUESTION, "C0HELP") == 1
    assert says(ws, QUESTION, ws.ada.dm) == 1


async def test_a_slack_that_hangs_holds_no_transaction(ws: Workspace, engine: str) -> None:
    go_on = asyncio.Event()
    ws.sandbox.faults.add(Fault.commit_after(POST, go_on, times=2))
    await asked_without_sending(ws)
    sending = asyncio.create_task(ws.knowhow.work())
    async with asyncio.timeout(5):
        while ws.sandbox.faults.planned:  # noqa: ASYNC110 - the wire tells nobody
            await asyncio.sleep(0.01)

    if engine == "postgresql":
        held = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
        others = f"{held} AND pid <> pg_backend_pid()"
        assert await ws.store.survey(lambda all_: all_._connection.exec_driver_sql(others).scalar()) == 0
    else:
        await ws.store.everywhere(lambda all_: all_.outgoing.forget_paces(MONDAY_AFTERNOON))  # the write lock is free
    go_on.set()
    await sending
    assert says(ws, QUESTION, "C0HELP") == 1


async def test_a_post_in_doubt_is_found_though_our_clock_was_ahead_when_it_was_sent(ws: Workspace) -> None:
    slack_does_it = asyncio.Event()
    ws.sandbox.faults.add(Fault.commit_after(POST, slack_does_it, times=2))
    await asked_without_sending(ws)
    ws.clock.advance(timedelta(hours=1))
    async with sender(ws, call_seconds=0.5) as hasty:
        await hasty.dispatcher.send_due()
    ws.clock.advance(-timedelta(hours=1))
    slack_does_it.set()
    async with asyncio.timeout(5):
        while not (says(ws, QUESTION, "C0HELP") and says(ws, QUESTION, ws.ada.dm)):  # noqa: ASYNC110 - the wire tells nobody
            await asyncio.sleep(0.01)

    await ws.tick(hours=2)

    assert says(ws, QUESTION, "C0HELP") == 1
    assert says(ws, QUESTION, ws.ada.dm) == 1


async def test_two_dispatchers_at_once_send_everything_once(ws: Workspace) -> None:
    for number in range(6):
        await ws.sandbox.command(ws.ada.id, "C0HELP", "/ask-expert", f"{QUESTION} ({number})")
        await ws.ada.types("channel", "")
        channel = {"channel": {"channel": ("C0HELP", "C0ENG")[number % 2]}}
        assert (await ws.sandbox.submit(ws.ada.id, ws.ada.form.id, channel)).ok
    await ws.knowhow.rest()
    ws.sandbox.rate_limits = False
    async with sender(ws) as first, sender(ws) as second:
        for _ in range(30):
            await asyncio.gather(first.dispatcher.send_due(), second.dispatcher.send_due())
            ws.clock.advance(timedelta(seconds=2))

    for number in range(6):
        channel_id = ("C0HELP", "C0ENG")[number % 2]
        assert says(ws, f"({number})", channel_id) == 1
        assert says(ws, f"({number})", ws.ada.dm) == 1


# What can't be known, and what Slack refuses for good


async def test_without_the_history_scopes_a_doubtful_post_ends_and_its_asker_is_told(ws: Workspace) -> None:
    for scope in ("channels:history", "groups:history", "im:history"):
        ws.sandbox.granted_scopes.discard(scope)
    await a_card_is_owed(ws)
    ws.sandbox.faults.add(Fault.drop_before_work(POST))
    await ws.settle()

    card = await notice_of(ws, Kind.QUESTION_CARD)
    assert (card.state, card.error) == (State.REFUSED, "ambiguous_without_history")
    assert says(ws, QUESTION, "C0HELP") == 0
    assert "could not" in ws.ada.sees(QUESTION).text
    assert says(ws, QUESTION, ws.ada.dm) == 1


async def test_while_slack_does_not_show_the_history_nothing_is_sent_again(ws: Workspace) -> None:
    await a_card_is_owed(ws)
    ws.sandbox.faults.add(Fault.drop_after_work(POST))
    ws.sandbox.faults.add(Fault.server_error("conversations.history", times=2))
    ws.sandbox.faults.add(Fault.ratelimited("conversations.history", retry_after=300))
    await ws.settle()
    assert (await notice_of(ws, Kind.QUESTION_CARD)).state is State.AMBIGUOUS
    assert says(ws, QUESTION, "C0HELP") == 1

    await ws.tick(minutes=10)

    assert (await notice_of(ws, Kind.QUESTION_CARD)).state is State.SETTLED
    assert says(ws, QUESTION, "C0HELP") == 1


async def test_what_is_in_hand_while_slack_wants_a_pause_waits_for_it(ws: Workspace) -> None:
    """More is claimed than is under way: what did not leave yet must not call into the pause."""
    now, people = ws.clock.now(), [PersonId(f"U0NOBODY{number}") for number in range(3 * AT_ONCE)]
    homes = [Owed(Kind.HOME, 0, person, now) for person in people]
    await ws.store.write(WorkspaceId(ws.sandbox.team_id), lambda uow: uow.notices.owe_new(homes))
    ws.sandbox.faults.add(Fault.ratelimited("views.publish", retry_after=300))

    await ws.settle()

    assert 0 < len(ws.calls("views.publish")) <= AT_ONCE
    await ws.tick(minutes=6)
    assert len(ws.calls("views.publish")) > len(people)


LASTING = ["is_archived", "channel_not_found", "not_in_channel", "invalid_blocks", "restricted_action", "msg_too_long"]


@pytest.mark.parametrize("error", LASTING)
async def test_what_slack_refuses_for_good_ends_and_is_told_once(ws: Workspace, error: str) -> None:
    await a_card_is_owed(ws)
    ws.sandbox.faults.add(Fault.error(POST, error))
    await ws.settle()

    card = await notice_of(ws, Kind.QUESTION_CARD)
    assert (card.state, card.error) == (State.REFUSED, error)
    assert says(ws, QUESTION, "C0HELP") == 0
    assert ws.ada.sees(QUESTION).text.count("I could not post it in the channel") == 1
    assert says(ws, QUESTION, ws.ada.dm) == 1
    posts = len(ws.calls(POST))
    await ws.tick(hours=1)
    assert len(ws.calls(POST)) == posts  # and it stays so


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth", "team_access_not_granted"])
async def test_a_bad_token_stops_the_workspace_until_it_is_installed_again(ws: Workspace, error: str) -> None:
    await asked_without_sending(ws)
    ws.sandbox.faults.add(Fault.error(POST, error))
    await ws.settle()
    calls = len(ws.sandbox.calls)
    await ws.tick(hours=1)
    assert len(ws.sandbox.calls) == calls

    now, team, bot = ws.clock.now(), WorkspaceId(ws.sandbox.team_id), PersonId(ws.sandbox.bot_user_id)
    await ws.store.everywhere(lambda all_: all_.workspaces.install(team, name="", url="", bot_user=bot, now=now))
    await ws.settle()
    assert says(ws, QUESTION, "C0HELP") == 1
    assert says(ws, QUESTION, ws.ada.dm) == 1


async def notice_of(ws: Workspace, kind: Kind) -> Notice:
    found = await ws.store.read(WorkspaceId(ws.sandbox.team_id), lambda uow: uow.notices.of(kind, 1))
    assert found is not None
    return found
