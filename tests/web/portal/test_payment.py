"""One payment: the truth, as far as it is known; by htmx and without; and the confirmation of its money."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from abonent.billing import actions
from abonent.billing.models import Invoice, Payment
from abonent.billing.ports import Heard
from abonent.contracts.actions import restrict
from abonent.journal.actions import record
from abonent.people.models import Account, User
from tests import people
from tests.people import NOON
from tests.web.doors import text

REF = "reference-of-a-payment"
ADDRESS = f"/payments/{REF}/"
HTMX = {"HX-Request": "true"}


def begin(account: Account, *, minutes: int = 1, amount: str = "60.00", **more: Any) -> Payment:
    """Set out to pay so many minutes ago, and be sent to the bank."""
    at = NOON - timedelta(minutes=minutes)
    payment = Payment.objects.create(
        ref=REF, once="once", account=account, gateway="sandbox", gateway_ref="pay_1",
        bank_url="http://localhost/pay/", amount=Decimal(amount), started_at=at, **more,
    )  # fmt: skip
    for kind in ("payment.started", "payment.sent"):
        record(kind, at=at, account=account.pk, subject=f"payment:{REF}")
    return payment


def heard(kind: Any = "PAID", amount: str = "60.00") -> Heard:
    paid_on = date(2026, 11, 21) if kind == "PAID" else None
    return Heard(kind, REF, "pay_1", "trx_1" if paid_on else "", Decimal(amount), "PLN", paid_on, {"name": "Olena P."})


def test_while_the_bank_is_silent_the_page_says_so_and_asks_again(browser: Client, account: Account) -> None:
    begin(account)

    answer = browser.get(ADDRESS)
    page = answer.content.decode()

    assert "The bank is confirming This usually takes 2 minutes. This page can be closed" in text(answer)
    assert "Go on at the bank Check again" in text(answer)
    assert f'hx-get="{ADDRESS}"' in page
    assert "htmx-4.min" in page
    assert "Payment started – done 21 November 2026, 11:59" in text(answer)


def test_htmx_is_given_only_what_changes(browser: Client, account: Account) -> None:
    begin(account)

    answer = browser.get(ADDRESS, headers=HTMX)

    assert "<html" not in answer.content.decode()
    assert text(answer).startswith("The bank is confirming")
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize(("minutes", "seconds"), [(0, 2), (2, 5), (10, 20), (60, 60), (180, 0)])
def test_it_asks_more_and_more_seldom(browser: Client, account: Account, minutes: int, seconds: int) -> None:
    begin(account, minutes=minutes)

    page = browser.get(ADDRESS, headers=HTMX).content.decode()

    assert (f"load delay:{seconds}s" in page) is (seconds > 0)
    assert ("hx-trigger" in page) is (seconds > 0)


def test_it_says_when_the_bank_takes_long(browser: Client, account: Account) -> None:
    begin(account, minutes=10)

    page = text(browser.get(ADDRESS))

    assert "It takes longer than usual. We ask the bank ourselves; this page can be closed." in page
    assert "What was not finished at the bank can be continued there." in page
    assert "no need to pay again" not in page


def test_posted_money_ends_the_asking_and_shows_what_it_paid(
    browser: Client, account: Account, october: Invoice
) -> None:
    begin(account, amount="70.00", wanted=[october.number])
    restrict(account, reason="DEBT", level="LIMITED", at=NOON)
    actions.hear("sandbox", heard(amount="70.00"), at=NOON)

    answer = browser.get(ADDRESS, headers=HTMX)

    lifted = "The restriction was lifted · 21 November 2026, 12:00"
    assert text(answer).startswith(f"Posted: 21 November 2026, 12:00 {lifted} Download")
    assert "What it paid Bill FV/2026/10/0001 PLN 60.00 In advance; the next bill will use it PLN 10.00" in text(answer)
    assert "The restriction was lifted – done 21 November 2026, 12:00" in text(answer)
    assert "hx-get" not in answer.content.decode()


def test_where_nothing_was_restricted_the_money_is_what_matters(
    browser: Client, account: Account, october: Invoice
) -> None:
    begin(account, wanted=[october.number])
    actions.hear("sandbox", heard(), at=NOON)

    posted = "Posted: 21 November 2026, 12:00 The money has reached the account. Download"
    assert text(browser.get(ADDRESS, headers=HTMX)).startswith(posted)


def test_another_sum_than_ordered_is_told(browser: Client, account: Account, october: Invoice) -> None:
    begin(account)
    actions.hear("sandbox", heard(amount="30.00"), at=NOON, asked=True)

    assert "PLN 60.00 was ordered, and PLN 30.00 came. All of it is posted." in text(browser.get(ADDRESS))


@pytest.mark.parametrize(
    ("kind", "said"), [("REFUSED", "The bank refused the payment"), ("ABANDONED", "The payment was not finished")]
)
def test_what_was_not_paid_can_be_tried_again(
    browser: Client, account: Account, october: Invoice, kind: str, said: str
) -> None:
    begin(account, wanted=[october.number])
    actions.hear("sandbox", heard(kind), at=NOON)

    answer = browser.get(ADDRESS)

    assert f"{said} Nothing was paid." in text(answer)
    assert "/bills/pay/?bill=FV-2026-10-0001&amp;amount=60.00" in answer.content.decode()
    assert "hx-get" not in answer.content.decode()


def test_what_began_two_days_ago_is_not_waited_for(browser: Client, account: Account) -> None:
    begin(account, minutes=49 * 60)

    assert "The payment was not finished" in text(browser.get(ADDRESS))


def test_money_taken_back_is_told(browser: Client, account: Account, october: Invoice) -> None:
    entry = actions.post_receipt(people.receipt(account, "60.00"), at=NOON)
    actions.reverse(entry, at=NOON)

    page = text(browser.get(f"/payments/receipt-{entry.receipt_id}/"))

    assert "The payment was taken back The bank has taken the money back." in page


def test_a_transfer_has_a_page_of_its_own(browser: Client, account: Account, october: Invoice) -> None:
    receipt = people.receipt(account, "60.00")
    actions.post_receipt(receipt, at=NOON)

    page = text(browser.get(f"/payments/receipt-{receipt.pk}/"))

    assert "Payment of PLN 60.00 bank transfer · 21 November 2026" in page
    assert "Posted: 21 November 2026, 12:00" in page
    assert "What it paid Bill FV/2026/10/0001 PLN 60.00" in page


def test_the_confirmation_says_what_was_paid_on_the_day_and_stays_the_same(
    browser: Client, account: Account, october: Invoice
) -> None:
    begin(account, amount="100.00")
    actions.hear("sandbox", heard(amount="100.00"), at=NOON)
    first = browser.get(f"{ADDRESS}receipt.pdf")

    people.bill(account, date(2026, 12, 1))  # uses the credit
    again = browser.get(f"{ADDRESS}receipt.pdf")

    words = pypdfium2.PdfDocument(first.content)[0].get_textpage().get_text_bounded().replace("\xa0", " ")
    assert first.content == again.content
    assert "100,00 zł" in words
    assert "FV/2026/10/0001" in words
    assert "40,00 zł" in words
    assert first["Content-Disposition"].startswith('attachment; filename="W-2026-11-')


def test_without_money_there_is_no_confirmation(browser: Client, account: Account) -> None:
    begin(account)
    unposted = people.receipt(account, "1.00")

    assert browser.get(f"{ADDRESS}receipt.pdf").status_code == 404
    assert browser.get(f"/payments/receipt-{unposted.pk}/receipt.pdf").status_code == 404
    actions.post_receipt(unposted, at=NOON)


def test_another_s_payment_is_not_there(client: Client, account: Account, neighbour: Account) -> None:
    begin(account)
    receipt = people.receipt(account, "60.00")
    actions.post_receipt(receipt, at=NOON)
    client.force_login(neighbour.accesses.get().user)

    for address in (ADDRESS, f"{ADDRESS}receipt.pdf"):
        assert client.get(address).status_code == 404
    for address in (f"/payments/receipt-{receipt.pk}/", f"/payments/receipt-{receipt.pk}/receipt.pdf"):
        assert client.get(address).status_code == 404


def test_a_session_that_ended_leads_htmx_to_the_sign_in(client: Client, account: Account) -> None:
    begin(account)

    answer = client.get(ADDRESS, headers=HTMX)

    assert answer["HX-Redirect"].startswith("/signin/?next=")


def test_who_may_only_look_has_no_confirmation(client: Client, account: Account, marek: User) -> None:
    receipt = people.receipt(account, "60.00")
    actions.post_receipt(receipt, at=NOON)
    people.access(account, marek, "SEES")
    client.force_login(marek)

    assert ".pdf" not in client.get(f"/payments/receipt-{receipt.pk}/").content.decode()
    assert client.get(f"/payments/receipt-{receipt.pk}/receipt.pdf").status_code == 403
