"""Refunds and write-offs at the desk: proposed, decided by two people above the amount, paid out by the bank."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from abonent.billing import actions, queries
from abonent.billing.models import Entry, Proposal
from abonent.people.models import Account, User
from tests import people
from tests.web.desk.conftest import at_work
from tests.web.desk.reading import hidden, said

NRB = "61 1090 1014 0000 0712 1981 2874"
IBAN = "PL61109010140000071219812874"


@pytest.fixture
def rich(account: Account) -> Account:
    """Olena's account with 500.00 of credit."""
    actions.post_receipt(people.receipt(account, "500.00"), at=people.NOON)
    return account


def new(account: Account) -> str:
    return f"/desk/customers/{account.number}/proposals/new/"


def filled(amount: str, **more: Any) -> dict[str, Any]:
    whole = {
        "kind": "REFUND",
        "amount": amount,
        "bank_account": NRB,
        "recipient": "Olena Petrenko",
        "reason": "nadpłata",
    }
    return whole | more


def proposed(client: Client, account: Account, amount: str, **more: Any) -> Any:
    check = client.post(new(account), filled(amount, **more))
    return client.post(new(account), {**hidden(check), "confirm": "1"})


def page_of(found: Proposal) -> str:
    return f"/desk/money/proposals/{found.ref}/"


def test_nothing_owed_and_no_credit_is_nothing_to_propose(clerk: Client, account: Account) -> None:
    assert "The account owes nothing and has no credit." in said(clerk.get(new(account)))


def test_a_clerk_proposes_and_it_waits(clerk: Client, rich: Account) -> None:
    check = clerk.post(new(rich), filled("120,00"))
    for words in ("PLN 120.00", "It waits until somebody else", "Credit that stays PLN 380.00", "Fee PLN 0.00"):
        assert words in said(check), words

    answers = [clerk.post(new(rich), {**hidden(check), "confirm": "1"})["Location"] for _ in range(2)]

    made = Proposal.objects.get()
    assert answers == [f"{page_of(made)}?done=1"] * 2
    assert (made.state, made.bank_account, made.amount) == ("WAITING", IBAN, Decimal("120.00"))
    assert "It waits for a decision" in said(clerk.get(answers[0]))
    assert 'value="accept"' not in clerk.get(page_of(made)).content.decode()


def test_a_small_one_of_an_accountant_is_done_at_once_and_the_check_said_so(accountant: Client, rich: Account) -> None:
    check = accountant.post(new(rich), filled("200.00"))
    assert "Nobody else: it is done at once" in said(check)

    done = accountant.post(new(rich), {**hidden(check), "confirm": "1"}, follow=True)

    assert "It is booked: the money waits for the bank transfer" in said(done)
    assert queries.balance(rich) == Decimal("-300.00")
    assert "It waits until somebody else" in said(accountant.post(new(rich), filled("0.01")))  # with the one before


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"amount": "500,01"}, "There is only PLN 500.00 of credit"),
        ({"amount": "0"}, "The amount has to be more than nothing."),
        ({"bank_account": "61 1090 1014 0000 0712 1981 2875"}, "This is no valid bank account."),
        ({"bank_account": "٦١"}, "This is no valid bank account."),
        ({"bank_account": "US64SVBKUS6S3300958879"}, "This is no valid bank account."),
        ({"reason": ""}, "Please type the reason."),
        ({"recipient": ""}, "Please type whose bank account it is."),
        ({"kind": "WRITE_OFF"}, "has changed meanwhile"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(
    clerk: Client, rich: Account, wrong: dict[str, str], told: str
) -> None:
    page = clerk.post(new(rich), filled("100.00") | wrong)

    assert page.status_code == 422
    assert told in said(page)
    assert Proposal.objects.count() == 0


def test_a_debt_is_written_off_by_another(clerk: Client, accountant: Client, account: Account) -> None:
    people.bill(account)
    check = clerk.post(new(account), {"kind": "WRITE_OFF", "amount": "60.00", "reason": "grosze"})
    clerk.post(new(account), {**hidden(check), "confirm": "1"})
    made = Proposal.objects.get()
    assert "Debt that stays: PLN 0.00" in said(accountant.get(page_of(made)))

    done = accountant.post(page_of(made), {"do": "accept"}, follow=True)

    assert "The debt is written off" in said(done)
    assert queries.balance(account) == Decimal("0.00")


def test_above_the_amount_whoever_proposed_cannot_decide(accountant: Client, rich: Account) -> None:
    proposed(accountant, rich, "200.01")
    made = Proposal.objects.get()
    assert "Another person decides" in said(accountant.get(page_of(made)))

    page = accountant.post(page_of(made), {"do": "accept"})

    assert (page.status_code, queries.balance(rich)) == (403, Decimal("-500.00"))
    other = at_work(people.staff("ADMIN", "inny"))
    assert other.post(page_of(made), {"do": "accept"}).status_code == 302
    assert queries.balance(rich) == Decimal("-299.99")


def test_a_clerk_decides_nothing(clerk: Client, rich: Account) -> None:
    proposed(clerk, rich, "10.00")
    made = Proposal.objects.get()

    assert clerk.post(page_of(made), {"do": "accept"}).status_code == 403
    assert clerk.post(page_of(made), {"do": "refuse", "answer": "x"}).status_code == 403
    assert clerk.post(page_of(made), {"do": "nonsense"}).status_code == 302
    assert Proposal.objects.get().state == "WAITING"


def test_the_second_who_decides_is_told_who_was_first(clerk: Client, accountant: Client, rich: Account) -> None:
    proposed(clerk, rich, "10.00")
    made = Proposal.objects.get()
    accountant.post(page_of(made), {"do": "refuse", "answer": "nie ma podstaw"})

    page = at_work(people.staff("ADMIN", "inny")).post(page_of(made), {"do": "accept"})

    assert page.status_code == 409
    assert "Zofia Accountant decided" in said(page)
    assert queries.balance(rich) == Decimal("-500.00")


def test_a_refusal_needs_an_answer(clerk: Client, accountant: Client, rich: Account) -> None:
    proposed(clerk, rich, "10.00")
    made = Proposal.objects.get()

    page = accountant.post(page_of(made), {"do": "refuse", "answer": " "})

    assert page.status_code == 422
    assert "Please type why it is refused." in said(page)


def test_credit_that_went_meanwhile_is_told(clerk: Client, accountant: Client, rich: Account) -> None:
    proposed(clerk, rich, "480.00")
    people.bill(rich)

    page = accountant.post(page_of(Proposal.objects.get()), {"do": "accept"})

    assert page.status_code == 409
    assert "The credit is PLN 440.00 by now" in said(page)


def test_ones_own_proposal_is_withdrawn(clerk: Client, rich: Account) -> None:
    proposed(clerk, rich, "10.00")

    clerk.post(page_of(Proposal.objects.get()), {"do": "withdraw"})

    assert Proposal.objects.get().state == "WITHDRAWN"
    assert "withdrawn" in said(clerk.get("/desk/money/proposals/"))


def test_a_token_of_another_account_makes_nothing_there(clerk: Client, rich: Account, neighbour: Account) -> None:
    proposed(clerk, rich, "10.00")
    people.bill(neighbour)
    ref = Proposal.objects.get().ref

    page = clerk.post(new(neighbour), {"kind": "WRITE_OFF", "amount": "5", "reason": "x", "ref": ref, "confirm": "1"})

    assert page.status_code == 200  # the check, with a number of its own
    assert hidden(page)["ref"] != [ref]
    assert Proposal.objects.count() == 1


def test_refunds_leave_the_bank_once(accountant: Client, accountant_user: User, rich: Account) -> None:
    for amount in ("60.00", "40.00"):
        actions.propose(
            rich, "REFUND", amount=Decimal(amount), reason="x", ref=queries.proposal_ref(), bank_account=IBAN,
            recipient="=Olena", at=timezone.now(), by=accountant_user,
        )  # fmt: skip
    page = accountant.get("/desk/money/refunds/")
    assert "2 refunds wait, PLN 100.00" in said(page).replace(" ,", ",")
    file = accountant.get("/desk/money/refunds.csv").content.decode()
    assert f"'=Olena,{IBAN},60.00,PLN" in file
    refs = list(Proposal.objects.values_list("ref", flat=True))
    day = timezone.localdate().isoformat()

    answers = [accountant.post("/desk/money/refunds/", {"paid": refs, "on": day}) for _ in range(2)]

    assert [answer["Location"].rpartition("=")[2] for answer in answers] == ["2", "0"]
    assert Entry.objects.filter(kind="TRANSFER", debit__code="refunds").count() == 2
    assert "No refund waits" in said(accountant.get("/desk/money/refunds/"))


def test_a_refund_of_money_that_was_taken_back_is_not_paid_out(
    accountant: Client, accountant_user: User, rich: Account
) -> None:
    came = Entry.objects.get(account=rich)
    made = actions.propose(
        rich, "REFUND", amount=Decimal("60.00"), reason="x", ref=queries.proposal_ref(), bank_account=IBAN,
        at=timezone.now(), by=accountant_user,
    )  # fmt: skip
    actions.reverse(came, at=timezone.now())

    page = accountant.get("/desk/money/refunds/")

    assert "0 refunds wait, PLN 0.00" in said(page).replace(" ,", ",")
    assert "The payment was taken back" in said(page)
    assert f'value="{made.ref}" checked' not in page.content.decode()
    assert made.ref not in accountant.get("/desk/money/refunds.csv").content.decode()

    actions.post_receipt(people.receipt(rich, "60.00"), at=timezone.now())
    assert made.ref in accountant.get("/desk/money/refunds.csv").content.decode()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"on": "2026-11-21"}, "Please tick what has left the bank."),
        ({"paid": "x", "on": "2026-11-21"}, "x is not one of the available choices"),
        ({"paid": "P-22222222", "on": "soon"}, "This is not a date."),
    ],
)
def test_a_wrong_form_of_refunds_is_told(accountant: Client, sent: dict[str, str], told: str) -> None:
    page = accountant.post("/desk/money/refunds/", sent)

    assert page.status_code == 422
    assert told in said(page)


def test_a_day_before_the_decision_is_told(accountant: Client, accountant_user: User, rich: Account) -> None:
    made = actions.propose(
        rich, "REFUND", amount=Decimal(5), reason="x", ref=queries.proposal_ref(), bank_account=IBAN,
        at=timezone.now(), by=accountant_user,
    )  # fmt: skip

    page = accountant.post("/desk/money/refunds/", {"paid": made.ref, "on": "2020-01-01"})

    assert page.status_code == 422
    assert "nor before a refund was agreed to" in said(page)
