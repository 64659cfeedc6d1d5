"""The first minute of a newcomer: ask, be answered, react, accept, look at App Home."""

import re

import pytest
from playwright.async_api import Page, WebSocket, expect

from bot.sandbox import Sandbox
from tests.browser.conftest import SCREENSHOTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "How do I restore a single table from last night's backup?"
ANSWER = "Restore the dump into a scratch schema, then copy the one table over with INSERT … SELECT."


async def become(page: Page, person: str) -> None:
    """Be somebody else."""
    await page.get_by_test_id("viewer-menu").click()
    await page.get_by_test_id(f"viewer-{person}").click()


async def picture(page: Page, name: str) -> None:
    """Keep what is on the screen."""
    await page.screenshot(path=SCREENSHOTS / f"{name}.png")


async def test_a_newcomer_asks_and_is_helped(page: Page) -> None:
    await page.get_by_test_id("composer").fill(f"/ask-expert {QUESTION}")
    await page.get_by_test_id("send").click()
    form = page.get_by_test_id("modal")
    await expect(form).to_contain_text("Ask an expert")
    await expect(form.get_by_test_id("field-question").get_by_role("textbox")).to_have_value(QUESTION)
    await picture(page, "1-asking")
    await page.get_by_test_id("modal-submit").click()
    await expect(form).to_be_hidden()
    card = page.get_by_test_id("message").filter(has_text=QUESTION).first
    await expect(card).to_contain_text("Waiting for an answer")

    await become(page, "U0GRACE")
    await page.get_by_test_id("dm-D0GRACE").click()
    invitation = page.get_by_test_id("message").filter(has_text=QUESTION)
    await expect(invitation).to_contain_text("Why you")
    await picture(page, "2-inviting")
    await invitation.get_by_role("button", name="Answer").click()
    await page.get_by_test_id("field-answer").get_by_role("textbox").fill(ANSWER)
    await picture(page, "3-answering")
    await page.get_by_test_id("modal-submit").click()
    await expect(invitation).to_contain_text("You answered it")

    await become(page, "U0KATH")
    await page.get_by_test_id("channel-C0HELP").click()
    await card.get_by_text(re.compile(r"1 reply")).click()
    answer = page.get_by_test_id("thread-panel").get_by_test_id("message").filter(has_text=ANSWER)
    await answer.hover()
    await answer.get_by_test_id("add-reaction").first.click()
    await page.get_by_test_id("emoji-bulb").first.click()
    await expect(answer).to_contain_text("Useful (1)")
    await picture(page, "4-reacting")

    await become(page, "U0ADA")
    await page.get_by_test_id("channel-C0HELP").click()
    await card.get_by_text(re.compile(r"1 reply")).click()
    await answer.get_by_role("button", name="Accept").click()
    await expect(answer).to_contain_text("Accepted")
    await expect(card).to_contain_text("Accepted: the answer by")
    await picture(page, "5-accepting")

    await page.get_by_test_id("app-home").click()
    await expect(page.get_by_text("Your questions (1)")).to_be_visible()
    await expect(page.get_by_role("link", name=QUESTION)).to_be_visible()
    await picture(page, "6-app-home")


async def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(page: Page) -> None:
    await page.get_by_test_id("composer").fill("/ask-expert Why?")
    await page.get_by_test_id("send").click()
    field = page.get_by_test_id("field-question")
    await page.get_by_test_id("modal-submit").click()
    await expect(field).to_contain_text("10")
    await expect(field.get_by_role("textbox")).to_have_value("Why?")
    await page.get_by_test_id("modal-close").click()  # the next test's newcomer is Ada too


async def test_the_clock_brings_what_is_due(page: Page) -> None:
    before = await page.get_by_test_id("clock-now").inner_text()
    await page.get_by_test_id("clock-next").click()
    await expect(page.get_by_test_id("clock-now")).not_to_have_text(before)


async def test_what_comes_while_a_button_is_held_down_takes_no_click_away(page: Page, playground: Sandbox) -> None:
    menu = page.get_by_test_id("viewer-menu")
    await expect(menu).to_contain_text("Ada")  # the first connection stands
    async with page.expect_websocket() as connecting:
        await page.reload()
    live: WebSocket = await connecting.value
    await page.get_by_test_id("channel-C0HELP").click()
    await menu.hover()
    await page.mouse.down()
    async with live.expect_event("framereceived", lambda frame: '"unread"' in str(frame)):
        await playground.say("U0GRACE", "C0SQL", "Lunch is there.")
    await page.mouse.up()
    await expect(page.get_by_test_id("viewer-U0GRACE")).to_be_visible()
    await expect(page.get_by_test_id("channel-C0SQL")).not_to_have_attribute("data-unread", "0")


async def test_the_page_fits_a_narrow_screen(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.get_by_test_id("composer")).to_be_visible()
    width = await page.evaluate("document.documentElement.scrollWidth")
    await picture(page, "7-narrow")
    assert width <= 390
