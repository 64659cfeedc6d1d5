"""What a workspace's admins and moderators changed, and who changed what when."""

from sqlalchemy import Column, Index, String, Table, Text

from storage.schema.base import metadata, moment, numbered, tenant

setting = Table(
    "setting",
    metadata,
    tenant(primary=True),
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

setting_change = Table(
    "setting_change",
    metadata,
    numbered(),
    tenant(),
    Column("name", String(32), nullable=False),
    Column("was", Text),
    Column("became", Text),
    Column("by", String(32), nullable=False),
    moment("at"),
    Index("ix_setting_change_latest", "workspace", "id"),
)
