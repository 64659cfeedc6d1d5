"""Whether answers and tips are still true: who reported them, and what their authors said."""

from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Table, select, update

from bot.domain.freshness import Report, Review, Verdict
from bot.domain.ids import PersonId, ReviewId
from bot.domain.marks import About, Item
from storage import schema
from storage.repository import Repository, hold

_report, _review = schema.report, schema.review


class Reviews(Repository):
    """Reports by readers, and the reviews by authors that they or age led to."""

    def report(self, item: Item, person: PersonId, why: str, now: datetime) -> None:
        """Keep that somebody says that an item is outdated; the last word of each person counts."""
        told = {"why": why, "reported_at": now, "settled_at": None}
        self._put(_report, {"about": item.about, "item": item.id, "person": person}, **told)

    def reports(self, item: Item) -> list[Report]:
        """The reports of an item that wait for somebody to look, in order."""
        open_ = (*self._about(_report, item), _report.c.settled_at.is_(None))
        query = select(_report.c.person, _report.c.why).where(*open_).order_by(_report.c.reported_at, _report.c.person)
        return [Report(PersonId(person), why) for person, why in self._connection.execute(query)]

    def settle_reports(self, item: Item, now: datetime) -> None:
        """Let the reports of an item wait no longer."""
        open_ = (*self._about(_report, item), _report.c.settled_at.is_(None))
        self._connection.execute(update(_report).where(*open_).values(settled_at=now))

    def begin(self, item: Item, author: PersonId, now: datetime) -> ReviewId:
        """Keep that an author is asked about an item."""
        told = {"about": item.about, "item": item.id, "author": author, "asked_at": now}
        key = self._connection.execute(_review.insert().values(workspace=self._workspace, **told)).inserted_primary_key
        assert key is not None
        return ReviewId(key[0])

    def hold(self) -> None:
        """Keep other replicas from asking in this workspace until this commit, so that nobody is asked twice."""
        hold(self._connection, f"reviews {self._workspace}")

    def get(self, review: ReviewId) -> Review | None:
        """A review as it stands."""
        query = select(_review).where(self._here(_review), _review.c.id == review)
        row = self._connection.execute(query).mappings().first()
        return _as_review(row) if row else None

    def latest(self, item: Item) -> Review | None:
        """The last review of an item."""
        query = select(_review).where(*self._about(_review, item)).order_by(_review.c.id.desc()).limit(1)
        row = self._connection.execute(query).mappings().first()
        return _as_review(row) if row else None

    def decide(self, review: ReviewId, verdict: Verdict, by: PersonId, now: datetime) -> None:
        """Keep what was said; the last word counts."""
        one = (self._here(_review), _review.c.id == review)
        told = {"verdict": verdict, "decided_by": by, "decided_at": now}
        self._connection.execute(update(_review).where(*one).values(told))

    def _about(self, table: Table, item: Item) -> tuple[ColumnElement[bool], ...]:
        return self._here(table), table.c.about == item.about, table.c.item == item.id


def _as_review(row: RowMapping) -> Review:
    return Review(
        id=ReviewId(row["id"]),
        item=Item(About(row["about"]), row["item"]),
        author=PersonId(row["author"]),
        asked_at=row["asked_at"],
        verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
    )
