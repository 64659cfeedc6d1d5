"""A workspace's past made of real texts: as many items as wanted, with the frequencies that real words have."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from bot.domain.search import analysis, scoring
from bot.domain.search.documents import Kind
from bot.domain.topics import normalise
from tests.evaluation.data import RETRIEVAL, rows
from tests.workspace import MONDAY_AFTERNOON

TOPICS = 400
YEARS = timedelta(days=730)
TIPS = 0.16
"""The share of documents that are tips; the others are questions."""
ANSWERS = (1, 1, 1, 1, 2)
"""How many answers a question has, each as likely: with the question and the tips two items a document, on average."""
ITEMS_PER_DOCUMENT = TIPS + (1 - TIPS) * (1 + sum(ANSWERS) / len(ANSWERS))
HELD_OUT = 400
"""Real titles that stand in no document: what is looked for."""
WORDS = 24
"""Words that are taken together: the texts have no sentences, some of them no stops at all."""
LONGEST_PART = 250
_SEED = "knowhow"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, or the tip itself: whose, and when."""

    person: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its answers, or a tip, and what the index has of it."""

    kind: Kind
    asker: int
    at: datetime
    title: str
    body: str
    topics: tuple[int, ...]
    answers: tuple[Said, ...]
    impacts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Texts:
    """What all is made of."""

    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    topics: tuple[str, ...]
    """Slugs, the commonest first."""
    wanted: tuple[str, ...]
    """Titles that are left out."""


@cache
def texts() -> Texts:
    """Read the sets once in each process."""
    questions = [each for name in ("se-dba", "se-android") for each in rows(name, "questions")]
    answers = rows("se-android", "answers")
    tags = Counter(normalise(tag) for each in questions for tag in each["tags"])
    titles = [" ".join(each["title"].split()) for each in questions]
    others = [each for name in RETRIEVAL for each in rows(name, "docs")]
    bodies = [each["body"] for each in [*questions, *answers, *others]]
    sentences = [part for body in bodies for part in _parts(body.split())]
    return Texts(
        tuple(titles[HELD_OUT:]),
        tuple(sentences),
        tuple(tag for tag, _ in tags.most_common(TOPICS) if tag),
        tuple(titles[:HELD_OUT]),
    )


def make(first: int, last: int, people: int) -> list[Item]:
    """The documents from one number to another, the same whenever they are made."""
    return [_item(random.Random(f"{_SEED} {number}"), number, people) for number in range(first, last)]  # noqa: S311 - no secret


def _item(rng: random.Random, number: int, people: int) -> Item:
    is_tip = rng.random() < TIPS
    known = texts()
    topics = tuple({int(len(known.topics) * rng.random() ** 2) for _ in range(rng.randint(1, 3))})
    at = MONDAY_AFTERNOON - YEARS * rng.random()
    body = _some(rng, 0 if is_tip else 1, 4)
    if is_tip:
        title = rng.choice(known.sentences)
        author = _person(rng, topics[0], people)
        return _indexed(Kind.TIP, author, at, title, body, topics, (Said(author, at, f"{title}\n{body}"),))
    title = f"{_half(rng.choice(known.titles), 0)} {_half(rng.choice(known.titles), 1)} {_rare(rng, number)}".strip()
    answers = tuple(
        Said(_person(rng, rng.choice(topics), people), at + timedelta(hours=8 * rng.random()), _some(rng, 1, 4))
        for _ in range(rng.choice(ANSWERS))
    )
    return _indexed(Kind.QUESTION, int(people * rng.random()), at, title[:300], body, topics, answers)


def _indexed(
    kind: Kind, asker: int, at: datetime, title: str, body: str, topics: tuple[int, ...], answers: tuple[Said, ...]
) -> Item:
    said = "" if kind is Kind.TIP else "\n".join(each.text for each in answers)
    head = analysis.headline(f"{title}\n{body}")[0] if kind is Kind.TIP else title
    impacts = scoring.impacts(head, body, said, [texts().topics[each] for each in topics])
    return Item(kind, asker, at, head, body, topics, answers, impacts)


def _parts(words: list[str]) -> list[str]:
    return [" ".join(words[at : at + WORDS])[:LONGEST_PART] for at in range(0, len(words) - WORDS // 2, WORDS)]


def _some(rng: random.Random, least: int, most: int) -> str:
    return " ".join(rng.choice(texts().sentences) for _ in range(rng.randint(least, most)))


def _half(title: str, which: int) -> str:
    words = title.split()
    middle = -(-len(words) // 2)
    return " ".join(words[middle:] if which else words[:middle])


def _rare(rng: random.Random, number: int) -> str:
    """What stands in one text only, as names of machines and numbers of errors do."""
    return f"E{number}" if rng.random() < 0.3 else ""


def _person(rng: random.Random, topic: int, people: int) -> int:
    """Each topic has a few who answer most of it, and many who do so now and then."""
    return (topic * 7919 + int(people * rng.random() ** 4)) % people
