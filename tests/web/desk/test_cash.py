"""Taking cash at the counter: chosen, checked, taken once, printed, and taken back by whoever may."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Entry, Receipt
from abonent.contracts.actions import restrict
from abonent.people.models import Account, User
from tests import people
from tests.web.desk.reading import hidden, said

NOW = timezone.now


def cash(account: Account) -> str:
    return f"/desk/customers/{account.number}/cash/"


def checked(clerk: Client, account: Account, amount: str, **more: Any) -> Any:
    return clerk.post(cash(account), {"amount": amount, "was": "x", **more})


def take(clerk: Client, account: Account, amount: str, **more: Any) -> Any:
    """Go through the check and press the button."""
    return clerk.post(cash(account), {**hidden(checked(clerk, account, amount, **more)), "confirm": "1"})


def test_the_form_proposes_all_that_is_owed(clerk: Client, account: Account) -> None:
    bill = people.bill(account)

    page = clerk.get(cash(account))

    assert page.status_code == 200
    assert f'value="{queries.slug(bill.number)}" checked' in page.content.decode()
    assert 'value="60.00"' in page.content.decode()


def test_cash_is_checked_taken_and_ready_to_print(clerk: Client, clerk_user: User, account: Account) -> None:
    bill = people.bill(account)
    slug = queries.slug(bill.number)

    check = checked(clerk, account, "70,50", bill=slug, payer="Jan Kowalski")
    assert (check.status_code, Receipt.objects.count()) == (200, 0)
    assert f"Bill {bill.number} – PLN 60.00" in said(check)
    assert "In advance; the next bill will use it – PLN 10.50" in said(check)
    assert "Fee PLN 0.00" in said(check)
    done = clerk.post(cash(account), {**hidden(check), "confirm": "1"})

    receipt = Receipt.objects.get()
    assert done["Location"] == f"/desk/money/receipts/{receipt.pk}/?done=taken"
    assert (receipt.amount, receipt.payer) == (Decimal("70.50"), {"name": "Jan Kowalski"})
    assert Entry.objects.get(receipt=receipt).by == clerk_user
    page = clerk.get(done["Location"])
    assert f"was taken, receipt {receipt.number}" in said(page)
    pdf = clerk.get(f"/desk/money/receipts/{receipt.pk}.pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert "KP-" in pdf["Content-Disposition"]


def test_a_double_click_takes_it_once(clerk: Client, account: Account) -> None:
    people.bill(account)
    sent = {**hidden(checked(clerk, account, "60.00")), "confirm": "1"}

    answers = [clerk.post(cash(account), sent)["Location"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert Receipt.objects.count() == 1


def test_a_confirmation_without_the_check_only_shows_it(clerk: Client, account: Account) -> None:
    page = clerk.post(cash(account), {"amount": "60.00", "confirm": "1"})

    assert (page.status_code, Receipt.objects.count()) == (409, 0)


def test_what_was_paid_meanwhile_is_told_before_cash_is_taken(clerk: Client, account: Account) -> None:
    bill = people.bill(account)
    sent = {**hidden(checked(clerk, account, "60.00", bill=queries.slug(bill.number))), "confirm": "1"}
    actions.post_receipt(people.receipt(account, "60.00"), at=people.NOON)

    page = clerk.post(cash(account), sent)

    assert (page.status_code, Receipt.objects.filter(book="till:office").count()) == (409, 0)
    assert "Some of it was paid meanwhile" in said(page)
    again = clerk.post(cash(account), {**hidden(page), "confirm": "1"})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("", "Please type the amount."),
        ("0", "The amount has to be more than nothing."),
        ("-5", "Write the amount in numbers"),
        ("dużo", "Write the amount in numbers"),
        ("15000,01", "At most PLN 15,000.00 can be taken in cash at once."),
        ("9" * 40, "Ensure this value has at most 30 characters"),
    ],
)
def test_an_amount_that_cannot_be_is_told(clerk: Client, account: Account, amount: str, told: str) -> None:
    page = checked(clerk, account, amount)

    assert page.status_code == 422
    assert told in said(page)
    assert "<title>Error:" in page.content.decode()
    assert Receipt.objects.count() == 0


def test_the_amount_follows_the_ticks_when_it_was_left(clerk: Client, account: Account) -> None:
    october, november = (people.bill(account, people.NOON.date().replace(month=month, day=1)) for month in (10, 11))

    page = clerk.post(cash(account), {"amount": "120.00", "was": "120.00", "bill": queries.slug(november.number)})

    assert f"Bill {november.number} – PLN 60.00" in said(page)
    assert f"Bill {october.number}" not in said(page)


def test_the_check_says_that_the_restriction_goes(clerk: Client, account: Account) -> None:
    people.bill(account, people.NOON.date().replace(month=1, day=1))
    restrict(account, reason="DEBT", level="LIMITED", at=people.NOON)

    assert "The restriction for debt is lifted at once." not in said(checked(clerk, account, "40.00"))
    assert "The restriction for debt is lifted at once." in said(checked(clerk, account, "40.01"))


def test_what_is_owed_besides_bills_is_proposed_and_ends_the_restriction(clerk: Client, account: Account) -> None:
    actions.post_receipt(people.receipt(account, "-40.00", at=NOW() - timedelta(days=9)), at=NOW())
    restrict(account, reason="DEBT", level="LIMITED", at=NOW())
    page = clerk.get(cash(account))
    assert 'value="40.00"' in page.content.decode()
    assert "Everything is paid" not in said(page)

    check = checked(clerk, account, "40.00", besides="1")

    assert "Other – PLN 40.00" in said(check)
    assert "The restriction for debt is lifted at once." in said(check)
    clerk.post(cash(account), {**hidden(check), "confirm": "1"})
    assert queries.balance(account) == Decimal("0.00")


def test_going_back_to_the_form_loses_nothing(clerk: Client, account: Account) -> None:
    page = clerk.post(cash(account), {**hidden(checked(clerk, account, "12,30", payer="Jan Nowak")), "edit": "1"})

    assert page.status_code == 200
    assert 'value="12.30"' in page.content.decode()
    assert 'value="Jan Nowak"' in page.content.decode()


def test_a_name_that_is_markup_stays_text(clerk: Client, account: Account) -> None:
    page = checked(clerk, account, "5", payer="<b>Jan</b>")

    assert "&lt;b&gt;Jan&lt;/b&gt;" in page.content.decode()


def test_a_letter_that_cannot_be_printed_is_refused(clerk: Client, account: Account) -> None:
    assert checked(clerk, account, "5", payer="Jan\u202e").status_code == 422


def test_taken_back_with_a_reason_once(clerk: Client, account: Account) -> None:
    bill = people.bill(account)
    take(clerk, account, "60.00")
    address = f"/desk/money/receipts/{Receipt.objects.get().pk}/back/"
    page = clerk.get(address)
    assert f"Bill {bill.number} – PLN 60.00" in said(page)
    assert clerk.post(address, {"reason": " "}).status_code == 422

    answers = [clerk.post(address, {"reason": "wrong customer"})["Location"] for _ in range(2)]

    assert [each.rpartition("=")[2] for each in answers] == ["back", "before"]
    assert queries.balance(account) == Decimal("60.00")
    after = said(clerk.get(answers[0]))
    assert "taken back" in after
    assert "wrong customer" in after
    assert queries.cash_sheet(Receipt.objects.get(), language="pl")["cancelled_on"]  # type: ignore[index]


def test_another_clerk_is_told_whose_it_is(clerk: Client, accountant: Client, account: Account) -> None:
    take(accountant, account, "60.00")
    address = f"/desk/money/receipts/{Receipt.objects.get().pk}/back/"

    assert clerk.get(address).status_code == 200
    assert clerk.post(address, {"reason": "x"}).status_code == 403
    assert "Take it back" not in said(clerk.get(address.removesuffix("back/")))
    assert queries.balance(account) == Decimal("-60.00")


def test_an_accountant_takes_back_a_transfer_that_bounced(accountant: Client, account: Account) -> None:
    receipt = people.receipt(account, "60.00", raw={"title": "FV/2026/11/0001 100234"})
    actions.post_receipt(receipt, at=people.NOON)
    address = f"/desk/money/receipts/{receipt.pk}/"
    assert "FV/2026/11/0001 100234" in said(accountant.get(address))

    accountant.post(f"{address}back/", {"reason": "wrong account"})

    assert queries.balance(account) == Decimal("0.00")


def test_the_till_of_a_day_adds_up_and_goes_to_the_bank(clerk: Client, account: Account) -> None:
    take(clerk, account, "60.00")
    take(clerk, account, "15.50")
    page = clerk.get("/desk/money/till/")
    assert "Left in the till PLN 75.50" in said(page)
    once = hidden(page)["once"]

    answers = [clerk.post("/desk/money/till/", {"amount": "70,00", "once": once}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert "Left in the till PLN 5.50" in said(clerk.get("/desk/money/till/"))
    much = clerk.post("/desk/money/till/", {"amount": "5,51", "once": "another-form-token"})
    assert (much.status_code, Entry.objects.filter(kind="TRANSFER").count()) == (422, 1)
    assert "only PLN 5.50 is in the till" in said(much)


@pytest.mark.parametrize("once", ["o" * 41, "o" * 200, "'; a-form-token-of-mine", "a-form-token-of-mine\nx"])
def test_what_is_no_token_of_ours_takes_and_carries_nothing(clerk: Client, account: Account, once: str) -> None:
    take(clerk, account, "60.00")
    sent = {**hidden(checked(clerk, account, "5.00")), "confirm": "1", "once": once}

    assert clerk.post(cash(account), sent).status_code == 422
    assert clerk.post("/desk/money/till/", {"amount": "5,00", "once": once}).status_code == 422
    assert (Receipt.objects.count(), Entry.objects.filter(kind="TRANSFER").count()) == (1, 0)


def test_cash_that_lies_from_another_day_is_told(clerk: Client, clerk_user: User, account: Account) -> None:
    yesterday = NOW() - timedelta(days=1)
    actions.take_cash(account, amount=Decimal(20), wanted=(), payer="", once="1", at=yesterday, by=clerk_user)

    page = clerk.get("/desk/money/till/")

    assert f"?day={profile.today(yesterday)}" in page.content.decode()
    assert "PLN 20.00" in said(page)


def test_of_many_days_the_oldest_are_listed_and_all_are_summed(
    clerk: Client, clerk_user: User, account: Account
) -> None:
    for day in range(1, 24):
        at = NOW() - timedelta(days=day * 10)
        actions.take_cash(account, amount=Decimal(10), wanted=(), payer="", once=f"{day}", at=at, by=clerk_user)
    with CaptureQueriesContext(connection) as few:
        page = clerk.get("/desk/money/till/")

    days = re.findall(r"\?day=([0-9-]+)\">[^<]+</a> –", page.content.decode())
    assert days[0] == str(profile.today(NOW() - timedelta(days=230)))
    assert (len(days), days) == (20, sorted(days))
    assert "and 3 later days: PLN 30.00" in said(page)
    assert "Together: PLN 230.00" in said(page)
    actions.take_cash(
        account, amount=Decimal(10), wanted=(), payer="", once="x", at=NOW() - timedelta(300), by=clerk_user
    )
    with CaptureQueriesContext(connection) as more:
        clerk.get("/desk/money/till/")
    assert len(more) == len(few)


def test_the_till_as_a_file_holds_no_formula(clerk: Client, account: Account) -> None:
    take(clerk, account, "60.00", payer="=HYPERLINK(1)")

    file = clerk.get("/desk/money/till.csv").content.decode()

    assert "'=HYPERLINK(1)" in file
    assert ",60.00,PLN," in file


@pytest.mark.parametrize("day", ["x", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_not_there(clerk: Client, day: str) -> None:
    assert clerk.get(f"/desk/money/till/?day={day}").status_code == 404
