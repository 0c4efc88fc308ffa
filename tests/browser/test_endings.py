"""Everything that can come of a payment at the bank, as customers see it (I8)."""

import time
from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import expect

from abonent.billing import jobs
from abonent.billing.models import Payment, Receipt
from abonent.people.models import Session
from tests.browser import scenes
from tests.browser.at_the_bank import has_scripts, owed, pay, until
from tests.browser.conftest import Visit
from tests.browser.everywhere import IN_ENGLISH, Seat, everywhere
from tests.listening import eventually


@everywhere
def test_refused_and_then_tried_again(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    visitor.go("/bills/pay/")

    page = pay(visitor, "refuse")
    until(visitor, "The bank refused the payment", scripts=has_scripts(seat))
    assert owed(olena.account) == 60
    visitor.answer(page.locator("#live a.btn:not(.quiet)").click)
    pay(visitor)
    until(visitor, "Posted", scripts=has_scripts(seat))

    assert owed(olena.account) == 0
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

    pay(visitor, "abandon")
    until(visitor, "The payment was not finished", scripts=has_scripts(seat))

    assert owed(olena.account) == 60


@everywhere
def test_when_the_banks_message_is_lost_we_ask(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    visitor.go("/bills/pay/")
    pay(visitor, "pay-silent")
    until(visitor, "The bank is confirming", scripts=has_scripts(seat))

    # Payments of other tests, which this bank has never seen, would be asked about first.
    Payment.objects.exclude(account=olena.account).update(asked_at=scenes.now())
    # As if minutes had gone by; then the janitor comes, as it does every minute.
    ago = scenes.now() - timedelta(minutes=6)
    Payment.objects.filter(account=olena.account).update(started_at=ago)
    jobs.ask_about_hanging.defer(timestamp=int(time.time()))  # type: ignore[call-arg]

    until(visitor, "Posted", scripts=has_scripts(seat))
    assert owed(olena.account) == 0


@everywhere
def test_what_a_forged_message_says_is_not_true(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**seat).sign_in(olena.user)
    visitor.go("/bills/pay/")

    page = pay(visitor, "forged")
    ref = page.url.rstrip("/").rpartition("/")[2]
    eventually(lambda: "bad-signature" in visitor.street.log("portal"))

    visitor.go(f"/payments/{ref}/")
    until(visitor, "The bank is confirming", scripts=has_scripts(seat))
    assert owed(olena.account) == 60


def test_twenty_messages_at_once_book_once(visit: Visit) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**IN_ENGLISH).sign_in(olena.user)
    visitor.go("/bills/pay/")

    pay(visitor, "pay-parallel")
    until(visitor, "Posted")

    assert Receipt.objects.filter(account=olena.account).count() == 1
    assert owed(olena.account) == 0


def test_more_came_than_was_ordered(visit: Visit) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**IN_ENGLISH).sign_in(olena.user)
    visitor.go("/bills/pay/")

    page = pay(visitor, "pay-more")
    until(visitor, "Posted")

    expect(page.locator("#live")).to_contain_text("70.00 came")
    assert owed(olena.account) == Decimal("-10.00")


def test_a_message_with_another_amount_is_not_believed(visit: Visit) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor = visit(**IN_ENGLISH).sign_in(olena.user)
    visitor.go("/bills/pay/")

    pay(visitor, "wrong-amount")
    until(visitor, "Posted")

    assert Receipt.objects.get(account=olena.account).amount == 60
    assert owed(olena.account) == 0


def test_a_page_that_waits_leads_to_the_door_when_the_session_has_ended(visit: Visit) -> None:
    olena = scenes.customer()
    waiting = scenes.payment(olena.account, "60.00", "STARTED")
    visitor = visit(**IN_ENGLISH).sign_in(olena.user)
    page = visitor.go(f"/payments/{waiting.ref}/")

    Session.objects.filter(user=olena.user).delete()

    page.wait_for_url("**/signin/?next=*")
    expect(page.locator("h1")).to_have_text("Sign in")
