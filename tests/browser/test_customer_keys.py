"""One customer by keyboard: a tab by its number, and the list of what can be done."""

from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP


def test_a_customers_page_is_walked_without_a_mouse(visit: Visit) -> None:
    olena = scenes.customer()
    here = f"/desk/customers/{olena.account.number}/"
    page = visit(viewport=DESKTOP).sign_in(scenes.colleague()).go(here)

    page.keyboard.press("2")
    page.wait_for_url(f"**{here}money/")
    page.keyboard.press(".")

    expect(page.locator(".do a").first).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator(".do summary")).to_be_focused()
    expect(page.locator(".do a").first).to_be_hidden()
