import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.messages import kit

LONG = "word " * 4_000
YES = kit.option("Yes", "yes")
NO = kit.option("No", "no")
NOON = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
words = st.text(alphabet=st.characters(codec=None))
"""Any text at all, lone surrogates included."""


def mrkdwn(text: str) -> kit.Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain(text: str) -> kit.Block:
    return {"type": "plain_text", "text": text, "emoji": True}


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        ("<!channel> R&D", "&lt;!channel&gt; R&amp;D"),
        ("<@U1> &amp;", "&lt;@U1&gt; &amp;amp;"),
        ('"quoted" *bold*\n\tin', '"quoted" *bold*\n\tin'),
        ("a\0b\r\nc\x1b[31md", "ab\nc[31md"),
        ("evil\u202etxt.exe\u2066\u2069", "eviltxt.exe"),
        ("half\ud83d a pair", "half a pair"),
        ("Zoë 👩‍🚀 नमस्ते", "Zoë 👩‍🚀 नमस्ते"),
    ],
)
def test_peoples_words_are_made_harmless(written: str, escaped: str) -> None:
    assert kit.escape(written) == escaped


@given(words | st.sampled_from(["<!channel>", "<@U1>", "<#C1>", "<https://a.b|c>", "<!date^1^{time}|x>"]))
def test_no_words_become_live(written: str) -> None:
    escaped = kit.escape(written)
    assert not re.search("[<>]", escaped)
    assert not re.search("&(?!(?:amp|lt|gt);)", escaped)
    assert escaped.encode() is not None  # no lone surrogate


@given(words, st.integers(1, 50))
def test_what_is_cut_fits_and_says_so(written: str, limit: int) -> None:
    escaped = kit.escape(written)
    shortened = kit.cut(escaped, limit)
    assert len(shortened) <= limit
    assert shortened == escaped or (len(escaped) > limit and shortened.endswith("…"))
    assert not re.search("&(?!(?:amp|lt|gt);)", shortened)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("two words", 5, "two…"),
        ("a &amp; b", 6, "a…"),
        ("a &amp; b", 8, "a &amp;…"),
        ("see <https://example.com|here> now", 20, "see…"),
        ("see <https://example.com|here> now", 8, "see…"),
        ("ask <@U123> now", 8, "ask…"),
        ("a < b and more of it", 12, "a < b and m…"),
        ("👩‍🚀👩‍🚀", 4, "👩‍🚀…"),
    ],
)
def test_nothing_is_cut_in_two(text: str, limit: int, expected: str) -> None:
    assert kit.cut(text, limit) == expected


def test_every_line_of_a_quotation_is_marked() -> None:
    assert kit.quote("one\n\ntwo\u2028three") == "> one\n> \n> two\n> three"


def test_people_and_channels_are_mentioned() -> None:
    assert kit.person("U1") == "<@U1>"
    assert kit.channel("C1") == "<#C1>"


@pytest.mark.parametrize(
    ("url", "label", "expected"),
    [
        ("https://example.com/a?b=1&c=2", "a <b>", "<https://example.com/a?b=1&amp;c=2|a &lt;b&gt;>"),
        ("https://example.com/a|b>c d", "two\nlines", "<https://example.com/a%7Cb%3Ec%20d|two lines>"),
        ("https://example.com/%20", "", "<https://example.com/%20>"),
        ("!channel", "docs", "docs"),
        ("@U1", "docs", "docs"),
        ("javascript:alert(1)", "docs", "docs"),
    ],
)
def test_links_lead_only_where_they_say(url: str, label: str, expected: str) -> None:
    assert kit.link(url, label) == expected


@given(words, words)
def test_no_label_or_address_breaks_out_of_a_link(address: str, label: str) -> None:
    assert re.fullmatch(r"<https://[^<>|\s]*(\|[^<>\n]*)?>", kit.link(f"https://{address}", label))


def test_moments_are_shown_in_the_readers_zone() -> None:
    assert kit.when(NOON) == "<!date^1794916800^{date_short_pretty} at {time}|2026-11-17 12:00 UTC>"
    assert (
        kit.when(NOON, kit.DATE, "Asia/Kathmandu")
        == "<!date^1794916800^{date_short_pretty}|2026-11-17 17:45 Asia/Kathmandu>"
    )
    assert kit.when(NOON, kit.DATE, "x|<!here>").endswith("|2026-11-17 12:00 UTC>")


@pytest.mark.parametrize(("count", "words"), [(0, "0 replies"), (1, "1 reply"), (1200, "1,200 replies")])
def test_things_are_counted(count: int, words: str) -> None:
    assert kit.plural(count, "reply", "replies") == words


def test_most_things_are_counted_with_an_s() -> None:
    assert kit.plural(2, "answer") == "2 answers"


def test_a_section_is_verbatim_and_may_have_something_beside_it() -> None:
    button = kit.button("Open", "question.open", "7")
    assert kit.section("*Hello*") == {"type": "section", "text": mrkdwn("*Hello*")}
    assert kit.section("Hello", button)["accessory"] == button


def test_the_other_blocks() -> None:
    picture = kit.image("https://example.com/a.png", "A chart")
    assert kit.header("R&D <3") == {"type": "header", "text": plain("R&D <3")}
    assert kit.fields("a", "b") == {"type": "section", "fields": [mrkdwn("a"), mrkdwn("b")]}
    assert kit.context("a", picture) == {"type": "context", "elements": [mrkdwn("a"), picture]}
    assert kit.divider() == {"type": "divider"}
    assert kit.image("https://example.com/a.png", "A chart", "Title") == {
        "type": "image",
        "image_url": "https://example.com/a.png",
        "alt_text": "A chart",
        "title": plain("Title"),
    }
    assert kit.actions(kit.button("A", "a.do"), block_id="b") == {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "a.do", "text": plain("A")}],
        "block_id": "b",
    }


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (kit.section(LONG)["text"], 3000),
        (kit.fields(LONG)["fields"][0], 2000),
        (kit.header(LONG)["text"], 150),
        (kit.context(LONG)["elements"][0], 3000),
        (kit.option(LONG, "1", LONG)["text"], 75),
        (kit.option(LONG, "1", LONG)["description"], 75),
        (kit.confirm("Sure?", LONG, "Yes", "No")["text"], 300),
        (kit.input_block(LONG, kit.text_input("a.b"), "b")["label"], 2000),
    ],
)
def test_peoples_words_are_cut_where_they_are_shown(text: kit.Block, limit: int) -> None:
    assert len(text["text"]) in (limit, limit - 1)
    assert text["text"].endswith("…")


def test_words_that_are_nothing_still_make_a_block() -> None:
    assert kit.section("")["text"]["text"] == "…"
    assert kit.header("\0\u202e")["text"]["text"] == "…"


def test_a_button_with_everything() -> None:
    sure = kit.confirm("Sure?", "It can't be undone.", "Delete", "Keep", style="danger")
    assert sure == {
        "title": plain("Sure?"),
        "text": plain("It can't be undone."),
        "confirm": plain("Delete"),
        "deny": plain("Keep"),
        "style": "danger",
    }
    assert kit.button(
        "Delete",
        "tip.delete",
        "7",
        style="danger",
        confirm=sure,
        url="https://example.com",
        accessibility_label="Delete the tip " + LONG,
    ) == {
        "type": "button",
        "action_id": "tip.delete",
        "text": plain("Delete"),
        "value": "7",
        "style": "danger",
        "confirm": sure,
        "url": "https://example.com",
        "accessibility_label": ("Delete the tip " + LONG)[:74] + "…",
    }


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (kit.overflow("a.b", [YES]), {"type": "overflow", "options": [YES]}),
        (
            kit.select("a.b", [YES, NO], initial="no", placeholder="Choose"),
            {
                "type": "static_select",
                "options": [YES, NO],
                "initial_option": NO,
                "placeholder": plain("Choose"),
            },
        ),
        (kit.select("a.b", [YES], initial="gone"), {"type": "static_select", "options": [YES]}),
        (
            kit.external_select("a.b", initial=YES),
            {"type": "external_select", "min_query_length": 0, "initial_option": YES},
        ),
        (
            kit.multi_external_select("a.b", min_query_length=2, initial=[YES, NO], most=10),
            {
                "type": "multi_external_select",
                "min_query_length": 2,
                "initial_options": [YES, NO],
                "max_selected_items": 10,
            },
        ),
        (kit.users_select("a.b", initial="U1"), {"type": "users_select", "initial_user": "U1"}),
        (
            kit.multi_users_select("a.b", initial=["U1"], most=3),
            {"type": "multi_users_select", "initial_users": ["U1"], "max_selected_items": 3},
        ),
        (
            kit.conversations_select("a.b", initial="C1"),
            {
                "type": "conversations_select",
                "initial_conversation": "C1",
                "filter": {"include": ["public", "private"], "exclude_bot_users": True},
            },
        ),
        (
            kit.date_picker("a.b", initial=date(2026, 11, 7)),
            {"type": "datepicker", "initial_date": "2026-11-07"},
        ),
        (kit.date_picker("a.b"), {"type": "datepicker"}),
        (kit.time_picker("a.b", initial=time(0, 5)), {"type": "timepicker", "initial_time": "00:05"}),
        (kit.time_picker("a.b"), {"type": "timepicker"}),
        (
            kit.checkboxes("a.b", [YES, NO], initial=["yes", "gone"]),
            {"type": "checkboxes", "options": [YES, NO], "initial_options": [YES]},
        ),
        (
            kit.radio("a.b", [YES, NO], initial="yes"),
            {"type": "radio_buttons", "options": [YES, NO], "initial_option": YES},
        ),
        (kit.text_input("a.b"), {"type": "plain_text_input"}),
        (
            kit.text_input(
                "a.b", multiline=True, initial="too long", min_length=1, max_length=5, dispatch="on_enter_pressed"
            ),
            {
                "type": "plain_text_input",
                "multiline": True,
                "initial_value": "too…",
                "min_length": 1,
                "max_length": 5,
                "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
            },
        ),
    ],
)
def test_elements(element: kit.Block, expected: kit.Block) -> None:
    assert element == {"action_id": "a.b"} | expected


def test_an_input_asks_for_one_thing() -> None:
    field = kit.text_input("question.text")
    assert kit.input_block("Question", field, "text", optional=True, hint="Be brief", dispatch=True) == {
        "type": "input",
        "block_id": "text",
        "label": plain("Question"),
        "element": field,
        "optional": True,
        "hint": plain("Be brief"),
        "dispatch_action": True,
    }


def test_a_modal_is_what_slack_takes() -> None:
    asks = kit.input_block("Question", kit.text_input("question.text"), "text")
    view = kit.modal("Ask an expert", [asks], "question.ask", submit="Ask", metadata="7")
    assert view.as_dict() == {
        "type": "modal",
        "blocks": [asks],
        "title": plain("Ask an expert"),
        "submit": plain("Ask"),
        "close": plain("Cancel"),
        "callback_id": "question.ask",
        "private_metadata": "7",
    }


def test_the_app_home_has_blocks_only() -> None:
    assert kit.home([kit.divider()]).as_dict() == {"type": "home", "blocks": [kit.divider()]}


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: kit.Message(" "),
        lambda: kit.Message("text", (kit.divider(),) * 51),
        lambda: kit.Message("text", (kit.actions(*buttons(25, "x" * 75)),) * 7),
        lambda: kit.modal("T" * 25, [], "a.b"),
        lambda: kit.modal("", [], "a.b"),
        lambda: kit.modal("Title", [kit.divider()] * 101, "a.b"),
        lambda: kit.modal("Title", [], "a" * 256),
        lambda: kit.modal("Title", [], "a.b", submit="S" * 25),
        lambda: kit.modal("Title", [], "a.b", close="C" * 25),
        lambda: kit.modal("Title", [], "a.b", metadata="m" * 3001),
        lambda: kit.modal("Title", [kit.input_block("Label", kit.text_input("a.b"), "b")], "a.b"),
        lambda: kit.home([kit.actions(kit.button("A", "a.b"), block_id="same")] * 2),
        lambda: kit.home([kit.divider()] * 101),
        lambda: kit.fields(*["a"] * 11),
        kit.context,
        lambda: kit.context(*["a"] * 11),
        kit.actions,
        lambda: kit.actions(*buttons(26, "x")),
        lambda: kit.actions(kit.button("A", "same"), kit.button("B", "same")),
        lambda: kit.actions(kit.button("A", "a.b"), block_id="b" * 256),
        lambda: kit.image("https://" + "a" * 3000, "alt"),
        lambda: kit.input_block("Label", kit.text_input("a.b"), "b", hint="h" * 2001),
        lambda: kit.button("", "a.b"),
        lambda: kit.button("L" * 76, "a.b"),
        lambda: kit.button("Label", "a" * 256),
        lambda: kit.button("Label", "a.b", "v" * 2001),
        lambda: kit.button("Label", "a.b", url="https://" + "a" * 3000),
        lambda: kit.option("Label", "v" * 151),
        lambda: kit.option("Label", ""),
        lambda: kit.overflow("a.b", []),
        lambda: kit.overflow("a.b", [YES] * 6),
        lambda: kit.select("a.b", [YES] * 101),
        lambda: kit.select("a.b", [YES], placeholder="p" * 151),
        lambda: kit.checkboxes("a.b", [YES] * 11),
        lambda: kit.radio("a.b", [YES] * 11),
        lambda: kit.text_input("a.b", max_length=3001),
        lambda: kit.text_input("a.b", max_length=0),
        lambda: kit.text_input("a.b", min_length=6, max_length=5),
        lambda: kit.confirm("T" * 101, "text", "Yes", "No"),
        lambda: kit.confirm("Title", "text", "Y" * 31, "No"),
        lambda: kit.confirm("Title", "text", "Yes", "N" * 31),
    ],
)
def test_the_developers_mistakes_are_refused(mistake: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        mistake()


def buttons(count: int, label: str) -> list[kit.Block]:
    return [kit.button(label, f"button.{number}") for number in range(count)]


def test_a_messages_text_is_cut() -> None:
    message = kit.Message(LONG)
    assert len(message.text) <= 4000
    assert message.text.endswith("…")


def test_the_longest_texts_of_a_message_make_room_for_the_others() -> None:
    header, short = kit.header("Summary"), kit.section("short")
    message = kit.Message("text", (header, short, *[kit.section(LONG)] * 6))
    assert message.blocks[:2] == (header, short)
    assert {len(block["text"]["text"]) for block in message.blocks[2:]} == {1998}  # of (12,000 - 12) / 6
    assert all(block["text"]["text"].endswith("…") for block in message.blocks[2:])


@given(st.lists(st.lists(st.integers(0, 2000), min_size=1, max_size=10), max_size=50))
def test_no_message_is_longer_than_slack_takes(lengths: list[list[int]]) -> None:
    message = kit.Message("text", tuple(kit.fields(*("x" * size for size in sizes)) for sizes in lengths))
    shown = [len(field["text"]) for block in message.blocks for field in block["fields"]]
    wanted = [size or 1 for sizes in lengths for size in sizes]
    assert sum(shown) <= 12_000
    assert shown == wanted or sum(wanted) > 12_000
    assert all(after == before or after == max(shown) for before, after in zip(wanted, shown, strict=True))


@given(words, words)
def test_what_people_write_always_travels(one: str, two: str) -> None:
    assume(one)
    blocks = (
        kit.section(kit.escape(one), kit.overflow("a.b", [kit.option(one, "1", two)])),
        kit.header(two),
        kit.context(kit.quote(kit.escape(two))),
    )
    assert json.dumps(kit.Message("text", blocks).blocks, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("number", "items", "shown", "has_previous", "has_next"),
    [
        (1, "abcde", "ab", False, True),
        (2, "abcde", "cd", True, True),
        (3, "abcde", "e", True, False),
        (9, "abcde", "e", True, False),
        (-1, "abcde", "ab", False, True),
        (1, "ab", "ab", False, False),
        (1, "", "", False, False),
    ],
)
def test_a_page_of_a_list(number: int, items: str, shown: str, *, has_previous: bool, has_next: bool) -> None:
    page = kit.page(items, number, 2)
    assert page.items == tuple(shown)
    assert (page.has_previous, page.has_next) == (has_previous, has_next)


def test_a_pager_turns_to_the_pages_there_are() -> None:
    assert turns(kit.pager(kit.page("abcde", 1, 2), "tips.page")) == {"tips.page.next": "2"}
    assert turns(kit.pager(kit.page("abcde", 2, 2), "tips.page")) == {
        "tips.page.previous": "1",
        "tips.page.next": "3",
    }
    assert turns(kit.pager(kit.page("abcde", 3, 2), "tips.page")) == {"tips.page.previous": "2"}


def test_one_page_needs_no_pager() -> None:
    assert kit.pager(kit.page("ab", 1, 2), "tips.page") is None


def turns(pager: kit.Block | None) -> dict[str, str]:
    assert pager
    return {button["action_id"]: button["value"] for button in pager["elements"]}
