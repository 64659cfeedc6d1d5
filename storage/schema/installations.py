"""Slack's word that the app is installed: the tables of the SDK's stores, wide enough for what is encrypted.

They are the one place of the schema that belongs to no workspace: an installation may be a whole organisation's. The
columns of the SDK's tables are the SDK's (``slack_sdk.oauth``), which a test holds; times without a zone are UTC.
"""

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, MetaData, String, Table, Text

from storage.columns import Moment
from storage.schema.base import metadata, moment

BOTS, STATES = "slack_bots", "slack_oauth_states"
ENCRYPTED = ("bot_token", "bot_refresh_token")


def bots_table(kept_in: MetaData) -> Table:
    """The bots that were installed, and who refreshes a token just now."""
    return Table(
        BOTS,
        kept_in,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("client_id", String(32), nullable=False),
        Column("app_id", String(32), nullable=False),
        Column("enterprise_id", String(32)),
        Column("enterprise_name", String(200)),
        Column("team_id", String(32)),
        Column("team_name", String(200)),
        Column("bot_token", Text),
        Column("bot_id", String(32)),
        Column("bot_user_id", String(32)),
        Column("bot_scopes", String(1000)),
        Column("bot_refresh_token", Text),
        Column("bot_token_expires_at", DateTime),
        Column("is_enterprise_install", Boolean, default=False, nullable=False),
        Column("installed_at", DateTime, nullable=False),
        Column("refreshing_until", Moment()),
        Index(f"{BOTS}_idx", "client_id", "enterprise_id", "team_id", "installed_at"),
    )


def states_table(kept_in: MetaData) -> Table:
    """What tells that a visitor began an installation here."""
    return Table(
        STATES,
        kept_in,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("state", String(200), nullable=False),
        Column("expire_at", DateTime, nullable=False),
    )


slack_bots = bots_table(metadata)
organisation = Table(
    "organisation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("url", Text, nullable=False),
    Column("installer", String(32)),  # until they are told the first steps
    moment("installed_at"),
)
slack_oauth_states = states_table(metadata)
