"""What is to be erased, and what of it is not yet wiped from the disk."""

from sqlalchemy import Column, String, Table

from storage.schema.base import flag, metadata, moment, tenant

forgetting = Table(
    "forgetting",
    metadata,
    tenant(primary=True),
    Column("person", String(32), primary_key=True),
    flag("takes_words"),
    moment("asked_at"),
    moment("erased_at", nullable=True),
    comment="Who wants to be forgotten, until they are told so; takes_words: what they wrote in public too.",
)

wiping = Table(
    "wiping",
    metadata,
    tenant(primary=True),
    moment("since"),
    comment="Workspaces of which rows were erased whose traces are still in free places of the database.",
)
