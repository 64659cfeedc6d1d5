"""What was shared is found, and shown to somebody who is about to ask."""

from contextlib import suppress

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.test_first_minute import become, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")

TIP = "Rotate the webhook signing secret in the vault first, then restart the gateway."
QUESTION = "How do I rotate the webhook signing secret in the vault?"


async def says(page: Page, words: str) -> None:
    """Type something and send it."""
    await page.get_by_test_id("composer").fill(words)
    await page.get_by_test_id("send").click()


async def finds(page: Page, words: str) -> Locator:
    """Look for words until something is found: what was just shared is indexed a second later."""
    found = page.get_by_test_id("message").filter(has_text="Answers and tips for")
    for _ in range(10):
        await says(page, f"/find-answer {words}")
        with suppress(AssertionError):
            await expect(found.first).to_be_visible(timeout=1000)
            break
    return found.first


async def test_a_tip_is_shared_found_and_shown_to_who_is_about_to_ask(page: Page) -> None:
    await become(page, "U0GRACE")
    await page.get_by_test_id("channel-C0HELP").click()
    await says(page, f"/share-tip {TIP}")
    form = page.get_by_test_id("modal")
    await expect(form).to_contain_text("Share a tip")
    await picture(page, "8-sharing")
    await page.get_by_test_id("modal-submit").click()
    await expect(form).to_be_hidden()
    await expect(page.get_by_test_id("message").filter(has_text=TIP).first).to_be_visible()

    await become(page, "U0ADA")
    await page.get_by_test_id("channel-C0HELP").click()
    found = await finds(page, "rotating webhook secrets")
    await expect(found).to_contain_text("Tip by")
    await picture(page, "9-finding")

    await says(page, "/ask-expert")
    question = form.get_by_test_id("field-question").get_by_role("textbox")
    await question.press_sequentially(QUESTION, delay=5)
    await expect(form).to_contain_text("Perhaps it is answered already")
    await expect(question).to_have_value(QUESTION)
    await picture(page, "10-before-asking")
    await form.get_by_role("button", name="This answers it").click()
    await expect(form).to_contain_text("Glad that it is answered")
    await picture(page, "11-answered-already")
    await page.get_by_test_id("modal-submit").click()
    await expect(form).to_be_hidden()
