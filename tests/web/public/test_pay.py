"""Paying by account number without signing in: it can be done, once, and tells a stranger nothing."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client

from abonent import profile
from abonent.billing.models import Payer, Payment
from abonent.demo.bank.process import BankProcess
from abonent.journal.models import Event
from abonent.people.models import Account
from abonent.web.public.pay import SEAL
from tests import people
from tests.people import NOON
from tests.web.doors import hidden, text
from tests.web.public.paying import ADDRESS, NOBODY, NOT_HERE, check, confirm


@pytest.mark.parametrize("written", ["100234", "100 234", "100\u00a0234", " 100-234 "])
def test_number_and_amount_are_checked_before_anything_is_done(client: Client, account: Account, written: str) -> None:
    people.bill(account)

    answer = check(client, written, "54,90")

    page = text(answer)
    assert "Account number 100 234 Amount PLN 54.90 Fee PLN 0.00 Recipient" in page
    assert "Olena" not in page
    assert "FV/" not in page
    assert "60.00" not in page
    assert Payment.objects.count() == 0
    assert not answer.cookies.get("abonent")


def test_the_button_leads_to_the_bank(client: Client, account: Account, bank_is_there: BankProcess) -> None:
    answer = confirm(client)

    payment = Payment.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, payment.bank_url)
    assert payment.bank_url.startswith(bank_is_there.url)
    assert (payment.account, payment.amount, payment.wanted, payment.by) == (account, Decimal(60), [], None)
    started = Event.objects.get(kind="payment.started")
    assert (started.via, started.by_id, started.account_id) == ("public", None, account.pk)


def test_who_is_signed_in_pays_as_anybody(
    client: Client, account: Account, neighbour: Account, bank_is_there: BankProcess
) -> None:
    client.force_login(neighbour.accesses.get().user)

    confirm(client)

    assert (Payment.objects.get().account, Payment.objects.get().by) == (account, None)


def test_pressing_twice_is_one_payment(client: Client, account: Account, bank_is_there: BankProcess) -> None:
    form = {"checked": hidden(check(client).content.decode(), "checked")}

    first, second = client.post(ADDRESS, form), client.post(ADDRESS, form)

    assert first["Location"] == second["Location"]
    assert Payment.objects.count() == 1


def test_what_was_checked_can_be_changed(client: Client, account: Account) -> None:
    form = {"checked": hidden(check(client, amount="54.90").content.decode(), "checked"), "change": "1"}

    page = client.post(ADDRESS, form).content.decode()

    assert 'value="54.90"' in page
    assert 'value="100\u00a0234"' in page
    assert Payment.objects.count() == 0


def shut(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(closed_on=date(2026, 11, 21))


def cash(account: Account) -> None:
    Payer.objects.filter(account=account).update(pays_cash=True)


def paper(account: Account) -> None:
    Payer.objects.filter(account=account).update(delivery="PAPER")


def unpaying(account: Account) -> None:
    Account.objects.create(number="555555", holder="Nobody pays", language="pl", opened_on=people.FIRST_DAY)


@pytest.mark.parametrize(
    ("number", "made_so"),
    [("999999", None), ("000000", None), ("100234", shut), ("100234", cash), ("100234", paper), ("555555", unpaying)],
)
def test_every_number_that_cannot_be_paid_is_answered_alike(
    client: Client, account: Account, number: str, made_so: Any
) -> None:
    if made_so:
        made_so(account)

    answer = check(client, number)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert NOT_HERE in text(answer)
    assert page.count(NOT_HERE) == 2
    assert f'value="{number}"' in page
    assert Payment.objects.count() == 0


@pytest.mark.parametrize(
    ("number", "amount", "said"),
    [
        ("", "10", "This field is required."),
        ("0", "10", "Write the account number as on the bill, like 123 456."),
        ("12345", "10", "Write the account number as on the bill, like 123 456."),
        ("1002345", "10", "Write the account number as on the bill"),
        ("١٠٠٢٣٤", "10", "Write the account number as on the bill"),
        ("100234\0", "10", "Null characters are not allowed."),
        ("100234", "much", "Write the amount in numbers, as 54.90."),
        ("100234", "0.99", "The smallest amount that can be paid online is PLN 1.00."),
        ("100234", "20000.01", "At most PLN 20,000.00 can be paid online at once."),
        ("1" * 50, "9" * 50, "Ensure this value has at most 40 characters"),
    ],
)
def test_what_is_not_right_is_said_at_its_field(
    client: Client, account: Account, number: str, amount: str, said: str
) -> None:
    answer = check(client, number, amount)

    assert answer.status_code == 422
    assert said in text(answer)
    assert "<title>Error: Pay without signing in" in answer.content.decode()


@pytest.mark.parametrize("amount", ["1.00", "20000.00"])
def test_the_smallest_and_the_largest_amount_can_be_paid(client: Client, account: Account, amount: str) -> None:
    assert check(client, amount=amount).status_code == 200


def test_what_was_not_checked_is_not_paid(client: Client, account: Account) -> None:
    sealed = hidden(check(client).content.decode(), "checked")
    said = {"number": "100234", "amount": "1.00", "once": "a-token-of-one-form"}
    forged = [sealed[:-1] + ("A" if sealed[-1] != "A" else "B"), "", signing.dumps(said), signing.dumps(said, salt="x")]

    answers = [client.post(ADDRESS, {"checked": each}) for each in forged]

    assert [answer.status_code for answer in answers] == [409] * 4
    assert "The page was open for too long. Nothing was paid." in text(answers[0])
    assert Payment.objects.count() == 0


def test_what_was_checked_long_ago_is_checked_again(client: Client, account: Account) -> None:
    with time_machine.travel(NOON, tick=False):
        sealed = hidden(check(client).content.decode(), "checked")

    with time_machine.travel(NOON + timedelta(minutes=31), tick=False):
        assert client.post(ADDRESS, {"checked": sealed}).status_code == 409
    assert Payment.objects.count() == 0


def test_an_account_closed_between_check_and_payment_is_not_paid(client: Client, account: Account) -> None:
    sealed = hidden(check(client).content.decode(), "checked")
    cash(account)

    answer = client.post(ADDRESS, {"checked": sealed})

    assert (answer.status_code, Payment.objects.count()) == (422, 0)
    assert NOT_HERE in text(answer)


def test_an_account_whose_seal_is_of_the_operator_is_not_paid(client: Client, account: Account) -> None:
    said = {"number": "0", "amount": "60.00", "once": "a-token-of-one-form"}

    answer = client.post(ADDRESS, {"checked": signing.dumps(said, salt=SEAL)})

    assert (answer.status_code, Payment.objects.count()) == (422, 0)


def test_when_the_bank_cannot_be_reached_the_page_says_so(client: Client, account: Account, settings: Any) -> None:
    settings.ABONENT_BANK_URL = NOBODY

    answer = confirm(client)

    payment = Payment.objects.get()
    assert answer["Location"] == f"/en/pay/{payment.ref}/"
    assert "The bank could not be reached Nothing was paid." in text(client.get(answer["Location"]))


def test_who_tries_too_often_has_to_wait(client: Client, account: Account) -> None:
    answers = [check(client, f"{number:06}").status_code for number in range(21)]

    assert answers[:20] == [422] * 20
    assert answers[20] == 429
    refused = check(client)
    assert "Please wait ten minutes, then try again. A transfer is always possible" in text(refused)
    assert client.get(ADDRESS).status_code == 200


def test_where_the_profile_does_not_let_strangers_pay_there_is_no_page(client: Client, account: Account) -> None:
    operator = profile.current()
    panel = replace(operator.panel, public=replace(operator.panel.public, pay=False))
    with profile.using(replace(operator, panel=panel)):
        assert client.get(ADDRESS).status_code == 404
        assert check(client).status_code == 404


def test_a_language_that_is_not_spoken_has_no_such_page(client: Client, account: Account) -> None:
    assert client.get("/de/pay/").status_code == 404


def test_without_proof_of_the_page_nothing_is_begun(account: Account) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(ADDRESS, {"number": "100234", "amount": "60"}).status_code == 403
