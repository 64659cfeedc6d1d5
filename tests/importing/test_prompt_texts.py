"""Reading prompts from tables and lists: what is taken, what is rejected and where, and what can not be used at all."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.prompt_files import LARGEST, MOST, Found, NotPrompts, Why
from bot.domain.prompts import TEXT_LIMITS, TITLE_LIMIT, Draft, Theme, said_like
from bot.importing.prompts import read, read_text

WHY = "Why does this matter, and to whom?"
HOW = "How would you do it on Monday?"
LINK = "https://example.org/lessons/1"


def rejected(found: Found) -> list[tuple[int, Why]]:
    return [(each.where, each.why) for each in found.rejected]


def texts(found: Found) -> list[str]:
    return [prompt.text for prompt in found.prompts]


def written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


# Tables


@pytest.mark.parametrize(
    "text",
    [
        f'text,lesson,link,theme\n"{WHY}",Begin,{LINK},reflect\n',
        f"Text;Lesson;Link;Theme\n{WHY};Begin;{LINK};Reflect\n",
        f"PROMPT\tLesson_Title\tURL\tTHEME\n{WHY}\tBegin\t{LINK}\tREFLECT\n",
        f'theme,url,notes,lesson title,question\nreflect,{LINK},mine,Begin,"{WHY}"\n',
        f'text,lesson,link,theme\r\n\r\n"{WHY}",Begin,{LINK},reflect\r\n',
        f'text,lesson,link,theme\r"{WHY}",  Begin  , {LINK} , reflect \r',
        f'\ufefftext,lesson,link,theme\n"{WHY}",Begin,{LINK},reflect,,\n,,,\n',
        f'"text","lesson","link","theme"\n"{WHY}","Begin","{LINK}","reflect"',
    ],
)
def test_a_table_is_read_by_its_headings(tmp_path: Path, text: str) -> None:
    expected = Found((Draft(WHY, "Begin", LINK, Theme.REFLECT),), ())
    assert read(written(tmp_path, "prompts.csv", text)) == expected
    assert read_text(text) == expected


@pytest.mark.parametrize(
    ("named", "theme"),
    [
        ("recall", Theme.RECALL),
        ("Recall and  explain", Theme.RECALL),
        ("APPLY", Theme.APPLY),
        ("apply at work", Theme.APPLY),
        ("reflect", Theme.REFLECT),
        ("share", Theme.SHARE),
        ("Share and compare", Theme.SHARE),
        ("", None),
    ],
)
def test_themes_have_names_in_one_word_or_several(named: str, theme: Theme | None) -> None:
    assert read_text(f"theme;text\n{named};{WHY}").prompts == (Draft(WHY, theme=theme),)


@pytest.mark.parametrize(
    ("row", "why", "limit"),
    [
        ("Why?,,,", Why.TOO_SHORT, TEXT_LIMITS[0]),
        (",Begin,,", Why.TOO_SHORT, TEXT_LIMITS[0]),
        ("x" * (TEXT_LIMITS[1] + 1), Why.TOO_LONG, TEXT_LIMITS[1]),
        (f"{HOW},{'x' * (TITLE_LIMIT + 1)}", Why.TITLE_TOO_LONG, TITLE_LIMIT),
        (f"{HOW},,javascript:alert(1)", Why.BAD_LINK, None),
        (f"{HOW},,,wonder", Why.UNKNOWN_THEME, None),
        (f"{HOW},,,,but why", Why.TOO_MANY_CELLS, None),
        (f'"{HOW}" he said,,', Why.UNREADABLE, None),
        (f'"{HOW},,', Why.UNREADABLE, None),
        (f'"{WHY.upper()}!",,', Why.TWICE, None),
        ("x" * 200_000, Why.UNREADABLE, None),
    ],
)
def test_a_row_that_is_no_prompt_is_rejected_and_the_others_are_taken(row: str, why: Why, limit: int | None) -> None:
    found = read_text(f'text,lesson,link,theme\n"{WHY}"\n\n{row}\nThis one is taken in any case.\n')
    assert texts(found) == [WHY, "This one is taken in any case."]
    [problem] = found.rejected
    assert (problem.where, problem.why, problem.limit, problem.name) == (4, why, limit, "")


def test_a_cell_may_span_lines_and_where_a_row_begins_is_told() -> None:
    found = read_text('text,lesson\n"First,  this.\n\n\n\nThen\u2028that?","Two\nlines"\nWhy?,\n"One\r\nmore",\nNo?,\n')
    assert found.prompts == (Draft("First, this.\n\nThen that?", "Two lines"),)
    assert rejected(found) == [(8, Why.TOO_SHORT), (9, Why.TOO_SHORT), (11, Why.TOO_SHORT)]


@pytest.mark.parametrize("heading", ["text\n", "Question\n", ""])
def test_a_table_of_one_column_has_commas_in_its_texts(tmp_path: Path, heading: str) -> None:
    file = written(tmp_path, "prompts.csv", f'{heading}How would you begin?\n{WHY}\n"{HOW}"\n')
    assert texts(read(file)) == ["How would you begin?", WHY, HOW]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{HOW},Begin\n", "of which text is needed"),
        (f'"{WHY}\nAnd when?",Begin\n{HOW},Go on', "of which text is needed"),
        (f"lesson,link\nBegin,{LINK}", "of which text is needed"),
        (f"text,question\n{HOW},{HOW}", "two columns of one kind"),
        ("", "no prompt"),
        ("text,lesson\n", "no prompt"),
    ],
)
def test_a_table_of_which_nothing_can_be_told_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(NotPrompts, match=told):
        read(written(tmp_path, "prompts.tsv", text))


def test_signs_that_can_t_be_stored_are_left_out() -> None:
    found = read_text("text;lesson\nWhat is\x00 new\ud800 to you?;Be\x07gin")
    assert found.prompts == (Draft("What is new to you?", "Begin"),)


def test_more_than_a_set_takes_is_refused() -> None:
    lines = [f"What is number {number} about?" for number in range(MOST)]
    assert len(read_text("\n".join(lines)).prompts) == MOST
    with pytest.raises(NotPrompts, match="5,000"):
        read_text("\n".join([*lines, WHY]))


# Markdown


@pytest.mark.parametrize("mark", ["-", "*", "+", "1.", "23)", "•", "- [ ]", "  -", "> *"])
def test_each_item_of_a_list_is_a_prompt(mark: str) -> None:
    assert texts(read_text(f"Talk about this:\n\n{mark} {WHY}\n{mark} {HOW}\n\nThat is all there is.")) == [WHY, HOW]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("- What is\n  the point?", "What is the point?"),
        ("- What is the point?\nA remark below.", "What is the point?"),
        ("- Think first.\n\n  What is\n  the point?\n\nNot of it.", "Think first.\n\nWhat is the point?"),
        ("- What is\n  ```\n  code\n  - this\n  ```\n  the point?", "What is the point?"),
        ("- What is <!-- not\n- this --> the point?", "What is the point?"),
        ("- **What** is _the_ *point*?", "What is the point?"),
        ("- ***What** is* __the__ point?", "What is the point?"),
        ("- What is `snake_case` or ``*args``?", "What is snake_case or *args?"),
        ("- What is snake_case_here, 2 * 3 * 4?", "What is snake_case_here, 2 * 3 * 4?"),
        ("- Today I learned ____ and ____.", "Today I learned ____ and ____."),
        (r"- What is \*this\* \[here\] C:\\temp?", r"What is *this* [here] C:\temp?"),
        ("- What is R&amp;D &lt;here&gt; &#63;", "What is R&D <here> ?"),
        (f"- What does [this lesson]({LINK}) tell you?", "What does this lesson tell you?"),
        (f"- What does ![a picture]({LINK}) tell?", "What does a picture tell?"),
        ("- First item of the two\n* * *\n", "First item of the two"),
    ],
)
def test_an_item_is_read_without_its_marks(source: str, text: str) -> None:
    assert read_text(source) == Found((Draft(text),), ())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"- {WHY} [Begin]({LINK})", Draft(WHY, "Begin", LINK)),
        (f"- {WHY} — [Begin](<{LINK}> 'a title')  ", Draft(WHY, "Begin", LINK)),
        (f"- {WHY} [Begin]({LINK}).", Draft(WHY, "Begin", LINK)),
        (f"- {WHY}\n\n  [**Begin**]({LINK})", Draft(WHY, "Begin", LINK)),
        (f"- [{WHY}]({LINK})", Draft(WHY, "", LINK)),
        (f"# Begin\n- {WHY} [here](https://example.org/a_(b)_c)", Draft(WHY, "Begin", "https://example.org/a_(b)_c")),
        (f"## [Begin]({LINK}) ##\n- {WHY}", Draft(WHY, "Begin", LINK)),
        (f"## [Begin]({LINK})\n- {WHY} [x](https://example.org)", Draft(WHY, "Begin", "https://example.org")),
        (f"# Unit 1: [Begin]({LINK})\n- {WHY}", Draft(WHY, "Unit 1: Begin", LINK)),
        (f"# Begin with C#\n- {WHY}", Draft(WHY, "Begin with C#")),
        (f"#no heading\n- {WHY}", Draft(WHY)),
        (f"# Begin\n## Apply at work\n- {WHY}", Draft(WHY, "Begin", theme=Theme.APPLY)),
        (f"# Reflect\n## Begin\n- {WHY}", Draft(WHY, "Begin", theme=Theme.REFLECT)),
        (f"# Begin\n## Reflect\n# Go on\n- {WHY}", Draft(WHY, "Go on")),
        (f"# Begin\n#\n- {WHY}", Draft(WHY)),
        (f"# Begin\n## Reflect\n## Share and compare\n- {WHY}", Draft(WHY, "Begin", theme=Theme.SHARE)),
    ],
)
def test_links_and_headings_tell_the_lesson_and_the_theme(source: str, expected: Draft) -> None:
    assert read_text(source) == Found((expected,), ())


@pytest.mark.parametrize(
    "before",
    [
        "---\ntitle: Something\n- not: this one\n---\n",
        "<!-- not\n- this one either -->\n",
        "```\n- not this one either\n````\n",
        "~~~ python\n- not this one either\n```\n~~~\n",
        "---\n",
        "<!-- a comment that never ends\n",
        "Question, and then an answer of yours:\n",
        "\ufeff\r\n\r",
    ],
)
def test_what_is_passed_over_still_counts_as_lines(before: str) -> None:
    found = read_text(f"{before}- {WHY}\n- Why?\n")
    assert texts(found) == [WHY]
    assert rejected(found) == [(before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 2, Why.TOO_SHORT)]


def test_without_a_list_each_line_is_a_prompt() -> None:
    found = read_text(f"# Begin\n\n{WHY}\n> {HOW}\n---\nNo?\nWhat else is there? [Go on]({LINK})\n")
    assert found.prompts == (Draft(WHY, "Begin"), Draft(HOW, "Begin"), Draft("What else is there?", "Begin", LINK))
    assert rejected(found) == [(6, Why.TOO_SHORT)]


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ("- ", Why.TOO_SHORT),
        ("- " + "x" * (TEXT_LIMITS[1] + 1), Why.TOO_LONG),
        ("- " + "x " * 20_000, Why.TOO_LONG),
        (f"- {HOW} [Begin](lessons/1.html)", Why.BAD_LINK),
        (f"- {HOW} [{'x' * (TITLE_LIMIT + 1)}]({LINK})", Why.TITLE_TOO_LONG),
        (f"- **{WHY}**", Why.TWICE),
    ],
)
def test_an_item_that_is_no_prompt_is_rejected(item: str, why: Why) -> None:
    assert rejected(read_text(f"- {WHY}\n{item}")) == [(2, why)]


@pytest.mark.parametrize("text", ["", " \n\n", "# Only a heading", "<!-- nothing -->", "---\n", "```\nWhat is code?"])
def test_a_text_without_prompts_is_refused(text: str) -> None:
    with pytest.raises(NotPrompts, match="no prompt"):
        read_text(text)


SIGNS = st.text(st.sampled_from("aB \n\r\t,;\"'#-*_`~|>[]()\\<!-->&;=1.\x00\ud800éttext")) | st.text()
HEADED = st.builds("{}\n{}".format, st.sampled_from(["text", "text,theme", "lesson;text", "- a", "# [a](b)"]), SIGNS)


@given(SIGNS | HEADED)
@example("text\n\x1f")
@example('"\n')
def test_no_text_does_harm_and_nothing_is_found_twice(text: str) -> None:
    try:
        found = read_text(text)
    except NotPrompts as problem:
        assert str(problem)  # noqa: PT017 - whether it is raised is up to the text
        return
    keys = [said_like(prompt.text) for prompt in found.prompts]
    assert len(keys) == len(set(keys))
    assert found.prompts or found.rejected


@pytest.mark.parametrize(
    "hard", ["<!--", "# " + " " * 500, "[a](", "[" * 9, "**a ", "`a", '"\n', '"a"b\n', "- x\n\n  ", "&#1", "\\"]
)
def test_no_text_keeps_it_from_coming_to_an_end(hard: str) -> None:
    """What does not go through a text in one go would take minutes here."""
    text = hard * (50_000 // len(hard))
    for each in (text, f"- {text}", f"# {text}", "\n".join([f"- {text[:15_000]}"] * 10)):
        with suppress(NotPrompts):
            read_text(each)


# Files


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("prompts.csv", b"x" * (LARGEST + 1), "larger than 1 MB"),
        ("prompts.md", b"- What about caf\xe9?", "not UTF-8"),
        ("prompts.csv", "text\nWhat is it for?".encode("utf-16"), "not UTF-8"),
        ("prompts.pdf", b"%PDF", "of no kind that I read"),
        ("course.imscc", b"no zip at all", "can't be read as a zip"),
        ("course.zip", b"", "can't be read as a zip"),
        ("course.md", b"PK\x03\x04 and no more", "can't be read as a zip"),
    ],
)
def test_a_file_that_can_t_be_used_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    with pytest.raises(NotPrompts, match=told):
        read(written(tmp_path, name, content))


def test_what_is_not_there_or_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotPrompts, match="There is no file"):
        read(tmp_path / "prompts.csv")
    with pytest.raises(NotPrompts, match="can't be read"):
        read(tmp_path)


def test_lists_are_read_from_files_with_windows_line_ends(tmp_path: Path) -> None:
    file = written(tmp_path, "prompts.md", f"\ufeff# Begin\r\n\r\n- {WHY}\r\n")
    assert read(file).prompts == (Draft(WHY, "Begin"),)
