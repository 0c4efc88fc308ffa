"""Choosing what to pay and paying it in a real browser, and the truth on the page each time (I8)."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from abonent.billing import queries
from abonent.billing.models import Payment
from abonent.contracts.models import Restriction
from abonent.modules.internet.models import Device, Session
from abonent.people.models import Account
from tests.browser import scenes
from tests.browser.at_the_bank import PAY, has_scripts, owed, pay, until, until_told
from tests.browser.conftest import Visit
from tests.browser.everywhere import Seat, everywhere
from tests.modules import internet
from tests.router import Router

LINES_OF_ITS_NUMBER = """pick => {
  const words = document.createRange();
  words.selectNodeContents(pick.querySelector("span").firstChild);
  return words.getClientRects().length;
}"""


@everywhere
def test_one_bill_is_paid_and_seen_to_settle(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    bill = scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/overview/")

    visitor.answer(page.get_by_role("link", name="Pay PLN").click)
    expect(page.locator("dl.check")).to_contain_text(bill.number)
    expect(page.locator(PAY)).to_contain_text("60.00")
    pay(visitor, "pay-late")
    until(visitor, "The bank is confirming", scripts=has_scripts(seat))
    began = page.evaluate("performance.timeOrigin")
    until(visitor, "Posted", scripts=has_scripts(seat))

    if has_scripts(seat):
        assert page.evaluate("performance.timeOrigin") == began, "it changed without being loaded again"
    expect(page.locator("#live")).to_contain_text(bill.number)
    with page.expect_download() as confirmation:
        page.get_by_role("link", name="confirmation").click()
    assert Path(confirmation.value.path()).read_bytes().startswith(b"%PDF-")
    visitor.go(scenes.address(bill))
    expect(page.locator("section[aria-labelledby=today]")).to_contain_text("paid")
    assert owed(olena.account) == 0


@everywhere
def test_several_bills_are_ticked_and_paid_at_once(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    first, second, third = scenes.bills(olena.account, 3)
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/bills/")

    assert page.locator(".pick").first.evaluate(LINES_OF_ITS_NUMBER) == 1
    for bill in (first, third):
        page.locator(f"input[value='{bill.number.replace('/', '-')}']").check()
    visitor.answer(page.get_by_role("button", name="Pay the ticked ones").click)
    expect(page.locator(PAY)).to_contain_text("120.00")
    pay(visitor)
    until(visitor, "Posted", scripts=has_scripts(seat))

    expect(page.locator("section[aria-labelledby=paid]")).to_contain_text(first.number)
    expect(page.locator("section[aria-labelledby=paid]")).to_contain_text(third.number)
    assert [bill.number for bill in queries.open_bills(olena.account, on=scenes.today())] == [second.number]


@everywhere
def test_a_part_is_paid(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    bill = scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/bills/pay/choose/")

    assert visitor.send(amount="a little") == 422
    expect(page.locator("[name=amount]")).to_have_value("a little")
    assert visitor.send(amount="15.50") == 200
    expect(page.locator(PAY)).to_contain_text("15.50")
    pay(visitor)
    until(visitor, "Posted", scripts=has_scripts(seat))

    visitor.go(scenes.address(bill))
    expect(page.locator("section[aria-labelledby=today]")).to_contain_text("44.50")
    assert owed(olena.account) == Decimal("44.50")


@everywhere
def test_paying_ahead_gives_credit(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/overview/")

    visitor.answer(page.get_by_role("link", name="Pay ahead").click)
    assert visitor.send(amount="50") == 200
    pay(visitor)
    until(visitor, "Posted", scripts=has_scripts(seat))

    visitor.go("/overview/")
    expect(page.locator("section[aria-labelledby=owed]")).to_contain_text("50.00")
    assert owed(olena.account) == Decimal("-50.00")


@everywhere
def test_who_pays_cash_is_told_why_not_online(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer(pays_cash=True)
    bill = scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)

    for path in ("/overview/", "/bills/", scenes.address(bill), "/bills/pay/"):
        page = visitor.go(path)
        expect(page.get_by_text("This account is set to be paid in cash").first).to_be_visible()
        expect(page.locator("main .btn:not(.quiet)")).to_have_count(0)


@pytest.fixture
def router() -> Iterator[Router]:
    """A router that does as it is told."""
    with Router() as router:
        yield router


def connected(account: Account, router: Router) -> Session:
    """Somebody is connected there, and led to the pay zone."""
    device = Device.objects.filter(address=router.address, ended_at=None).first() or internet.device(router.address)
    Device.objects.filter(pk=device.pk).update(port=router.port, failed_at=None)
    return internet.session(internet.line(account), device, given="LIMITED 0/0", heard_at=scenes.now())


@everywhere
def test_paying_lifts_the_restriction_and_the_internet_works_again(visit: Visit, seat: Seat, router: Router) -> None:
    olena = scenes.customer()
    scenes.overdue_bill(olena.account)
    scenes.restricted(olena.account)
    session = connected(olena.account, router)
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/overview/")
    limited = page.locator(".note.bad", has_text="The service is limited")  # others may tell of an outage meanwhile
    expect(limited).to_have_count(1)

    visitor.answer(page.get_by_role("link", name="Pay now").click)
    pay(visitor)
    until(visitor, "Posted", scripts=has_scripts(seat))

    expect(page.locator(".timeline")).to_contain_text("The restriction was lifted")
    until_told(visitor, "The internet works again", scripts=has_scripts(seat))
    expect(page.locator("[role=status] strong", has_text="The internet works again")).to_be_in_viewport(ratio=1)
    assert [(told.number, told.said["Mikrotik-Address-List"]) for told in router.heard] == [
        (session.number, "customers")
    ]
    visitor.go("/overview/")
    expect(limited).to_have_count(0)
    assert Restriction.objects.get(account=olena.account).lifted_at is not None


@everywhere
def test_two_tabs_two_accounts(visit: Visit, seat: Seat) -> None:
    user = scenes.somebody()
    first, second = scenes.account(user), scenes.account(user)
    scenes.bill(first)
    scenes.bill(second)
    visitor = visit(**seat).sign_in(user, first)
    one = visitor.go("/bills/pay/")
    other = visitor.context.new_page()
    other.goto("/overview/")
    other.locator(".me summary").click()
    other.locator(f"button[value='{second.number}']").click()
    expect(other.locator("main > header .num")).to_have_text(_shown(second))

    refused = visitor.answer(one.locator(PAY).click)

    assert refused.status == 409
    expect(one.locator("main")).to_contain_text("Nothing was done")
    expect(one.locator("main")).to_contain_text(_shown(first))
    assert not Payment.objects.filter(account__in=[first, second]).exists()
    visitor.answer(one.locator("main button").first.click)
    assert one.url.endswith("/bills/pay/")
    pay(visitor)
    until(visitor, "Posted", scripts=has_scripts(seat))
    assert [owed(first), owed(second)] == [Decimal(0), Decimal(60)]


@everywhere
def test_a_double_click_pays_once(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/bills/pay/")

    page.locator(PAY).dblclick(no_wait_after=True)
    page.wait_for_url(f"{visitor.street.bank.url}/pay/**")

    assert Payment.objects.filter(account=olena.account).count() == 1


def _shown(account: Account) -> str:
    return f"{account.number[:3]}\u00a0{account.number[3:]}"
