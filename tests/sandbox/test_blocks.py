"""Every limit of Block Kit: the largest that Slack takes, and one more."""

from typing import Any

import pytest

from bot.sandbox.blocks import problems
from tests.sandbox.kit import (
    Json,
    actions,
    button,
    field,
    home,
    modal,
    mrkdwn,
    option,
    plain,
    section,
    text_input,
)


def options(count: int) -> list[Json]:
    return [option(f"v{number}") for number in range(count)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options(2), **more}


def confirm(**more: Any) -> Json:
    parts = {"title": plain("t"), "text": mrkdwn("t"), "confirm": plain("y"), "deny": plain("n")}
    return parts | more


def ticks(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "c", "options": options(2), **more}


def image(**more: Any) -> Json:
    return {"type": "image", "alt_text": "a", "image_url": "https://example.org/a.png", **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def rich_section(*parts: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(parts)}


PARTS: list[Json] = [
    {"type": "text", "text": "a", "style": {"bold": True}},
    {"type": "user", "user_id": "U0ADA"},
    {"type": "channel", "channel_id": "C0HELP"},
    {"type": "usergroup", "usergroup_id": "S1"},
    {"type": "team", "team_id": "T1"},
    {"type": "broadcast", "range": "here"},
    {"type": "color", "value": "#fff"},
    {"type": "emoji", "name": "wave"},
    {"type": "link", "url": "https://example.org", "text": "a"},
    {"type": "date", "timestamp": 1767225600, "format": "{date}", "fallback": "a day"},
]

FINE_IN_MESSAGES: list[list[Json]] = [
    [section("x" * 3000)],
    [{"type": "section", "fields": [plain("x" * 1200)] * 10}],
    [section(expand=True, accessory=select(initial_option=option("v1")))],
    [{"type": "header", "text": plain("x" * 150)}],
    [{"type": "divider"}] * 50,
    [image(title=plain("x" * 2000), alt_text="x" * 2000)],
    [{"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}}],
    [{"type": "context", "elements": [mrkdwn("a"), plain("b"), image()]}],
    [actions(*[button(f"b{number}") for number in range(25)])],
    [actions({"type": "overflow", "action_id": "o", "options": options(5)})],
    [actions(ticks("checkboxes"), ticks("radio_buttons", action_id="r"))],
    [actions({"type": "datetimepicker", "action_id": "d", "initial_date_time": 1767225600})],
    [actions(button(style="danger", confirm=confirm(style="danger"), value="x" * 2000))],
    [actions(button(url="https://example.org", accessibility_label="x" * 75))],
    [section(accessory=select(options=options(100)))],
    [{"type": "markdown", "text": "x" * 12_000}],
    [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}],
    [{"type": "alert", "text": plain("a"), "level": "info"}],
    [{"type": "card", "title": plain("a"), "actions": [button()]}],
    [{"type": "carousel", "elements": [{"type": "card", "body": mrkdwn("a")}]}],
    [rich(rich_section(*PARTS))],
    [rich({"type": "rich_text_list", "style": "bullet", "elements": [rich_section()]})],
    [rich({"type": "rich_text_quote", "elements": []}, {"type": "rich_text_preformatted", "elements": []})],
    [
        {
            "type": "video",
            "alt_text": "a",
            "title": plain("a"),
            "thumbnail_url": "https://example.org/a.png",
            "video_url": "https://example.org/a",
        }
    ],
    [
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "positive_button": {"text": plain("a"), "value": "1"},
                    "negative_button": {"text": plain("b"), "value": "0"},
                },
                {"type": "icon_button", "icon": "trash", "text": plain("a")},
            ],
        }
    ],
]


@pytest.mark.parametrize("blocks", FINE_IN_MESSAGES, ids=lambda blocks: str(blocks[0]["type"]))
def test_slack_takes_what_is_within_the_limits(blocks: list[Json]) -> None:
    assert problems("message", blocks) == []


WRONG_IN_MESSAGES: list[tuple[Any, str]] = [
    ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ("text", "must be an array [json-pointer:/blocks]"),
    (["text"], "must be an object [json-pointer:/blocks/0]"),
    ([{"type": "sektion"}], "unsupported type: sektion [json-pointer:/blocks/0/type]"),
    ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ([{"type": "section", "text": "plain"}], "must be an object [json-pointer:/blocks/0/text]"),
    ([{"type": "section", "text": {"type": "mrkdwn", "text": 5}}], "must be a string"),
    ([{"type": "section"}], "must have text or fields [json-pointer:/blocks/0]"),
    ([{"type": "section", "fields": [plain("a")] * 11}], "no more than 10 items allowed"),
    ([{"type": "section", "fields": []}], "no fewer than 1 items allowed [json-pointer:/blocks/0/fields]"),
    ([{"type": "section", "fields": [plain("x" * 2001)]}], "must be less than 2001 characters"),
    ([{"type": "section", "fields": "a"}], "must be an array [json-pointer:/blocks/0/fields]"),
    ([section(expand="yes")], "must be a boolean"),
    ([section(block_id="x" * 256)], "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    ([section(colour="red")], "invalid additional property: colour [json-pointer:/blocks/0]"),
    ([section(block_id="a"), section(block_id="a")], 'block_id "a" already exists'),
    ([actions(button("a"), button("a"))], 'action_id "a" already exists'),
    ([{"type": "header", "text": mrkdwn("a")}], "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters"),
    ([{"type": "header"}], "missing required field: text [json-pointer:/blocks/0]"),
    ([section(text="a") | {"text": plain("a") | {"verbatim": True}}], "invalid additional property: verbatim"),
    ([section() | {"text": mrkdwn("a") | {"emoji": True}}], "invalid additional property: emoji"),
    ([{"type": "context", "elements": [mrkdwn("a")] * 11}], "no more than 10 items allowed"),
    ([{"type": "context", "elements": [button()]}], "unsupported type: button"),
    ([actions(*[button(f"b{n}") for n in range(26)])], "no more than 25 items allowed"),
    ([actions({"type": "plain_text_input", "action_id": "a"})], "unsupported type: plain_text_input"),
    ([actions({"type": "multi_users_select", "action_id": "a"})], "unsupported type: multi_users_select"),
    ([section(accessory={"type": "datetimepicker", "action_id": "a"})], "unsupported type: datetimepicker"),
    ([actions(button(text=plain("x" * 76)))], "must be less than 76 characters"),
    ([actions(button(text=mrkdwn("a")))], "unsupported type: mrkdwn"),
    ([actions(button(value="x" * 2001))], "must be less than 2001 characters"),
    ([actions(button(url="x" * 10))], "must be a valid URL"),
    ([actions(button(url="https://" + "x" * 3000))], "must be less than 3001 characters"),
    ([actions(button(style="green"))], "must be one of primary, danger"),
    ([actions(button(accessibility_label="x" * 76))], "must be less than 76 characters"),
    ([actions(button(agent_prompt="x" * 4001))], "must be less than 4001 characters"),
    ([actions(button("x" * 256))], "must be less than 256 characters"),
    ([actions(button(confirm=confirm(title=plain("x" * 101))))], "must be less than 101 characters"),
    ([actions(button(confirm=confirm(text=plain("x" * 301))))], "must be less than 301 characters"),
    ([actions(button(confirm=confirm(confirm=plain("x" * 31))))], "must be less than 31 characters"),
    ([actions(button(confirm=confirm(deny=plain("x" * 31))))], "must be less than 31 characters"),
    ([actions(button(confirm={}))], "missing required field: title"),
    ([actions(select(options=options(101)))], "no more than 100 items allowed"),
    ([actions(select(options=[]))], "no fewer than 1 items allowed"),
    ([actions(select(options=[option("x" * 151)]))], "must be less than 76 characters"),
    ([actions(select(options=[option("x" * 151, "a")]))], "must be less than 151 characters"),
    ([actions(select(options=[{"text": mrkdwn("a"), "value": "a"}]))], "unsupported type: mrkdwn"),
    ([actions(select(options=[option("a") | {"description": plain("x" * 76)}]))], "must be less than 76"),
    ([actions(select(options=[option("a") | {"url": "https://a.b"}]))], "invalid additional property: url"),
    ([actions(select(option_groups=[]))], "must have either options or option_groups"),
    ([actions({"type": "static_select"})], "must have either options or option_groups"),
    ([actions(select(initial_option=option("other")))], "initial option must be one of the options"),
    ([actions(select(placeholder=plain("x" * 151)))], "must be less than 151 characters"),
    ([actions({"type": "overflow", "options": options(6)})], "no more than 5 items allowed"),
    ([actions(ticks("checkboxes", options=options(11)))], "no more than 10 items allowed"),
    ([actions(ticks("radio_buttons", options=options(11)))], "no more than 10 items allowed"),
    ([actions(ticks("checkboxes", initial_options=[option("other")]))], "initial option must be one of"),
    ([actions({"type": "datepicker", "initial_date": "5 May"})], "must be a date (YYYY-MM-DD)"),
    ([actions({"type": "timepicker", "initial_time": "25:00"})], "must be a time (HH:mm)"),
    ([actions({"type": "datetimepicker", "initial_date_time": 5})], "must be between"),
    ([actions({"type": "datetimepicker", "initial_date_time": "5"})], "must be an integer"),
    ([image(alt_text="x" * 2001)], "must be less than 2001 characters"),
    ([image(title=plain("x" * 2001))], "must be less than 2001 characters"),
    ([{"type": "context", "elements": [image(image_url=None)]}], "must be a string"),
    ([image(slack_file={"id": "F1"})], "must have either image_url or slack_file"),
    ([{"type": "markdown", "text": "x" * 7000}] * 2, "markdown must be less than 12001 characters in all"),
    ([{"type": "table", "rows": [["a"]]}] * 2, "only one table is allowed"),
    ([{"type": "table", "rows": [["a"] * 21]}], "no more than 20 items allowed"),
    ([section("x" * 2800)] * 5, "texts must be less than 13201 characters in all"),
    ([{"type": "alert", "text": plain("x" * 201)}], "must be less than 201 characters"),
    ([{"type": "card"}], "must have a hero_image, title, body or actions"),
    ([rich({"type": "rich_text_row", "elements": []})], "unsupported type: rich_text_row"),
    ([rich(rich_section({"type": "text", "text": "a", "style": {"loud": True}}))], "invalid additional property"),
    ([rich(rich_section({"type": "broadcast", "range": "all"}))], "must be one of here, channel, everyone"),
    ([section(accessory=None)], "must be an object"),
]


@pytest.mark.parametrize(("blocks", "words"), WRONG_IN_MESSAGES, ids=lambda part: str(part)[:60])
def test_slack_refuses_what_is_not(blocks: Any, words: str) -> None:
    found = problems("message", blocks)
    assert any(words in problem for problem in found), found


FIELDS: list[Json] = [
    {"type": "plain_text_input", "action_id": "a", "multiline": True, "min_length": 1, "max_length": 3000},
    {"type": "email_text_input", "action_id": "a"},
    {"type": "url_text_input", "action_id": "a"},
    {"type": "number_input", "action_id": "a", "is_decimal_allowed": False, "min_value": "1", "max_value": "5"},
    {"type": "rich_text_input", "action_id": "a", "initial_value": rich(rich_section())},
    {"type": "datepicker", "action_id": "a", "initial_date": "2026-01-05"},
    {"type": "timepicker", "action_id": "a", "initial_time": "09:30"},
    {"type": "datetimepicker", "action_id": "a"},
    {"type": "users_select", "action_id": "a", "initial_user": "U0ADA"},
    {"type": "multi_users_select", "action_id": "a", "initial_users": ["U0ADA"], "max_selected_items": 3},
    {"type": "conversations_select", "action_id": "a", "filter": {"include": ["public"]}},
    {"type": "conversations_select", "action_id": "a", "default_to_current_conversation": True},
    {"type": "multi_conversations_select", "action_id": "a"},
    {"type": "channels_select", "action_id": "a", "response_url_enabled": True},
    {"type": "multi_channels_select", "action_id": "a"},
    {"type": "external_select", "action_id": "a", "min_query_length": 0},
    {"type": "multi_external_select", "action_id": "a", "initial_options": [option("new")]},
    {"type": "multi_static_select", "action_id": "a", "options": options(3), "initial_options": options(2)},
    {
        "type": "static_select",
        "action_id": "a",
        "option_groups": [{"label": plain("g"), "options": options(2)}],
        "initial_option": option("v0"),
    },
    ticks("checkboxes", initial_options=options(1)),
    ticks("radio_buttons", options=[{"text": mrkdwn("*a*"), "value": "a", "description": mrkdwn("b")}]),
]


@pytest.mark.parametrize("element", FIELDS, ids=lambda element: str(element["type"]))
def test_every_input_may_stand_in_a_modal(element: Json) -> None:
    assert problems("modal", modal(field(element))) == []


WRONG_MODALS: list[tuple[Any, str]] = [
    (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    (modal(close=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
    (modal(title=mrkdwn("a")), "unsupported type: mrkdwn"),
    (modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
    (modal(callback_id="x" * 256), "must be less than 256 characters"),
    (modal(blocks=[]), "no fewer than 1 items allowed [json-pointer:/view/blocks]"),
    (modal(blocks=[{"type": "divider"}] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (modal(blocks="no"), "must be an array"),
    (modal(type="home"), "must be one of modal"),
    (modal(colour="red"), "invalid additional property: colour"),
    ({"type": "modal", "title": plain("a"), "blocks": [text_input()]}, "submit is required"),
    ({"type": "modal", "blocks": [section()]}, "missing required field: title [json-pointer:/view]"),
    ("view", "must be an object [json-pointer:/view]"),
    (modal({"type": "markdown", "text": "a"}), "unsupported type: markdown"),
    (modal(blocks=[None]), "must be an object"),
    (modal(text_input(min_length=10, max_length=5)), "min_length must not be greater than max_length"),
    (modal(text_input(max_length=3001)), "must be between 1 and 3000"),
    (modal(text_input(max_length=0)), "must be between 1 and 3000"),
    (modal(text_input(max_length=2, initial_value="abc")), "initial_value must not be longer"),
    (modal(text_input() | {"label": plain("x" * 2001)}), "must be less than 2001 characters"),
    (modal(text_input() | {"hint": plain("x" * 2001)}), "must be less than 2001 characters"),
    (modal(field(button())), "unsupported type: button"),
    (modal(field({"type": "number_input", "action_id": "a"})), "missing required field: is_decimal_allowed"),
    (
        modal(field({"type": "number_input", "is_decimal_allowed": True, "initial_value": "x"})),
        "must be a number in a string",
    ),
    (
        modal(text_input("a", focus_on_load=True), text_input("b", focus_on_load=True)),
        "only one element may have focus_on_load",
    ),
    (
        modal(
            field(
                {
                    "type": "conversations_select",
                    "initial_conversation": "C0HELP",
                    "default_to_current_conversation": True,
                }
            )
        ),
        "exclude each other",
    ),
]


@pytest.mark.parametrize(("view", "words"), WRONG_MODALS, ids=lambda part: str(part)[:60])
def test_a_modal_has_limits(view: Any, words: str) -> None:
    found = problems("modal", view)
    assert any(words in problem for problem in found), found


def test_a_home_has_no_title_and_no_submit() -> None:
    assert problems("home", home()) == []
    assert problems("home", home(title=plain("a"))) == ["invalid additional property: title [json-pointer:/view]"]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ({"options": []}, 0),
        ({"options": options(100)}, 0),
        ({"option_groups": [{"label": plain("g"), "options": options(1)}]}, 0),
        ({"options": options(101)}, 1),
        ({"options": [option("x" * 151, "a")]}, 1),
        ({}, 1),
    ],
)
def test_suggestions_have_limits(body: Json, count: int) -> None:
    assert len(problems("options", body)) == count


def test_a_message_is_judged_by_its_text_too() -> None:
    assert problems("message", {"text": "x" * 4040}) == []
    assert problems("message", {"text": "x" * 4041})
    assert problems("message", {"text": "x" * 4041, "blocks": [section()]}) == []


def test_there_is_no_fifth_surface() -> None:
    with pytest.raises(ValueError, match="toast"):
        problems("toast", {})
