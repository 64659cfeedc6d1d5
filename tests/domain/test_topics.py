import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import topics

words = st.text(alphabet=st.characters(codec=None))
"""Any text at all, lone surrogates included."""


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("Kubernetes", "kubernetes"),
        ("#Kubernetes", "kubernetes"),
        ("  machine   learning ", "machine-learning"),
        ("machine_learning", "machine-learning"),
        ("machine–learning", "machine-learning"),
        ("CI/CD", "ci-cd"),
        ("CI / CD", "ci-cd"),
        ("R&D", "r-d"),
        ("C++", "c++"),
        ("#C#", "c#"),
        ("Node.js", "node.js"),
        (".NET", ".net"),
        ("Terraform!", "terraform"),
        ("Terraform.", "terraform"),
        ("#github #actions", "github-actions"),
        ("data. -- .net...", "data-.net"),
        ("`*_bold_*`", "bold"),
        ("What's new?", "whats-new"),
        ("ＰＹＴＨＯＮ", "python"),
        ("Straße", "strasse"),
        ("हिन्दी", "हिन्दी"),
        ("e\u0301te\u0301", "été"),
        ("数据库", "数据库"),
        ("zero\u200bwidth\0\ud800", "zerowidth"),
        ("x" * 50, "x" * 40),
        ("a" * 39 + " b", "a" * 39),
        ("", ""),
        (" #-+./ ", ""),
        ("🎉", ""),
    ],
)
def test_a_topic_has_one_slug(written: str, slug: str) -> None:
    assert topics.normalise(written) == slug


@given(words)
def test_a_slug_is_short_clean_and_its_own_slug(written: str) -> None:
    slug = topics.normalise(written)
    assert len(slug) <= 40
    assert not set(slug) & set(" \t\n\0<>&|,;/")
    assert topics.normalise(slug) == slug


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("  #GitHub \n Actions ", "GitHub Actions"),
        ("C#", "C#"),
        ("# c++", "c++"),
        ("a\0b\ud800", "ab"),
        ("x" * 50, "x" * 40),
    ],
)
def test_people_see_their_own_spelling(written: str, shown: str) -> None:
    assert topics.label(written) == shown


@given(words)
def test_what_has_a_slug_has_a_label(written: str) -> None:
    assert bool(topics.label(written)) >= bool(topics.normalise(written))
    assert len(topics.label(written)) <= 40


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Python, Machine Learning,CI/CD", ("Python", "Machine Learning", "CI/CD")),
        ("Python; Machine Learning", ("Python", "Machine Learning")),
        ("Python\nMachine Learning\n", ("Python", "Machine Learning")),
        ("python terraform", ("python", "terraform")),
        ("#python #c# #c++", ("python", "c#", "c++")),
        ("Python, python ,PYTHON, go", ("Python", "go")),
        (" python\n", ("python",)),
        ("machine learning,", ("machine learning",)),
        (", ,!!", ()),
        ("", ()),
    ],
)
def test_a_list_is_read_as_typed(typed: str, expected: tuple[str, ...]) -> None:
    assert topics.split(typed) == expected


def test_a_text_names_topics_of_up_to_three_words() -> None:
    assert topics.phrases("Is GitHub Actions down?") == {
        "is",
        "github",
        "actions",
        "down",
        "is-github",
        "github-actions",
        "actions-down",
        "is-github-actions",
        "github-actions-down",
    }
    assert topics.phrases("one two three", longest=1) == {"one", "two", "three"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("How do I build C++, or C#?", {"c++", "c#"}),
        ("We run Node.js.", {"node.js"}),
        ("our CI/CD pipeline", {"ci", "cd", "ci-cd", "ci-cd-pipeline"}),
        ("(see #terraform)", {"terraform"}),
        ("*bold* and `code`", {"bold", "code"}),
        ("R&D", {"r-d"}),
    ],
)
def test_words_are_found_among_punctuation(text: str, named: set[str]) -> None:
    assert named <= topics.phrases(text)


@given(words)
def test_phrases_are_slugs(text: str) -> None:
    assert all(topics.normalise(phrase) == phrase != "" for phrase in topics.phrases(text))


@given(st.lists(st.sampled_from(["C++", "node.js", "#Go", "Data", ".NET", "Science"]), min_size=1, max_size=3))
def test_a_topic_of_some_words_is_found_by_them(named: list[str]) -> None:
    topic = " ".join(named)
    assert topics.normalise(topic) in topics.phrases(f"Who knows {topic}? Thanks!")


def test_a_long_text_gives_its_first_phrases() -> None:
    text = " ".join(f"word{number}" for number in range(5_000))
    phrases = topics.phrases(text)
    assert len(phrases) == 2_000
    assert "word0-word1-word2" in phrases
    assert "word4999" not in phrases
    assert topics.phrases("again and " * 20_000) == topics.phrases("again and again and again")


def test_known_aliases_are_slugs_that_lead_to_topics_at_once() -> None:
    assert len(topics.KNOWN_ALIASES) >= 60
    for alias, topic in topics.KNOWN_ALIASES.items():
        assert topics.normalise(alias) == alias
        assert topics.normalise(topic) == topic
        assert topic not in topics.KNOWN_ALIASES, f"{alias} leads to {topic}, an alias itself"


@pytest.mark.parametrize(
    ("alias", "topic"), [("K8s", "Kubernetes"), ("postgres", "PostgreSQL"), ("GHA", "GitHub Actions")]
)
def test_aliases_are_known(alias: str, topic: str) -> None:
    assert topics.KNOWN_ALIASES[topics.normalise(alias)] == topics.normalise(topic)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("last night's backup?", "backups"),
        ("All the dashboards are red", "dashboard"),
        ("terraform plan", "terraform"),
    ],
)
def test_a_text_mentions_a_topic_in_singular_and_plural(text: str, topic: str) -> None:
    assert topic in topics.mentions(text)


def test_short_names_are_left_as_they_are() -> None:
    assert "aw" not in topics.mentions("aws")
    assert "css" in topics.mentions("css")
