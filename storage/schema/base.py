"""What every table is made of: its tenant, its keys and its moments."""

from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, ForeignKeyConstraint, MetaData, String, text

from storage.columns import Id, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def tenant(*, primary: bool = False) -> Column[str]:
    """The tenant of a row."""
    return Column("workspace", String(32), ForeignKey("workspace.id"), primary_key=primary, nullable=False)


def numbered() -> Column[int]:
    """The key of a row, given by the database."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def flag(name: str) -> Column[bool]:
    """Something that is false until it is said."""
    return Column(name, Boolean, nullable=False, server_default=text("false"))


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    """When something happened or is due."""
    return Column(name, Moment(), nullable=nullable)


def refer(table: str, column: str) -> ForeignKeyConstraint:
    """Refer to a row of the same workspace."""
    return ForeignKeyConstraint(["workspace", column], [f"{table}.workspace", f"{table}.id"])
