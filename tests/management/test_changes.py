"""`abonent changes`: the office lists, accepts and refuses what customers asked for."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from abonent.billing.models import Payer
from abonent.cases import actions
from abonent.cases.models import Order
from abonent.people.models import Account, User
from abonent.post.models import Message
from tests.people import NOON

OLD = {"name": "Olena Petrenko", "address": ["ul. Polna 3", "16-999 Gródek Leśny"], "tax_id": ""}
NEW = {"name": "Olena Lis", "address": ["ul. Leśna 8", "16-999 Gródek Leśny"], "tax_id": "9990011070"}


@pytest.fixture
def order(account: Account, olena: User) -> Order:
    return actions.ask(account, Order.Kind.INVOICE_DATA, old=OLD, new=NEW, at=NOON, by=olena)


def changes(*words: str) -> list[str]:
    said = StringIO()
    call_command("changes", *words, stdout=said)
    return said.getvalue().splitlines()


def test_what_waits_is_listed_old_and_new(order: Order) -> None:
    assert changes("list") == [
        f"{order.ref}  100234  Olena Petrenko  invoice data, since 2026-11-21 12:00",
        "    address: ul. Polna 3, 16-999 Gródek Leśny -> ul. Leśna 8, 16-999 Gródek Leśny",
        "    name: Olena Petrenko -> Olena Lis",
        "    tax_id: – -> 9990011070",
    ]


def test_nothing_waits(db: None) -> None:
    assert changes("list") == ["Nothing waits."]


def test_what_is_accepted_is_done(account: Account, order: Order) -> None:
    assert changes("accept", order.ref.lower()) == [f"{order.ref} is done; the customer is told."]
    assert Payer.objects.get(account=account).name == "Olena Lis"
    assert changes("list") == ["Nothing waits."]


def test_what_was_changed_meanwhile_is_told(account: Account, order: Order) -> None:
    Payer.objects.filter(account=account).update(name="Olena\x1b[2J Zając")

    assert changes("accept", order.ref) == [
        f"{order.ref} is done; the customer is told.",
        "    name had been changed since it was asked for: it was Olena\ufffd[2J Zając, not Olena Petrenko",
    ]


def test_what_is_refused_is_told_with_the_reason(account: Account, order: Order) -> None:
    assert changes("refuse", order.ref, "Please bring \n the certificate.") == [
        f"{order.ref} is refused; the customer is told why."
    ]
    assert Payer.objects.get(account=account).name == "Olena Petrenko"
    assert Message.objects.latest("pk").context["reason"] == "Please bring the certificate."


@pytest.mark.parametrize("words", [["accept"], ["refuse", "No."]])
def test_what_was_decided_is_not_decided_again(order: Order, words: list[str]) -> None:
    actions.withdraw(order, at=NOON, by=None)

    with pytest.raises(CommandError, match=f"{order.ref} does not wait any more: it is WITHDRAWN"):
        changes(words[0], order.ref, *words[1:])


def test_what_cannot_be_carried_out_any_more_goes_on_waiting(account: Account, order: Order) -> None:
    Account.objects.filter(pk=account.pk).update(kind=Account.Kind.COMPANY)
    Order.objects.filter(pk=order.pk).update(new={**NEW, "tax_id": ""})

    with pytest.raises(CommandError, match=r"cannot be carried out: tax_id: needed\. It goes on waiting"):
        changes("accept", order.ref)

    order.refresh_from_db()
    assert order.state == "WAITING"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_a_reason_is_words(order: Order, reason: str) -> None:
    with pytest.raises(CommandError, match="The reason is read by the customer"):
        changes("refuse", order.ref, reason)

    order.refresh_from_db()
    assert order.state == "WAITING"


def test_an_unknown_number_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="There is no change 'Z-2222-2222'"):
        changes("accept", "Z-2222-2222")
