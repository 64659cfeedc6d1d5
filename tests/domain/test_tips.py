"""When two tips say nearly the same, and what may be a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.refusals import Reason
from bot.domain.tips import LINK_LIMIT, check_link, is_nearly_the_same, likeness

TIP = "Run terraform plan with -refresh=false while you only edit: it is much faster."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TIP, TIP.upper()),
        (TIP, TIP.replace("much faster", "a lot faster!")),
        (TIP, f"{TIP} Honest!"),
        (TIP, "While you only edit, run terraform plan with -refresh=false; it's much faster."),
        (TIP, "terraform plan -refresh=false is much faster while you only edit."),
        ("Use make -j8 to build faster.", "Use make -j8 to build much faster!"),
        ("Book meeting rooms a week ahead.", "Book the meeting rooms a week ahead"),
        ("キーを回すには新しいワークフローを使う。", "キーを回すには、新しいワークフローを使う"),
    ],
)
def test_tips_that_say_the_same_in_other_words_are_nearly_the_same(one: str, other: str) -> None:
    assert is_nearly_the_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TIP, "Run terraform apply with -target while you only test: it is much safer."),
        (TIP, "Run terraform plan with -parallelism=30 in CI: it is much faster."),
        (TIP, "Use tflint before terraform plan, it finds typos earlier."),
        ("Restart the VPN client after the update.", "Restart the printer after the update."),
        ("Book meeting rooms a week ahead.", "Book flights three weeks ahead."),
        ("🙂 🙂 🙂", "🙂 🙂 🙂"),
    ],
)
def test_tips_about_the_same_are_not(one: str, other: str) -> None:
    assert not is_nearly_the_same(one, other)


@given(st.text(), st.text())
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1


@pytest.mark.parametrize("link", ["", "https://wiki.test", "http://localhost:8080/a?b=c&d=é#e", "HTTPS://WIKI.TEST/x"])
def test_web_addresses_are_links(link: str) -> None:
    assert check_link(link, "link") is None


@pytest.mark.parametrize(
    "link",
    [
        "wiki.test/page",
        "ftp://wiki.test",
        "javascript:alert(1)",
        "https://",
        "https:///page",
        "https://[wiki]",
        "https://bank.test@evil.test",
        "https://wiki.test/a page",
        "https://wiki.test/<!channel>",
        "https://wiki.test/|x",
        "https://wiki.test\n",
        "https://wiki.test/" + "x" * LINK_LIMIT,
    ],
)
def test_anything_else_is_refused_at_its_field(link: str) -> None:
    refused = check_link(link, "link")
    assert refused is not None
    assert (refused.reason, refused.field) == (Reason.BAD_LINK, "link")
