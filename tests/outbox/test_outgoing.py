"""A notice's way out, as a state machine: owed, claimed, sent or not, looked for, settled by who holds the claim."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import text, update

from bot.domain.ids import ChannelId, MessageTs, PersonId, WorkspaceId
from bot.domain.notices import Kind, Notice, Owed, State
from storage import schema
from storage.claiming import LEASE, LOOKED_THROUGH, SETTLE
from storage.everywhere import Everywhere
from storage.outgoing import CHANNEL_PACE
from storage.store import Store, open_store
from storage.unit_of_work import UnitOfWork
from tests.workspace import MONDAY_AFTERNOON

T = TypeVar("T")
TEAM, OTHER_TEAM = WorkspaceId("T1"), WorkspaceId("T2")
HELP, ENG, ADA = ChannelId("C0HELP"), ChannelId("C0ENG"), PersonId("U0ADA")
PLACE = (HELP, MessageTs("1.1"))
NOW = MONDAY_AFTERNOON
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
MOMENT = timedelta(seconds=0.1)


class Office:
    """The notices of some workspaces."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def here(self, work: Callable[[UnitOfWork], T], team: WorkspaceId = TEAM) -> T:
        return await self.store.write(team, work)

    async def out(self, work: Callable[[Everywhere], T]) -> T:
        return await self.store.everywhere(work)

    async def owe(
        self,
        about: int = 1,
        recipient: str = HELP,
        *,
        kind: Kind = Kind.QUESTION_CARD,
        at: datetime = NOW,
        team: WorkspaceId = TEAM,
    ) -> None:
        await self.here(lambda uow: uow.notices.owe(Owed(kind, about, recipient, at)), team)

    async def refresh(self, now: datetime = NOW, *, kind: Kind = Kind.QUESTION_CARD, about: int = 1) -> None:
        await self.here(lambda uow: uow.notices.refresh(kind, about, now))

    async def claim(self, now: datetime = NOW, limit: int = 32, ahead: timedelta = timedelta(0)) -> list[Notice]:
        return await self.out(lambda all_: all_.outgoing.claim(now, limit, ahead))

    async def one(self, now: datetime = NOW) -> Notice:
        [claimed] = await self.claim(now)
        return claimed

    async def state(self, about: int = 1, kind: Kind = Kind.QUESTION_CARD) -> Notice:
        found = await self.here(lambda uow: uow.notices.of(kind, about))
        assert found is not None
        return found

    async def sent(
        self, notice: Notice, now: datetime = NOW, place: tuple[ChannelId, MessageTs] | None = PLACE
    ) -> bool:
        return await self.out(lambda all_: all_.outgoing.sent(notice, place, now=now))

    async def posted(self, now: datetime = NOW) -> None:
        """The card as it stands in its channel."""
        await self.owe()
        assert await self.sent(await self.one(now), now)


@pytest.fixture
async def office(clean_database_url: str) -> AsyncIterator[Office]:
    store = open_store(clean_database_url)
    for team in (TEAM, OTHER_TEAM):
        await store.everywhere(
            lambda all_, team=team: all_.workspaces.install(team, name="", url="", bot_user=PersonId("B"), now=NOW)  # type: ignore[misc] # mypy infers no lambda with a default
        )
    yield Office(store)
    await store.close()


# Claiming


async def test_what_is_due_is_claimed_once(office: Office) -> None:
    await office.owe()

    claimed = await office.one()

    assert (claimed.state, claimed.attempts, claimed.first_sent_at) == (State.DUE, 1, NOW)
    assert (await office.state()).state is State.SENDING
    assert await office.claim() == []


async def test_nothing_is_claimed_before_its_time(office: Office) -> None:
    await office.owe(at=NOW + SECOND)

    assert await office.claim(NOW) == []
    assert await office.claim(NOW + SECOND) != []


async def test_a_channel_gets_one_post_at_a_time_longest_due_first(office: Office) -> None:
    await office.owe(2, at=NOW - SECOND)
    await office.owe(1, at=NOW)
    await office.owe(3, ENG, at=NOW - MINUTE)

    first = await office.claim()
    assert [notice.about for notice in first] == [3, 2]

    await office.sent(first[1])
    assert await office.claim(NOW + SECOND) == []
    assert [notice.about for notice in await office.claim(NOW + CHANNEL_PACE)] == [1]


async def test_a_busy_channel_keeps_nobody_else_waiting(office: Office) -> None:
    for about in range(1, 9):
        await office.owe(about, at=NOW - MINUTE)
    await office.owe(9, ENG)

    assert [notice.about for notice in await office.claim(limit=4)] == [1, 9]


async def test_many_that_wait_for_one_channel_hide_no_other(office: Office) -> None:
    crowd = [Owed(Kind.QUESTION_CARD, about, HELP, NOW - MINUTE) for about in range(2 * LOOKED_THROUGH)]
    await office.here(lambda uow: uow.notices.owe_new(crowd))
    await office.owe(9_999, ENG)

    assert [notice.about for notice in await office.claim(limit=4)] == [0, 9_999]


async def test_a_post_is_claimed_a_moment_before_its_channel_is_free_and_by_one_alone(office: Office) -> None:
    await office.owe(1, at=NOW - MINUTE)
    await office.owe(2)
    await office.owe(3, ENG)
    card, other = await office.claim()
    assert (card.free_at, other.free_at) == (None, None)
    await office.sent(card)
    free_at = NOW + CHANNEL_PACE

    assert await office.claim(free_at - 2 * MOMENT, ahead=MOMENT) == []
    [soon] = await office.claim(free_at - MOMENT, ahead=MOMENT)

    assert (soon.about, soon.free_at) == (2, free_at)
    assert await office.claim(free_at, ahead=MOMENT) == []


async def test_it_is_known_when_a_channel_is_free_again_for_which_something_waits(office: Office) -> None:
    def next_chance(now: datetime) -> Any:
        return office.out(lambda all_: all_.outgoing.next_chance(now))

    await office.owe(1, at=NOW - MINUTE)
    assert await next_chance(NOW) is None  # it is free now
    await office.sent(await office.one())
    assert await next_chance(NOW) is None  # nothing waits

    await office.owe(2, at=NOW)
    await office.owe(3, ENG, at=NOW + DAY)

    assert await next_chance(NOW) == NOW + CHANNEL_PACE
    assert await next_chance(NOW + CHANNEL_PACE) is None


async def test_updates_and_homes_keep_no_pace(office: Office) -> None:
    await office.posted()
    await office.refresh()
    await office.owe(0, ADA, kind=Kind.HOME)
    await office.owe(2)

    assert {notice.about for notice in await office.claim(NOW)} == {0, 1}


async def test_two_dispatchers_never_claim_the_same(office: Office, clean_database_url: str) -> None:
    for about in range(40):
        await office.owe(about, f"C{about % 20}")
    other = open_store(clean_database_url)

    claimed = await asyncio.gather(
        *(store.everywhere(lambda all_: all_.outgoing.claim(NOW, 5)) for store in (office.store, other) * 4)
    )
    await other.close()

    taken = [notice.id for batch in claimed for notice in batch]
    lanes = [notice.recipient for batch in claimed for notice in batch]
    assert len(taken) == len(set(taken))
    assert len(lanes) == len(set(lanes))


async def test_nothing_goes_out_to_a_revoked_workspace_until_it_is_back(office: Office) -> None:
    await office.owe()
    await office.out(lambda all_: all_.workspaces.revoke(TEAM, NOW))

    assert await office.claim() == []
    assert await office.out(lambda all_: all_.agenda.next_due()) is None

    await office.out(lambda all_: all_.workspaces.install(TEAM, name="", url="", bot_user=ADA, now=NOW))
    assert len(await office.claim()) == 1


# Settling


async def test_what_is_sent_is_settled_with_its_place(office: Office) -> None:
    await office.owe()

    assert await office.sent(await office.one())

    settled = await office.state()
    assert (settled.state, settled.channel, settled.ts, settled.attempts) == (State.SETTLED, *PLACE, 0)
    assert await office.claim(NOW + DAY) == []


@pytest.mark.parametrize(
    "settle",
    [
        lambda outgoing, late: outgoing.sent(late, PLACE, now=NOW),
        lambda outgoing, late: outgoing.found(late, PLACE, NOW),
        lambda outgoing, late: outgoing.postpone(late, NOW, "x", now=NOW),
        lambda outgoing, late: outgoing.again(late, NOW, "x", now=NOW),
        lambda outgoing, late: outgoing.doubt(late, NOW, "x", now=NOW),
        lambda outgoing, late: outgoing.drop(late, NOW),
        lambda outgoing, late: outgoing.refuse(late, "x", NOW),
    ],
)
async def test_who_lost_the_claim_settles_nothing(office: Office, settle: Callable[[Any, Notice], bool]) -> None:
    await office.owe()
    late = await office.one()
    after = NOW + LEASE + SECOND
    await office.claim(after)  # the lease is over: it is ambiguous now
    mine = await office.one(after + SETTLE)

    assert not await office.out(lambda all_: settle(all_.outgoing, late))
    assert (await office.state()).state is State.SENDING
    assert await office.out(lambda all_: settle(all_.outgoing, mine))


async def test_a_lost_lease_makes_a_post_ambiguous_and_an_update_due(office: Office) -> None:
    await office.posted()
    await office.refresh()
    await office.owe(2, ENG)
    await office.claim(NOW)
    after = NOW + LEASE + SECOND

    [update_] = await office.claim(after)
    [post] = await office.claim(after + SETTLE)

    assert (update_.about, update_.state, update_.error) == (1, State.DUE, "lease_lost")
    assert (post.about, post.state, post.error) == (2, State.AMBIGUOUS, "lease_lost")
    assert post.first_sent_at == NOW  # from then on it is looked for


async def test_a_change_during_the_sending_is_shown_afterwards(office: Office) -> None:
    await office.owe()
    sending = await office.one()
    await office.refresh(NOW + SECOND)

    assert await office.sent(sending, NOW + 2 * SECOND)

    again = await office.one(NOW + 2 * SECOND)
    assert (again.ts, again.wanted) == (PLACE[1], 2)
    assert await office.sent(again, place=None)
    assert (await office.state()).state is State.SETTLED
    assert (await office.state()).ts == PLACE[1]


async def test_a_reaction_and_its_message_becoming_ours_do_not_miss_each_other(office: Office) -> None:
    await office.owe()
    sending = await office.one()

    def react(uow: UnitOfWork) -> bool:
        uow.marks.react(*PLACE, ADA, "+1", is_present=True, event_ts="1", now=NOW)
        pause(uow)
        return uow.notices.at(*PLACE) is not None

    def settle(all_: Everywhere) -> bool:
        assert all_.outgoing.sent(sending, PLACE, now=NOW)
        sees_it = bool(all_.within(TEAM).marks.reacted([PLACE]))
        pause(all_.within(TEAM))
        return sees_it

    assert any(await asyncio.gather(office.here(react), office.out(settle)))


def pause(uow: UnitOfWork) -> None:
    """Long enough for the other one to begin and look: without the lock neither sees the other."""
    if uow._connection.dialect.name == "postgresql":
        uow._connection.execute(text("SELECT pg_sleep(0.2)"))


async def test_what_is_found_is_updated_once_because_it_shows_what_was_so_then(office: Office) -> None:
    await office.owe()
    sending = await office.one()
    await office.out(lambda all_: all_.outgoing.doubt(sending, NOW + SETTLE, "TimeoutError", now=NOW))
    await office.refresh(NOW + SECOND)
    looking = await office.one(NOW + SETTLE)
    assert looking.state is State.AMBIGUOUS

    assert await office.out(lambda all_: all_.outgoing.found(looking, PLACE, NOW + SETTLE))

    found = await office.one(NOW + SETTLE)
    assert (found.state, found.channel, found.ts) == (State.DUE, *PLACE)
    assert await office.sent(found, place=None)
    assert await office.claim(NOW + DAY) == []


async def test_what_was_certainly_not_sent_is_looked_for_only_from_its_next_sending_on(office: Office) -> None:
    await office.owe()
    first = await office.one()
    await office.out(lambda all_: all_.outgoing.again(first, NOW + MINUTE, "refused", now=NOW))

    second = await office.one(NOW + MINUTE)

    assert (second.state, second.attempts, second.first_sent_at) == (State.DUE, 2, NOW + MINUTE)


async def test_a_postponed_try_does_not_count_and_keeps_a_doubt(office: Office) -> None:
    await office.owe()
    sending = await office.one()
    await office.out(lambda all_: all_.outgoing.doubt(sending, NOW, "html", now=NOW))
    looking = await office.one(NOW + CHANNEL_PACE)
    await office.out(lambda all_: all_.outgoing.postpone(looking, NOW + MINUTE, "ratelimited", now=NOW))

    again = await office.one(NOW + MINUTE)

    assert (again.state, again.attempts, again.error) == (State.AMBIGUOUS, 2, "ratelimited")


async def test_what_is_dropped_is_over_unless_it_changed_meanwhile(office: Office) -> None:
    await office.owe(1)
    await office.owe(2, ENG)
    changed, dropped = await office.claim()
    await office.refresh(about=1)

    assert not await office.out(lambda all_: all_.outgoing.drop(changed, NOW))
    assert await office.out(lambda all_: all_.outgoing.drop(dropped, NOW))

    assert (await office.state(1)).state is State.DUE
    assert (await office.state(2)).state is State.DROPPED


# Owing again and refreshing


async def in_state(office: Office, state: State, *, kind: Kind, is_posted: bool) -> None:
    """Have a notice in any state, however it came there."""
    await office.owe(kind=kind)
    place = {"channel": HELP, "ts": "1.1"} if is_posted else {}
    values = {"state": state, "due_at": NOW + MINUTE, "token": "held", "attempts": 3} | place
    await office.here(lambda uow: uow._connection.execute(update(schema.notice).values(**values)))


KEPT = [
    # state, kind, posted: what owe makes of it, what refresh makes of it
    (State.DUE, Kind.ASKER_STATUS, False, State.DUE, State.DUE),
    (State.DUE, Kind.ASKER_STATUS, True, State.DUE, State.DUE),
    (State.SENDING, Kind.ASKER_STATUS, False, State.SENDING, State.SENDING),
    (State.SENDING, Kind.ASKER_STATUS, True, State.SENDING, State.SENDING),
    (State.AMBIGUOUS, Kind.ASKER_STATUS, False, State.AMBIGUOUS, State.AMBIGUOUS),
    (State.SETTLED, Kind.ASKER_STATUS, True, State.DUE, State.DUE),
    (State.DROPPED, Kind.ASKER_STATUS, False, State.DUE, State.DROPPED),
    (State.DROPPED, Kind.QUESTION_CARD, False, State.DUE, State.DUE),
    (State.REFUSED, Kind.ASKER_STATUS, False, State.REFUSED, State.REFUSED),
    (State.REFUSED, Kind.ASKER_STATUS, True, State.DUE, State.DUE),
    (State.REFUSED, Kind.QUESTION_CARD, False, State.DUE, State.REFUSED),
]


@pytest.mark.parametrize(("state", "kind", "is_posted", "owed", "refreshed"), KEPT)
async def test_owing_again_and_refreshing(
    office: Office, state: State, kind: Kind, *, is_posted: bool, owed: State, refreshed: State
) -> None:
    await in_state(office, state, kind=kind, is_posted=is_posted)
    await office.refresh(kind=kind)
    assert (await office.state(kind=kind)).state is refreshed

    await in_state(office, state, kind=kind, is_posted=is_posted)
    await office.owe(kind=kind)
    after = await office.state(kind=kind)
    assert after.state is owed
    assert after.token == "held"  # who holds the claim still settles it


async def test_a_post_planned_for_tomorrow_is_not_made_sooner_by_a_change(office: Office) -> None:
    await office.owe(kind=Kind.INVITATION, recipient=ADA, at=NOW + DAY)

    await office.refresh(NOW, kind=Kind.INVITATION)

    assert await office.claim(NOW) == []
    assert len(await office.claim(NOW + DAY)) == 1


async def test_a_home_planned_for_tomorrow_is_shown_today_when_something_changes_today(office: Office) -> None:
    await office.owe(0, ADA, kind=Kind.HOME)
    await office.sent(await office.one(), place=None)
    await office.here(lambda uow: uow.notices.refresh_home(ADA, NOW + DAY))

    await office.here(lambda uow: uow.notices.refresh_home(ADA, NOW + SECOND))
    await office.here(lambda uow: uow.notices.refresh_home(ADA, NOW + DAY))

    assert [notice.kind for notice in await office.claim(NOW + SECOND)] == [Kind.HOME]


async def test_nothing_is_refreshed_that_was_never_owed(office: Office) -> None:
    await office.refresh()
    await office.here(lambda uow: uow.notices.refresh_home(ADA, NOW))

    assert await office.claim(NOW + DAY) == []


async def test_a_card_for_another_channel_begins_anew_even_while_the_former_is_sent(office: Office) -> None:
    await office.owe(recipient=HELP)
    former = await office.one()
    await office.owe(recipient=ENG)

    assert not await office.sent(former)

    moved = await office.one()
    assert (moved.recipient, moved.channel, moved.ts) == (ENG, None, None)
    assert await office.sent(moved, place=(ENG, MessageTs("2.2")))
    assert (await office.state()).channel == ENG


# Pauses


async def test_a_pause_holds_one_method_of_one_workspace_for_everybody(office: Office, clean_database_url: str) -> None:
    await office.posted()
    await office.owe(2)
    await office.owe(3, team=OTHER_TEAM)
    await office.refresh()
    await office.out(lambda all_: all_.outgoing.pause(TEAM, "chat.postMessage", NOW + MINUTE))
    replica = open_store(clean_database_url)

    now = NOW + CHANNEL_PACE
    claimed = await replica.everywhere(lambda all_: all_.outgoing.claim(now, 32))
    later = await replica.everywhere(lambda all_: all_.outgoing.claim(NOW + MINUTE, 32))
    await replica.close()

    assert {notice.about for notice in claimed} == {1, 3}
    assert [notice.about for notice in later] == [2]


async def test_a_shorter_pause_does_not_end_a_longer_one(office: Office) -> None:
    await office.owe()
    for wait in (MINUTE, SECOND):
        await office.out(lambda all_, wait=wait: all_.outgoing.pause(TEAM, "chat.postMessage", NOW + wait))  # type: ignore[misc] # mypy infers no lambda with a default

    assert await office.claim(NOW + 2 * SECOND) == []
    assert len(await office.claim(NOW + MINUTE)) == 1


async def test_what_a_wrong_clock_held_for_a_day_is_free_once_the_clock_is_right(office: Office) -> None:
    await office.owe()
    await office.one(NOW + DAY)
    await office.out(lambda all_: all_.outgoing.pause(TEAM, "chat.postMessage", NOW + DAY))
    await office.owe(2)

    [claimed] = await office.claim()

    assert claimed.about == 2
    assert await office.sent(claimed)
    await office.out(lambda all_: all_.outgoing.pause(TEAM, "chat.postMessage", NOW + MINUTE))
    await office.owe(3)
    assert await office.claim(NOW + 2 * SECOND) == []


async def test_paces_that_are_over_are_forgotten(office: Office) -> None:
    await office.posted()

    assert await office.out(lambda all_: all_.outgoing.forget_paces(NOW)) == 0
    assert await office.out(lambda all_: all_.outgoing.forget_paces(NOW + MINUTE)) == 1
