"""A cohort's first week: the first click on the clock brings its question, people discuss, the week is wrapped up."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import SCREENSHOTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROMPTS = ("What did you expect of this course?", "Which word was new to you today?", "What would you ask the others?")
ANSWER = "That I would finally understand window functions."


async def become(page: Page, person: str) -> None:
    """Be somebody else."""
    await page.get_by_test_id("viewer-menu").click()
    await page.get_by_test_id(f"viewer-{person}").click()


async def picture(page: Page, name: str) -> None:
    """Keep what is on the screen."""
    await page.screenshot(path=SCREENSHOTS / f"cohort-{name}.png")


async def types(page: Page, text: str) -> None:
    """Send a message or command."""
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("send").click()


async def test_the_first_click_on_the_clock_brings_a_discussion_question(page: Page) -> None:
    await page.get_by_test_id("channel-C0SQL").click()
    posts = page.get_by_test_id("message").filter(has_text=re.compile(r"· question \d"))
    before = await posts.count()
    assert before >= 3

    await page.get_by_test_id("clock-next").click()

    await expect(posts).to_have_count(before + 1)
    await expect(posts.last).to_contain_text("Add my answer")
    await picture(page, "1-question")


async def test_a_cohorts_first_week(page: Page) -> None:
    await become(page, "U0MAE")
    await page.get_by_test_id("channel-C0HELP").click()
    await types(page, "/cohort new")
    form = page.get_by_test_id("modal")
    await form.get_by_test_id("field-name").get_by_role("textbox").fill("Window functions")
    await picture(page, "2-new")
    await page.get_by_test_id("modal-submit").click()
    await expect(form).to_contain_text("It is set up")
    await form.get_by_role("button", name="Prompts").click()
    await expect(form).to_contain_text("takes its prompts from here")
    await form.get_by_role("button", name="Open").first.click()
    await form.get_by_role("button", name="Add several").click()
    await form.get_by_test_id("field-lines").get_by_role("textbox").fill("\n".join(PROMPTS))
    await page.get_by_test_id("modal-submit").click()
    await expect(form).to_contain_text("3 prompts added")
    await picture(page, "3-prompts")
    await form.get_by_role("button", name="Back").click()
    await expect(form).to_contain_text("takes its prompts from here")
    await form.get_by_role("button", name="Back").click()
    await form.get_by_role("button", name="Next dates").click()
    await expect(form).to_contain_text(PROMPTS[0])
    await picture(page, "4-dates")
    await form.get_by_role("button", name="Post now").click()
    await page.get_by_role("button", name="Post it").click()
    await page.get_by_test_id("modal-close").click()

    await become(page, "U0LINUS")
    await page.get_by_test_id("channel-C0HELP").click()
    post = page.get_by_test_id("message").filter(has_text="Window functions · question 1")
    await expect(post).to_contain_text("Add my answer")
    await post.get_by_role("button", name="Add my answer").click()
    await page.get_by_test_id("field-answer").get_by_role("textbox").fill(ANSWER)
    await page.get_by_test_id("modal-submit").click()
    await expect(post).to_contain_text("1 reply")
    await page.get_by_test_id("app-home").click()
    await expect(page.get_by_text("Your cohorts")).to_be_visible()
    await picture(page, "5-home")

    await become(page, "U0MAE")
    for _ in range(6):
        await page.get_by_test_id("clock-day").click()
        await expect(page.get_by_test_id("clock-day")).not_to_have_attribute("aria-busy", "true", timeout=30_000)
    await page.get_by_test_id("channel-C0HELP").click()
    await expect(page.get_by_text("Window functions: the week of").first).to_be_visible()
    await picture(page, "6-week")
