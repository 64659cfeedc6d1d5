"""The sets of ../shared/data, which are never part of the project."""

import gzip
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[3] / "shared" / "data"
RETRIEVAL = ("stackfaq", "stackfaq-pairs", "english-dup")
EXPERTS = ("se-dba", "se-android")


def rows(name: str, part: str) -> list[dict[str, Any]]:
    """The rows of one file of a set."""
    with gzip.open(DATA / name / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@dataclass(frozen=True)
class Text:
    """A document or a query."""

    id: str
    title: str
    body: str


@dataclass(frozen=True)
class Similar:
    """A set of similar questions."""

    name: str

    @cached_property
    def documents(self) -> list[Text]:
        return [Text(each["id"], each["title"], each["body"]) for each in rows(self.name, "docs")]

    @cached_property
    def queries(self) -> list[Text]:
        return [Text(each["id"], each["title"], each["body"]) for each in rows(self.name, "queries")]

    @cached_property
    def relevant(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for each in rows(self.name, "qrels"):
            found[each["query_id"]].add(each["doc_id"])
        return found


def is_development(query_id: str) -> bool:
    """Whether a query is in the half that parameters are tuned on."""
    return hashlib.sha256(query_id.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True)
class Asked:
    """A question of an expert set, with what came of it."""

    id: str
    title: str
    body: str
    tags: tuple[str, ...]
    asker: str
    place: int
    answers: tuple["Answered", ...]


@dataclass(frozen=True)
class Answered:
    """An answer: whose, when (in the order of all posts), and whether it was accepted."""

    person: str
    place: int
    is_accepted: bool


def asked(name: str) -> list[Asked]:
    """The questions of an expert set in order of time."""
    answers: dict[str, list[Answered]] = defaultdict(list)
    for each in rows(name, "answers"):
        answers[each["question_id"]].append(Answered(each["answerer"], each["seq"], bool(each.get("accepted"))))
    found = [
        Asked(
            each["id"],
            each["title"].strip(),
            each["body"].strip(),
            tuple(each["tags"]),
            each["asker"],
            each["seq"],
            tuple(sorted(answers[each["id"]], key=lambda answer: (answer.place, answer.person))),
        )
        for each in rows(name, "questions")
    ]
    return sorted(found, key=lambda each: each.place)
