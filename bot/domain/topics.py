"""What topics are called: the one slug behind the many ways in which people write a topic."""

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from bot.domain.ids import TopicId

MAX_TOPICS = 10
"""How many topics one thing may have."""
LONGEST_TOPIC = 40
MOST_PHRASES = 2_000
LEAST_INFLECTED = 4

_KEPT = "+#.-"
_TO_DASH = re.compile(r"[\s/\\_&\u2010-\u2015\u2212]+")
_DOTS = re.compile(r"\.{2,}")
_SEAM = re.compile(r"(?:\.*-+#*)+")
"""What may stand between two words: a full stop after the first, dashes, the second one's hashtag sign."""
_LIST = re.compile(r"[,;\n，、；]")
_BETWEEN_WORDS = re.compile(r"[\s,;:!?/\\&|()\[\]{}<>\"“”„«»…，。、；：！？]+")


def normalise(text: str) -> str:
    """Return a topic's slug: lower case, dashes for spaces; ``c++``, ``c#`` and ``node.js`` stay.

    At most 40 characters; empty when no letter or digit is left. A slug is its own slug.
    """
    if text.isascii() and text.isalnum():  # most words, which need none of what follows
        return text.lower()[:LONGEST_TOPIC]
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(char for char in _TO_DASH.sub("-", folded) if _is_kept(char))
    return _trimmed(unicodedata.normalize("NFC", kept)) if any(map(str.isalnum, kept)) else ""


def label(text: str) -> str:
    """Return a topic as its author spelled it, for people to see: trimmed, in one line, 40 characters."""
    written = " ".join(text.split())
    shown = "".join(char for char in written if unicodedata.category(char) not in ("Cc", "Cs"))
    return shown.lstrip("# ")[:LONGEST_TOPIC].strip()


def split(text: str, known: Container[str] = frozenset()) -> tuple[str, ...]:
    """Read a list of topics as typed, in their author's spelling: by commas or lines, else by spaces.

    Words between spaces that together are one of the `known` slugs stay together, such as ``machine learning``.
    Keeps the order; leaves out what names nothing, and what names a topic again.
    """
    typed = _LIST.split(text) if is_list(text) else list(_known_together(text.split(), known))
    topics: dict[str, str] = {}
    for each in typed:
        topics.setdefault(normalise(each), label(each))
    return tuple(shown for slug, shown in topics.items() if slug)


def is_list(text: str) -> bool:
    """Whether a text separates topics by commas or lines, so that there may be spaces in each."""
    return bool(_LIST.search(text.strip()))


def _known_together(words: list[str], known: Container[str], longest: int = 3) -> Iterator[str]:
    """Join words, as many as possible, where together they are a known slug."""
    first = 0
    while first < len(words):
        sizes = range(min(longest, len(words) - first), 1, -1)
        size = next((each for each in sizes if normalise(" ".join(words[first : first + each])) in known), 1)
        yield " ".join(words[first : first + size])
        first += size


def phrases(text: str, longest: int = 3) -> frozenset[str]:
    """Return the slugs of all runs of one to `longest` words, to look up the topics that a text names.

    At most 2,000, from the beginning of the text.
    """
    words = filter(None, (normalise(word) for word in _BETWEEN_WORDS.split(text)))
    return frozenset(islice(_runs(words, longest), MOST_PHRASES))


def mentions(text: str) -> frozenset[str]:
    """Return the slugs under which a text may name a topic: its phrases, each also as singular and plural.

    A plain ``s`` is the only ending looked at; four letters at least keep ``aws`` and ``css`` what they are.
    """
    named = phrases(text)
    longer = {f"{each}s" for each in named if len(each) >= LEAST_INFLECTED}
    shorter = {each[:-1] for each in named if each.endswith("s") and len(each) > LEAST_INFLECTED}
    return named | longer | shorter


def _runs(words: Iterator[str], longest: int) -> Iterator[str]:
    seen: set[str] = set()
    recent: list[str] = []
    for word in words:
        recent = [*recent, word][-longest:]
        for first in range(len(recent)):
            phrase = _trimmed("-".join(recent[first:]))
            if phrase not in seen:
                seen.add(phrase)
                yield phrase


def _is_kept(char: str) -> bool:
    return char in _KEPT or unicodedata.category(char)[0] in "LNM"  # letters, numbers and marks


def _trimmed(slug: str) -> str:
    if slug.replace("-", "").isalnum() and "--" not in slug and slug[0] != "-":
        return slug[:LONGEST_TOPIC].rstrip("-")
    return _SEAM.sub("-", _DOTS.sub(".", slug)).lstrip("-#")[:LONGEST_TOPIC].rstrip("-.")


KNOWN_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        # languages
        "c-plus-plus": "c++",
        "c-sharp": "c#",
        "cpp": "c++",
        "csharp": "c#",
        "cxx": "c++",
        "es6": "javascript",
        "f-sharp": "f#",
        "fsharp": "f#",
        "golang": "go",
        "js": "javascript",
        "objc": "objective-c",
        "py": "python",
        "python3": "python",
        "rb": "ruby",
        "rustlang": "rust",
        "ts": "typescript",
        # frameworks and libraries
        ".net": "dotnet",
        "angularjs": "angular",
        "dot-net": "dotnet",
        "expressjs": "express",
        "nextjs": "next.js",
        "node": "node.js",
        "nodejs": "node.js",
        "react.js": "react",
        "reactjs": "react",
        "ror": "ruby-on-rails",
        "rails": "ruby-on-rails",
        "sklearn": "scikit-learn",
        "springboot": "spring-boot",
        "vue.js": "vue",
        "vuejs": "vue",
        # data
        "elastic-search": "elasticsearch",
        "mongo": "mongodb",
        "ms-sql": "sql-server",
        "mssql": "sql-server",
        "pg": "postgresql",
        "postgres": "postgresql",
        "psql": "postgresql",
        "pyspark": "spark",
        # running things
        "amazon-web-services": "aws",
        "ci": "ci-cd",
        "cicd": "ci-cd",
        "gcp": "google-cloud",
        "gha": "github-actions",
        "google-cloud-platform": "google-cloud",
        "iac": "infrastructure-as-code",
        "k8": "kubernetes",
        "k8s": "kubernetes",
        "kube": "kubernetes",
        "o11y": "observability",
        "tf": "terraform",
        # fields
        "a11y": "accessibility",
        "ai": "artificial-intelligence",
        "i18n": "internationalisation",
        "infosec": "information-security",
        "internationalization": "internationalisation",
        "l10n": "localisation",
        "large-language-models": "llm",
        "llms": "llm",
        "localization": "localisation",
        "ml": "machine-learning",
        "nlp": "natural-language-processing",
        "qa": "quality-assurance",
        "sre": "site-reliability",
        "user-experience": "ux",
        "user-interface": "ui",
        # the office
        "gdocs": "google-docs",
        "gsheets": "google-sheets",
        "hr": "human-resources",
        "kpis": "kpi",
        "microsoft-excel": "excel",
        "microsoft-teams": "ms-teams",
        "ms-excel": "excel",
        "okrs": "okr",
        "power-point": "powerpoint",
        "ppt": "powerpoint",
    }
)
"""Well-known other names of topics: alias slug to topic slug. A workspace's own aliases come before them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as people see it."""

    id: TopicId
    slug: str
    label: str
