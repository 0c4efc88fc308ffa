"""The search box while somebody types, with the keyboard alone, and without JavaScript."""

import re

from playwright.sync_api import expect

from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.page_check import check_part
from tests.browser.views_of_the_desk_finding import somebody, surname
from tests.browser.visitor import DESKTOP


def test_customers_come_while_somebody_types_and_arrows_lead_to_them(visit: Visit) -> None:
    first = somebody("Anna")
    scenes.account(holder=f"Zenon {surname(first)}")
    visitor = visit(viewport=DESKTOP, locale="en-GB").sign_in(scenes.colleague())
    page = visitor.go("/desk/customers/")
    box, links = page.locator("#find"), page.locator(".found-here a")

    box.focus()
    page.keyboard.type(surname(first))
    expect(links).to_have_count(2)
    expect(page.locator(".find [role=status]")).to_have_text("2 found")
    check_part(page, ".found-here")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".found-here")).to_be_hidden()
    expect(box).to_be_focused()
    page.keyboard.type(" ")
    expect(links).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(rf"/desk/customers/{first.number}/$"))


def test_on_its_own_page_the_list_changes_in_its_place(visit: Visit) -> None:
    found = somebody("Anna")
    page = visit(viewport=DESKTOP, locale="en-GB").sign_in(scenes.colleague()).go("/desk/find/?q=Nobodyatall")

    page.locator("#find").fill(surname(found))
    expect(page.locator("#found a")).to_have_count(1)
    page.locator("#find").fill(found.number)
    page.locator("#find").press("Enter")

    expect(page).to_have_url(re.compile(rf"/desk/customers/{found.number}/$"))


def test_without_javascript_the_form_does_the_same(visit: Visit) -> None:
    found = somebody("Anna")
    visitor = visit(viewport=DESKTOP, locale="en-GB", java_script_enabled=False).sign_in(scenes.colleague())
    page = visitor.go("/desk/")

    page.locator("#find").fill(surname(found))
    visitor.answer(page.get_by_role("search").get_by_role("button").click)

    assert page.url.endswith(f"/desk/find/?q={surname(found)}")
    assert found.holder in page.locator(".found").inner_text()


def test_a_session_that_ended_leads_to_the_staffs_door(visit: Visit) -> None:
    visitor = visit(viewport=DESKTOP, locale="en-GB").sign_in(scenes.colleague())
    page = visitor.go("/desk/customers/")
    visitor.context.clear_cookies()

    page.locator("#find").press_sequentially("kowalski")

    expect(page).to_have_url(re.compile(r"/desk/signin/"))
