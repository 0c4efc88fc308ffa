"""Paying at the sandbox bank in a real browser: every ending, and the truth on the page each time (I8)."""

import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page, expect

from abonent.billing import jobs, queries
from abonent.billing.models import Payment, Receipt
from abonent.contracts.models import Restriction
from abonent.people.models import Account, Session
from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.everywhere import IN_ENGLISH, Seat, everywhere
from tests.browser.visitor import Visitor
from tests.listening import eventually

PAY = "main form button[type=submit]"


def _pay(visitor: Visitor, outcome: str = "pay") -> Page:
    """From the page of the check to the bank, and back from there with an outcome."""
    page = visitor.page
    visitor.answer(page.locator(PAY).click)
    assert page.url.startswith(f"{visitor.street.bank.url}/pay/")
    button = page.locator(f"button[value={outcome}]")
    if not button.is_visible():
        page.locator("summary").click()
    visitor.answer(button.click)
    assert page.url.startswith(f"{visitor.street.url}/payments/")
    return page


def _until(visitor: Visitor, said: str, *, scripts: bool = True) -> None:
    """Wait until the page says so: by itself with JavaScript, else by loading it again."""
    heading = visitor.page.locator("#live .status").get_by_text(said, exact=False).first
    if scripts:
        expect(heading).to_be_visible()
        return

    def looked() -> bool:
        visitor.page.reload()
        return heading.is_visible()

    eventually(looked)


def _scripts(seat: Seat) -> bool:
    return bool(seat.get("java_script_enabled", True))


def _owed(account: Account) -> Decimal:
    return queries.balance(account)


@everywhere
def test_one_bill_is_paid_and_seen_to_settle(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    bill = scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/overview/")

    visitor.answer(page.get_by_role("link", name="Pay PLN").click)
    expect(page.locator("dl.check")).to_contain_text(bill.number)
    expect(page.locator(PAY)).to_contain_text("60.00")
    _pay(visitor, "pay-late")
    _until(visitor, "The bank is confirming", scripts=_scripts(seat))
    began = page.evaluate("performance.timeOrigin")
    _until(visitor, "Posted", scripts=_scripts(seat))

    if _scripts(seat):
        assert page.evaluate("performance.timeOrigin") == began, "it changed without being loaded again"
    expect(page.locator("#live")).to_contain_text(bill.number)
    with page.expect_download() as confirmation:
        page.get_by_role("link", name="confirmation").click()
    assert Path(confirmation.value.path()).read_bytes().startswith(b"%PDF-")
    visitor.go(scenes.address(bill))
    expect(page.locator("section[aria-labelledby=today]")).to_contain_text("paid")
    assert _owed(olena.account) == 0


@everywhere
def test_several_bills_are_ticked_and_paid_at_once(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    first, second, third = scenes.bills(olena.account, 3)
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/bills/")

    for bill in (first, third):
        page.locator(f"input[value='{bill.number.replace('/', '-')}']").check()
    visitor.answer(page.get_by_role("button", name="Pay the ticked ones").click)
    expect(page.locator(PAY)).to_contain_text("120.00")
    _pay(visitor)
    _until(visitor, "Posted", scripts=_scripts(seat))

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
    _pay(visitor)
    _until(visitor, "Posted", scripts=_scripts(seat))

    visitor.go(scenes.address(bill))
    expect(page.locator("section[aria-labelledby=today]")).to_contain_text("44.50")
    assert _owed(olena.account) == Decimal("44.50")


@everywhere
def test_paying_ahead_gives_credit(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/overview/")

    visitor.answer(page.get_by_role("link", name="Pay ahead").click)
    assert visitor.send(amount="50") == 200
    _pay(visitor)
    _until(visitor, "Posted", scripts=_scripts(seat))

    visitor.go("/overview/")
    expect(page.locator("section[aria-labelledby=owed]")).to_contain_text("50.00")
    assert _owed(olena.account) == Decimal("-50.00")


@everywhere
def test_refused_and_then_tried_again(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    visitor.go("/bills/pay/")

    page = _pay(visitor, "refuse")
    _until(visitor, "The bank refused the payment", scripts=_scripts(seat))
    assert _owed(olena.account) == 60
    visitor.answer(page.locator("#live a.btn:not(.quiet)").click)
    _pay(visitor)
    _until(visitor, "Posted", scripts=_scripts(seat))

    assert _owed(olena.account) == 0
    assert sorted(Payment.objects.filter(account=olena.account).values_list("state", flat=True)) == [
        "CONFIRMED",
        "REFUSED",
    ]


@everywhere
def test_abandoned(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    visitor.go("/bills/pay/")

    _pay(visitor, "abandon")
    _until(visitor, "The payment was not finished", scripts=_scripts(seat))

    assert _owed(olena.account) == 60


@everywhere
def test_when_the_banks_message_is_lost_we_ask(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    visitor.go("/bills/pay/")
    _pay(visitor, "pay-silent")
    _until(visitor, "The bank is confirming", scripts=_scripts(seat))

    # As if minutes had gone by; then the janitor comes, as it does every minute.
    ago = scenes.now() - timedelta(minutes=6)
    Payment.objects.filter(account=olena.account).update(started_at=ago)
    jobs.ask_about_hanging.defer(timestamp=int(time.time()))  # type: ignore[call-arg]

    _until(visitor, "Posted", scripts=_scripts(seat))
    assert _owed(olena.account) == 0


@everywhere
def test_what_a_forged_message_says_is_not_true(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    visitor.go("/bills/pay/")

    page = _pay(visitor, "forged")
    ref = page.url.rstrip("/").rpartition("/")[2]
    eventually(lambda: "bad-signature" in visitor.street.log("portal"))

    visitor.go(f"/payments/{ref}/")
    _until(visitor, "The bank is confirming", scripts=_scripts(seat))
    assert _owed(olena.account) == 60


@everywhere
def test_who_pays_cash_is_told_why_not_online(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer(pays_cash=True)
    bill = scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)

    for path in ("/overview/", "/bills/", scenes.address(bill), "/bills/pay/"):
        page = visitor.go(path)
        expect(page.get_by_text("This account is set to be paid in cash").first).to_be_visible()
        expect(page.locator("main .btn:not(.quiet)")).to_have_count(0)


@everywhere
def test_paying_lifts_the_restriction(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.overdue_bill(olena.account)
    scenes.restricted(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/overview/")
    expect(page.locator(".note.bad")).to_contain_text("The service is limited")

    visitor.answer(page.get_by_role("link", name="Pay now").click)
    _pay(visitor)
    _until(visitor, "Posted", scripts=_scripts(seat))

    expect(page.locator(".timeline")).to_contain_text("The restriction was lifted")
    visitor.go("/overview/")
    expect(page.locator(".note.bad")).to_have_count(0)
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
    _pay(visitor)
    _until(visitor, "Posted", scripts=_scripts(seat))
    assert [_owed(first), _owed(second)] == [Decimal(0), Decimal(60)]


@everywhere
def test_a_double_click_pays_once(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/bills/pay/")

    page.locator(PAY).dblclick(no_wait_after=True)
    page.wait_for_url(f"{visitor.street.bank.url}/pay/**")

    assert Payment.objects.filter(account=olena.account).count() == 1


def test_twenty_messages_at_once_book_once(visit: Visit) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**IN_ENGLISH).sign_in(olena.user)
    visitor.go("/bills/pay/")

    _pay(visitor, "pay-parallel")
    _until(visitor, "Posted")

    assert Receipt.objects.filter(account=olena.account).count() == 1
    assert _owed(olena.account) == 0


def test_more_came_than_was_ordered(visit: Visit) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**IN_ENGLISH).sign_in(olena.user)
    visitor.go("/bills/pay/")

    page = _pay(visitor, "pay-more")
    _until(visitor, "Posted")

    expect(page.locator("#live")).to_contain_text("70.00 came")
    assert _owed(olena.account) == Decimal("-10.00")


def test_a_message_with_another_amount_is_not_believed(visit: Visit) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**IN_ENGLISH).sign_in(olena.user)
    visitor.go("/bills/pay/")

    _pay(visitor, "wrong-amount")
    _until(visitor, "Posted")

    assert Receipt.objects.get(account=olena.account).amount == 60
    assert _owed(olena.account) == 0


def test_a_page_that_waits_leads_to_the_door_when_the_session_has_ended(visit: Visit) -> None:
    olena = scenes.customer()
    waiting = scenes.payment(olena.account, "60.00", "STARTED")
    visitor = visit(**IN_ENGLISH).sign_in(olena.user)
    page = visitor.go(f"/payments/{waiting.ref}/")

    Session.objects.filter(user=olena.user).delete()

    page.wait_for_url("**/signin/?next=*")
    expect(page.locator("h1")).to_have_text("Sign in")


def _shown(account: Account) -> str:
    return f"{account.number[:3]}\u00a0{account.number[3:]}"
