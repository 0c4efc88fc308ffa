"""Paying for an account by its number, in a browser that is signed in nowhere, up to the truth on the page."""

from playwright.sync_api import Page, expect

from abonent.billing.models import Payment
from tests.browser import scenes
from tests.browser.at_the_bank import PAY, has_scripts, owed, until
from tests.browser.conftest import Visit
from tests.browser.everywhere import Seat, everywhere
from tests.browser.visitor import Visitor


def at_the_bank(visitor: Visitor, outcome: str) -> Page:
    """Press the button of the check, and come back from the bank with an outcome."""
    page = visitor.page
    visitor.answer(page.locator(PAY).first.click)
    button = page.locator(f"button[value={outcome}]")
    if not button.is_visible():
        page.locator("summary").click()
    visitor.answer(button.click)
    assert page.url.startswith(f"{visitor.street.url}/en/pay/")
    return page


@everywhere
def test_a_stranger_pays_and_sees_it_posted(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**seat)
    page = visitor.go("/en/pay/")

    assert visitor.send(number="999999", amount="60") == 422
    expect(page.locator("[name=amount]")).to_have_value("60")
    assert visitor.send(number=olena.account.number, amount="54,90") == 200
    expect(page.locator("dl.check")).to_contain_text("54.90")
    visitor.answer(page.get_by_role("button", name="Change").click)
    assert visitor.send(amount="60") == 200
    at_the_bank(visitor, "pay-late")
    until(visitor, "The bank is confirming", scripts=has_scripts(seat))
    until(visitor, "Posted", scripts=has_scripts(seat))

    assert "Petrenko" not in page.content()
    assert owed(olena.account) == 0
    assert [cookie["name"] for cookie in visitor.context.cookies() if cookie["name"] == "abonent"] == []


@everywhere
def test_refused_and_tried_again(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    visitor = visit(**seat)
    page = visitor.go("/en/pay/")
    assert visitor.send(number=olena.account.number, amount="60") == 200

    at_the_bank(visitor, "refuse")
    until(visitor, "The bank refused the payment", scripts=has_scripts(seat))
    visitor.answer(page.locator("#live a.btn:not(.quiet)").click)

    expect(page.locator("h1")).to_have_text("Pay without signing in")
    assert owed(olena.account) == 0


@everywhere
def test_a_double_click_pays_once(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    visitor = visit(**seat)
    page = visitor.go("/en/pay/")
    assert visitor.send(number=olena.account.number, amount="60") == 200

    page.locator(PAY).first.dblclick(no_wait_after=True)
    page.wait_for_url(f"{visitor.street.bank.url}/pay/**")

    assert Payment.objects.filter(account=olena.account).count() == 1
