"""How well similar questions are found: the ranking that ships, beside what the engines bring along."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.search import query
from bot.domain.search.documents import Document, Kind
from storage.index import SearchIndex, prepared
from storage.search import Search
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.evaluation import metrics
from tests.evaluation.data import Similar, Text, is_development
from tests.evaluation.databases import HERE
from tests.evaluation.metrics import Retrieval

DEPTH = 100
Rank = Callable[[UnitOfWork, Text], list[str]]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    set: str
    engine: str
    method: str
    development: Retrieval
    held_out: Retrieval
    whole: Retrieval


async def index(store: Store, these: Similar) -> None:
    """Put a set's documents into the index that ships."""
    documents = [Document(Kind.QUESTION, item, each.title, each.body) for item, each in enumerate(these.documents)]
    await store.write(HERE, lambda uow: SearchIndex(uow._connection, HERE).put(map(prepared, documents)))


def shipped(these: Similar) -> Rank:
    """The ranking that ships."""
    names = [each.id for each in these.documents]
    items = {name: item for item, name in enumerate(names)}

    def rank(uow: UnitOfWork, asked: Text) -> list[str]:
        wanted = query.about(asked.title, asked.body)
        but = (Kind.QUESTION, items[asked.id]) if asked.id in items else None
        return [names[hit.item] for hit in Search(uow._connection, HERE).find(wanted, limit=DEPTH, but=but)]

    return rank


async def measure(store: Store, these: Similar, labels: tuple[str, str], rank: Rank, queries: Sequence[Text]) -> Row:
    """Run a ranking over the queries."""

    def run(uow: UnitOfWork) -> dict[str, Retrieval]:
        return {each.id: metrics.retrieval(rank(uow, each), these.relevant[each.id]) for each in queries}

    found = await store.read(HERE, run)
    return Row(
        these.name,
        *labels,
        metrics.mean(each for name, each in found.items() if is_development(name)),
        metrics.mean(each for name, each in found.items() if not is_development(name)),
        metrics.mean(found.values()),
    )
