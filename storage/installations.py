"""Where Slack's tokens are kept: Bolt's own SQLAlchemy stores, with what is secret in them encrypted."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import ColumnElement, MetaData, Table, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import WorkspaceId
from storage.schema import installations as tables
from storage.vault import Encrypted, Locked, Vault

LEASE = timedelta(seconds=30)
"""How long one replica refreshes a token before another may take it for dead."""
STATE_LIVES = timedelta(minutes=10)


class Installations(AsyncSQLAlchemyInstallationStore):
    """The bots that were installed, the latest of each workspace or organisation.

    Only the bot's half of Bolt's store is used: Knowhow asks for no token of a person.
    """

    def __init__(self, client_id: str, engine: AsyncEngine, vault: Vault) -> None:
        super().__init__(client_id, engine, bots_table_name=tables.BOTS)
        self._vault = vault
        for name in tables.ENCRYPTED:
            self.bots.c[name].type = Encrypted(vault)

    @classmethod
    def build_bots_table(cls, metadata: MetaData, table_name: str) -> Table:  # noqa: ARG003 - Bolt's signature
        """The table with columns that are wide enough."""
        return tables.bots_table(metadata)

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation; the ones before it are forgotten with their tokens."""
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep the bot of an installation."""
        await super().async_save_bot(bot)
        where = self._of(bot.enterprise_id, bot.team_id)
        latest = select(self.bots.c.id).where(*where).order_by(self.bots.c.id.desc()).limit(1).scalar_subquery()
        async with self.engine.begin() as connection:
            await connection.execute(delete(self.bots).where(*where, self.bots.c.id < latest))

    async def find(self, workspace: WorkspaceId, enterprise: str | None) -> Bot | None:
        """The bot of a workspace: its own, or the one that its whole organisation installed. Raises Locked."""
        own = await self.async_find_bot(enterprise_id=enterprise, team_id=workspace)
        if own is not None or enterprise is None:
            return own
        return await self.async_find_bot(enterprise_id=enterprise, team_id=None, is_enterprise_install=True)

    async def take_refresh(self, bot: Bot, now: datetime) -> bool:
        """Whether it is for the caller to refresh a bot's token now: one at a time among all replicas."""
        column = self.bots.c.refreshing_until
        taken = (
            update(self.bots)
            .where(*self._as_seen(bot), or_(column.is_(None), column < now))
            .values(refreshing_until=now + LEASE)
        )
        async with self.engine.begin() as connection:
            return (await connection.execute(taken)).rowcount == 1

    async def replace(self, before: Bot, bot: Bot) -> None:
        """Keep a bot's new tokens in place of those before, unless it was uninstalled or installed anew since."""
        replaced = (
            update(self.bots)
            .where(*self._as_seen(before))
            .values(
                bot_token=bot.bot_token,
                bot_refresh_token=bot.bot_refresh_token,
                bot_token_expires_at=_naive(bot.bot_token_expires_at),
                refreshing_until=None,
            )
        )
        async with self.engine.begin() as connection:
            await connection.execute(replaced)

    async def lock_anew(self) -> int:
        """Encrypt with the first key what another one encrypted; returns how many can be read by none of the keys."""
        raw = tables.bots_table(MetaData())
        unreadable = 0
        async with self.engine.begin() as connection:
            for row in (await connection.execute(select(raw))).mappings().all():
                try:
                    anew = {name: self._vault.renew(row[name]) for name in tables.ENCRYPTED if row[name]}
                except Locked:
                    unreadable += 1
                else:
                    await connection.execute(update(raw).where(raw.c.id == row["id"]).values(**anew))
        return unreadable

    def _as_seen(self, bot: Bot) -> tuple[ColumnElement[bool], ...]:
        seen = self.bots.c.bot_token_expires_at == _naive(bot.bot_token_expires_at)
        return (*self._of(bot.enterprise_id, bot.team_id), seen)

    def _of(self, enterprise: str | None, team: str | None) -> tuple[ColumnElement[bool], ...]:
        column = self.bots.c
        return (column.client_id == self.client_id, column.enterprise_id == enterprise, column.team_id == team)


def _naive(seconds: float | None) -> datetime:
    """A moment as the SDK's columns have it: UTC without saying so."""
    return datetime.fromtimestamp(seconds or 0, UTC).replace(tzinfo=None)


class States(AsyncSQLAlchemyOAuthStateStore):
    """What tells that whoever comes back from Slack began here, a few minutes ago, and didn't come back before."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        super().__init__(int(STATE_LIVES.total_seconds()), engine, table_name=tables.STATES)
        self._now = now

    @classmethod
    def build_oauth_states_table(cls, metadata: MetaData, table_name: str) -> Table:  # noqa: ARG003 - Bolt's signature
        """The table of our schema."""
        return tables.states_table(metadata)

    async def async_issue(self, *args: object, **kwargs: object) -> str:  # noqa: ARG002 - Bolt's signature
        """A new state; those that nobody came back with are forgotten."""
        state, now = secrets.token_urlsafe(32), self._naive()
        async with self.engine.begin() as connection:
            await connection.execute(delete(self.oauth_states).where(self.oauth_states.c.expire_at <= now))
            await connection.execute(insert(self.oauth_states).values(state=state, expire_at=now + STATE_LIVES))
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether a state is good, which it is once: of two who bring it at the same time one is refused."""
        column = self.oauth_states.c
        used = delete(self.oauth_states).where(column.state == state, column.expire_at > self._naive())
        async with self.engine.begin() as connection:
            return (await connection.execute(used)).rowcount == 1

    def _naive(self) -> datetime:
        """As the SDK's columns have it: UTC without saying so."""
        return self._now().astimezone(UTC).replace(tzinfo=None)
