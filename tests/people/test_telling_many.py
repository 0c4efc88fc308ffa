"""Many are told at once as one is: everybody in their own language, once, and on paper where there is no other way."""

from collections.abc import Callable
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent.people import bulk
from abonent.people.actions import notify
from abonent.people.bulk import Told
from abonent.people.models import Account, Contact, Place, User
from abonent.post.models import Message
from tests import people
from tests.people import NOON

SAID = {"amount": "54.90", "account": "100234", "paid_on": "2026-11-21"}
HERE = ("channel", "to", "language", "user_id", "key", "about", "context")


def told(*accounts: Account, key: str = "told") -> list[Told]:
    return [Told(account.pk, f"{key}:{account.pk}", f"reminder:{account.pk}", SAID) for account in accounts]


def at_home(account: Account) -> Account:
    """The account, with an address to which post goes."""
    account.post_place = Place.objects.create(
        post_code="16-999", town="Gródek Leśny", street="ul. Leśna", house="3", flat="4"
    )
    account.save()
    return account


def test_everybody_an_account_has_is_told_in_their_own_language_in_bulk(account: Account, olena: User) -> None:
    olena.language = "uk"
    olena.save()
    people.mail(account, None, "office@example.com")

    assert bulk.notify_all(told(account), "payment_received", at=NOON) == 2

    assert list(Message.objects.order_by("id").values_list(*HERE)) == [
        ("MAIL", "olena@example.com", "uk", olena.pk, f"told:{account.pk}:olena@example.com", f"reminder:{account.pk}", SAID),
        ("MAIL", "office@example.com", "pl", None, f"told:{account.pk}:office@example.com", f"reminder:{account.pk}", SAID),
    ]  # fmt: skip
    assert set(Message.objects.values_list("state", "in_bulk", "next_try_at")) == {("WAITING", True, NOON)}
    assert not ProcrastinateJob.objects.exists()


def test_the_keys_are_those_of_one_letter(account: Account) -> None:
    people.mail(account, None, "x" * 60 + "@" + ".".join(["y" * 60] * 3) + ".example")
    notify(account, "payment_received", key=f"told:{account.pk}", at=NOON, context=SAID)

    assert bulk.notify_all(told(account), "payment_received", at=NOON) == 0
    assert Message.objects.count() == 2


@pytest.mark.parametrize("gone", [{"confirmed_at": None}, {"ended_at": NOON}, {"bounced_at": NOON, "bounce": "5.1.1"}])
def test_who_has_no_address_that_counts_is_told_on_paper_if_it_must_be(account: Account, gone: dict[str, Any]) -> None:
    at_home(account)
    Contact.objects.update(**gone)

    assert bulk.notify_all(told(account), "payment_received", at=NOON) == 0
    assert bulk.notify_all(told(account), "payment_received", at=NOON, on_paper=True) == 1
    assert notify(account, "payment_received", key=f"told:{account.pk}", at=NOON, context=SAID, on_paper=True) == 1

    message = Message.objects.get()
    assert (message.channel, message.to) == ("PAPER", "16-999 Gródek Leśny, ul. Leśna 3/4, Olena Petrenko")
    assert (message.key, message.state, message.language) == (f"told:{account.pk}:PAPER", "WAITING", "pl")
    assert message.context == SAID | {"address": ["Olena Petrenko", "ul. Leśna 3/4", "16-999 Gródek Leśny"]}


def test_a_letter_with_no_address_at_all_is_one_that_failed(neighbour: Account) -> None:
    notify(neighbour, "payment_received", key="told", at=NOON, context=SAID, on_paper=True)

    message = Message.objects.get()
    assert (message.channel, message.to, message.state, message.trouble) == ("PAPER", "", "FAILED", "NoAddress")


def test_any_number_is_told_by_one_statement(
    account: Account, neighbour: Account, django_assert_num_queries: Callable[[int], Any]
) -> None:
    at_home(neighbour)
    with django_assert_num_queries(0):
        bulk.notify_all([], "payment_received", at=NOON)
    with django_assert_num_queries(1):
        bulk.notify_all(told(account), "payment_received", at=NOON, on_paper=True)
    with django_assert_num_queries(1):
        assert bulk.notify_all(told(account, neighbour, key="more"), "payment_received", at=NOON, on_paper=True) == 2
