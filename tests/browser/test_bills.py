"""A bill in a real browser: seen, opened to its calculation, taken home as PDF and CSV (I7)."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.everywhere import Seat, everywhere


def _file(page: Page, link: Locator) -> tuple[str, bytes]:
    """Click on a link that gives a file: its name and content."""
    with page.expect_download() as found:
        link.click()
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()


@everywhere
def test_from_the_overview_to_the_calculation_and_the_files(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    bill = scenes.bill(olena.account)
    slug = bill.number.replace("/", "-")
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/overview/")
    expect(page.locator(".amount")).to_contain_text("60.00")

    visitor.answer(page.get_by_role("link", name="See the bill").click)
    why = page.locator(".lines details").first
    expect(why.locator("p").first).to_be_hidden()
    why.locator("summary").click()
    expect(why.locator("p").first).to_be_visible()
    expect(why).to_contain_text("60.00")

    assert _file(page, page.get_by_role("link", name="Download PDF"))[1].startswith(b"%PDF-")
    name, content = _file(page, page.get_by_role("link", name="Download as CSV"))
    assert name == f"{slug}.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(content.splitlines()) == 2


@everywhere
def test_a_list_of_many_bills_has_pages_and_a_file_of_all(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.bills(olena.account, 14)
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/bills/")
    rows = page.locator(".rows a")
    expect(rows).to_have_count(12)

    visitor.answer(page.get_by_role("link", name="Older").click)
    expect(rows).to_have_count(2)
    _, content = _file(page, page.get_by_role("link", name="Download as CSV"))
    assert len(content.splitlines()) == 15
    visitor.answer(page.get_by_role("link", name="Newer").click)
    assert page.url.endswith("/bills/")


def test_a_value_is_copied_with_one_tap(visit: Visit) -> None:
    olena = scenes.customer()
    visitor = visit(permissions=["clipboard-read", "clipboard-write"], locale="en-GB").sign_in(olena.user)
    page = visitor.go(scenes.address(scenes.bill(olena.account)))
    button = page.locator("[data-copy]").first
    number = button.get_attribute("data-copy")

    button.click()

    expect(page.locator(".copy [role=status]").first).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == number


def test_without_a_script_there_is_no_button_that_does_nothing(visit: Visit) -> None:
    olena = scenes.customer()
    page = visit(java_script_enabled=False).sign_in(olena.user).go(scenes.address(scenes.bill(olena.account)))

    expect(page.locator("[data-copy]").first).to_be_hidden()
    expect(page.locator(".transfer dd").first).to_be_visible()


@pytest.mark.parametrize("ending", ["", ".pdf", ".csv"])
def test_a_neighbours_bill_is_not_there(visit: Visit, ending: str) -> None:
    slug = scenes.address(scenes.bill(scenes.customer("Marek Wójcik").account)).strip("/")
    path = f"/{slug}{ending or '/'}"

    visit().sign_in(scenes.customer().user).go(path, 404)
