"""Paying: chosen bills, a part, ahead; once, however often the button is pressed; nothing typed is lost."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from abonent.billing import actions, queries
from abonent.billing.models import Invoice, Payer, Payment
from abonent.demo.bank.process import BankProcess
from abonent.people.models import Account
from tests import people
from tests.web.doors import hidden, text

NOBODY = "http://127.0.0.1:9"
"""Nobody listens there: the bank cannot be reached."""


def confirm(browser: Client, account: Account, address: str = "/bills/pay/") -> Any:
    """Open the check page and press its button."""
    page = browser.get(address).content.decode()
    form = {name: hidden(page, name) for name in ("once", "amount")}
    bills = [part.partition('"')[0] for part in page.split('name="bill" value="')[1:]]
    return browser.post("/bills/pay/", {**form, "bill": bills, "account": account.number})


def test_everything_open_is_checked_before_it_is_paid(browser: Client, november: Invoice) -> None:
    page = text(browser.get("/bills/pay/"))

    assert "What it pays Bill FV/2026/10/0001 – PLN 60.00 Bill FV/2026/11/0001 – PLN 60.00 Change" in page
    assert "Amount PLN 120.00 Change" in page
    assert "Fee PLN 0.00 Left to pay afterwards PLN 0.00" in page
    assert "Pay PLN 120.00 Cancel" in page
    assert Payment.objects.count() == 0


def test_one_bill_can_be_paid(browser: Client, november: Invoice) -> None:
    answer = browser.get("/bills/FV-2026-11-0001/pay/", follow=True)

    assert answer.redirect_chain == [("/bills/pay/?bill=FV-2026-11-0001", 302)]
    assert "What it pays Bill FV/2026/11/0001 – PLN 60.00 Change" in text(answer)
    assert "Left to pay afterwards PLN 60.00" in text(answer)


@pytest.mark.parametrize("written", ["54.90", "54,90", " 54,90 zł ", "54,9", "PLN 54.90"])
def test_an_amount_may_be_written_as_people_write_it(browser: Client, november: Invoice, written: str) -> None:
    page = text(browser.get("/bills/pay/", {"amount": written, "was": "120.00"}))

    assert f"Pay PLN {'54.90'}" in page


@pytest.mark.parametrize("written", ["1 234,50", "1,234.50", "1.234,50", "1234.5"])
def test_thousands_may_be_parted(browser: Client, november: Invoice, written: str) -> None:
    assert "Pay PLN 1,234.50" in text(browser.get("/bills/pay/", {"amount": written}))


def test_what_is_too_much_is_shown_as_credit(browser: Client, november: Invoice) -> None:
    page = text(browser.get("/bills/pay/", {"bill": "FV-2026-11-0001", "amount": "130.00"}))

    assert "Bill FV/2026/11/0001 – PLN 60.00 Bill FV/2026/10/0001 – PLN 60.00" in page
    assert "In advance; the next bill will use it – PLN 10.00" in page


def test_an_amount_left_as_proposed_follows_the_ticks(browser: Client, november: Invoice) -> None:
    page = text(browser.get("/bills/pay/", {"bill": "FV-2026-11-0001", "amount": "120.00", "was": "120.00"}))

    assert "Pay PLN 60.00" in page


def test_with_nothing_open_one_can_pay_ahead(browser: Client, account: Account) -> None:
    empty, page = browser.get("/bills/pay/"), text(browser.get("/bills/pay/", {"amount": "50"}))

    assert empty.status_code == 200
    assert "Pay ahead Everything is paid. What is paid now will be used by the next bill." in text(empty)
    assert "What it pays In advance; the next bill will use it – PLN 50.00" in page


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("abc", "Write the amount in numbers, as 54.90."),
        ("-5", "Write the amount in numbers, as 54.90."),
        ("5,,5", "Write the amount in numbers, as 54.90."),
        ("1e3", "Write the amount in numbers, as 54.90."),
        ("0.001", "Write the amount in numbers, as 54.90."),
        ("0,500", "Write the amount in numbers, as 54.90."),
        ("1000,000", "Write the amount in numbers, as 54.90."),
        ("5PLN4", "Write the amount in numbers, as 54.90."),
        ("1,234,567.80", "At most PLN 20,000.00 can be paid online at once."),
        ("٥٠", "Write the amount in numbers, as 54.90."),
        ("", "Write how much to pay."),
        ("0", "The smallest amount that can be paid online is PLN 1.00."),
        ("0,99", "The smallest amount that can be paid online is PLN 1.00."),
        ("20000,01", "At most PLN 20,000.00 can be paid online at once."),
        ("9" * 40, "Write the amount in numbers, as 54.90."),
    ],
)
def test_a_wrong_amount_is_answered_in_words_and_kept(
    browser: Client, november: Invoice, written: str, said: str
) -> None:
    answer = browser.get("/bills/pay/", {"amount": written})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert f"Please correct this {said}" in text(answer)
    assert "<title>Error: Choose what to pay" in page
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert written == "" or f'value="{written}"' in page


def test_the_button_leads_to_the_bank(
    browser: Client, account: Account, november: Invoice, bank_is_there: BankProcess
) -> None:
    answer = confirm(browser, account)

    payment = Payment.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == payment.bank_url
    assert payment.bank_url.startswith(bank_is_there.url)
    assert payment.amount == Decimal("120.00")
    assert payment.wanted == ["FV/2026/10/0001", "FV/2026/11/0001"]
    assert payment.by == account.accesses.get().user


def test_pressing_twice_is_one_payment(
    browser: Client, account: Account, november: Invoice, bank_is_there: BankProcess
) -> None:
    page = browser.get("/bills/pay/").content.decode()
    form = {"once": hidden(page, "once"), "amount": "120.00", "account": account.number}

    first, second = browser.post("/bills/pay/", form), browser.post("/bills/pay/", form)

    assert first["Location"] == second["Location"]
    assert Payment.objects.count() == 1


def test_coming_back_one_is_told_of_the_payment_under_way(
    browser: Client, account: Account, november: Invoice, bank_is_there: BankProcess
) -> None:
    confirm(browser, account)

    page = text(browser.get("/bills/pay/"))

    assert "A payment of PLN 120.00 is under way It began at" in page


def test_coming_back_and_pressing_again_is_the_same_payment(
    browser: Client, account: Account, november: Invoice, bank_is_there: BankProcess
) -> None:
    first, second = confirm(browser, account), confirm(browser, account)
    part = confirm(browser, account, "/bills/pay/?amount=20")

    assert first["Location"] == second["Location"]
    assert part["Location"] != first["Location"]
    assert Payment.objects.count() == 2


def test_when_the_bank_cannot_be_reached_the_payment_says_so(
    browser: Client, account: Account, november: Invoice, settings: Any
) -> None:
    settings.ABONENT_BANK_URL = NOBODY

    answer = confirm(browser, account)

    payment = Payment.objects.get()
    assert answer["Location"] == f"/payments/{payment.ref}/"
    page = text(browser.get(answer["Location"]))
    assert "The bank could not be reached Nothing was paid." in page
    assert "Try again" in page
    assert queries.balance(account) == Decimal("120.00")


def test_what_was_paid_meanwhile_is_not_paid_again(browser: Client, account: Account, november: Invoice) -> None:
    page = browser.get("/bills/pay/").content.decode()
    form = {name: hidden(page, name) for name in ("once", "amount", "shown", "account")}
    bills = ["FV-2026-10-0001", "FV-2026-11-0001"]
    actions.post_receipt(people.receipt(account, "60.00"), at=people.NOON)

    answer = browser.post("/bills/pay/", {**form, "bill": bills})

    assert answer["Location"] == "/bills/pay/?bill=FV-2026-11-0001&changed=1"
    assert not Payment.objects.exists()
    page = text(browser.get(answer["Location"]))
    assert "Some of it was paid meanwhile Nothing was sent to the bank." in page
    assert "Pay PLN 60.00" in page


def test_what_was_paid_in_part_meanwhile_is_shown_anew(browser: Client, account: Account, october: Invoice) -> None:
    page = browser.get("/bills/pay/").content.decode()
    form = {name: hidden(page, name) for name in ("once", "amount", "shown", "account")}
    actions.post_receipt(people.receipt(account, "12.50"), at=people.NOON)

    answer = browser.post("/bills/pay/", {**form, "bill": ["FV-2026-10-0001"]}, follow=True)

    assert "Pay PLN 47.50" in text(answer)
    assert not Payment.objects.exists()


def test_when_all_was_paid_meanwhile_the_page_says_so(browser: Client, account: Account, october: Invoice) -> None:
    form = {"once": "a-token-of-one-form", "amount": "60.00", "bill": "FV-2026-10-0001", "account": account.number}
    actions.post_receipt(people.receipt(account, "60.00"), at=people.NOON)

    answer = browser.post("/bills/pay/", form, follow=True)

    assert answer.redirect_chain == [("/bills/pay/?changed=1", 302)]
    assert "Some of it was paid meanwhile" in text(answer)
    assert "Everything is paid." in text(answer)
    assert not Payment.objects.exists()


def test_the_same_form_after_its_payment_was_posted_leads_to_that_payment(
    browser: Client, account: Account, october: Invoice, bank_is_there: BankProcess
) -> None:
    page = browser.get("/bills/pay/").content.decode()
    form = {name: hidden(page, name) for name in ("once", "amount", "shown", "account")}
    browser.post("/bills/pay/", {**form, "bill": ["FV-2026-10-0001"]})
    payment = Payment.objects.get()
    Payment.objects.update(state=Payment.State.CONFIRMED)
    actions.post_receipt(people.receipt(account, "60.00"), at=people.NOON)

    answer = browser.post("/bills/pay/", {**form, "bill": ["FV-2026-10-0001"]})

    assert answer["Location"] == f"/payments/{payment.ref}/"
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("said", [{"pays_cash": True}, {"delivery": "PAPER"}])
def test_where_it_is_not_offered_nothing_can_be_begun(
    browser: Client, account: Account, november: Invoice, said: dict[str, Any]
) -> None:
    Payer.objects.filter(account=account).update(**said)
    form = {"once": "a-token-of-one-form", "amount": "60.00", "account": account.number}

    shown, sent = browser.get("/bills/pay/"), browser.post("/bills/pay/", form)

    assert (shown.status_code, sent.status_code) == (200, 409)
    assert "Paying online is not offered" in text(shown)
    assert "PLN 120.00 is to be paid. A transfer is always possible" in text(shown)
    assert Payment.objects.count() == 0


def test_another_s_bill_cannot_be_chosen(
    browser: Client, account: Account, neighbour: Account, november: Invoice
) -> None:
    other = queries.slug(people.bill(neighbour).number)
    form = {"once": "a-token-of-one-form", "amount": "60.00", "account": account.number, "bill": other}

    assert other != "FV-2026-11-0001"
    for address in ("/bills/pay/", "/bills/pay/choose/"):
        assert browser.get(address, {"bill": other}).status_code == 404
        assert browser.get(address, {"bill": "\0"}).status_code == 404
    assert browser.post("/bills/pay/", form).status_code == 404
    assert Payment.objects.count() == 0


def test_what_is_owed_besides_bills_is_proposed_and_not_called_paid_ahead(browser: Client, account: Account) -> None:
    actions.post_receipt(people.receipt(account, "-40.00"), at=people.NOON)

    answer = browser.get("/bills/pay/")

    words = text(answer)
    assert "Other – PLN 40.00" in words
    assert "Left to pay afterwards PLN 0.00" in words
    assert "In advance" not in words
    assert "Everything is paid" not in text(browser.get("/bills/pay/choose/"))


def test_what_is_owed_besides_bills_may_be_left_out(browser: Client, account: Account, october: Invoice) -> None:
    actions.post_receipt(people.receipt(account, "-40.00"), at=people.NOON)
    bill = {"bill": queries.slug(october.number), "was": "100.00", "amount": "100.00"}

    all_of_it, bill_alone = browser.get("/bills/pay/", bill | {"besides": "1"}), browser.get("/bills/pay/", bill)

    assert [hidden(answer.content.decode(), "amount") for answer in (all_of_it, bill_alone)] == ["100.00", "60.00"]
    assert "Left to pay afterwards PLN 40.00" in text(bill_alone)


def test_a_bill_that_is_paid_shows_itself(browser: Client, account: Account, october: Invoice) -> None:
    actions.post_receipt(people.receipt(account, "60.00"), at=people.NOON)

    answer = browser.get("/bills/FV-2026-10-0001/pay/")

    assert answer["Location"] == "/bills/FV-2026-10-0001/"


def test_choosing_keeps_what_was_chosen(browser: Client, november: Invoice) -> None:
    page = browser.get("/bills/pay/choose/", {"bill": "FV-2026-11-0001", "amount": "20.00"}).content.decode()

    assert 'value="FV-2026-11-0001" checked>' in page
    assert 'value="FV-2026-10-0001">' in page
    assert re.search(r'name="amount"\s+type="text" value="20.00"', page)
    assert 'name="was" value="60.00"' in page
