"""Ending a right: at once, told to both, and never an owner's."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent.journal.models import Event
from abonent.people import actions, queries
from abonent.people.models import Access, Account, User
from abonent.post.models import Message
from tests import people
from tests.people import LONG_AGO, NOON

LATER = NOON + timedelta(days=1)


@pytest.fixture
def paula(db: None) -> User:
    return people.person("paula", "Paula Maj")


def test_a_right_ends_at_once_and_both_are_told(account: Account, olena: User, paula: User) -> None:
    right = people.access(account, paula, "PAYS")
    people.mail(Account.objects.get(pk=0), paula, "paula@example.com")

    actions.end_access(right, at=NOON, by=olena)

    right.refresh_from_db()
    assert right.valid == DateTimeTZRange(LONG_AGO, NOON)
    assert queries.keys(paula, at=NOON) == []
    letters = Message.objects.filter(template="revoked").order_by("to")
    assert [*letters.values_list("to", "account_id", "user_id")] == [
        ("olena@example.com", account.pk, olena.pk),
        ("paula@example.com", None, paula.pk),
    ]
    event = Event.objects.get(kind="access.ended")
    assert (event.account_id, event.by_id, event.subject) == (account.pk, olena.pk, f"access:{right.pk}")


def test_an_owners_right_is_not_ended_here(account: Account, olena: User) -> None:
    right = Access.objects.get(user=olena)

    with pytest.raises(actions.OwnersRight):
        actions.end_access(right, at=NOON, by=olena)

    right.refresh_from_db()
    assert right.valid == DateTimeTZRange(LONG_AGO, None)
    assert not Event.objects.exists()


def test_a_right_ends_once(account: Account, olena: User, paula: User) -> None:
    right = people.access(account, paula, "PAYS")
    actions.end_access(right, at=NOON, by=paula)

    with pytest.raises(actions.AlreadyEnded):
        actions.end_access(right, at=LATER, by=olena)

    right.refresh_from_db()
    assert right.valid.upper == NOON
    assert Message.objects.filter(template="revoked").count() == 1


def test_a_right_ended_in_the_instant_in_which_it_began_still_says_when_it_was(
    account: Account, olena: User, paula: User
) -> None:
    right = Access.objects.create(account=account, user=paula, role="SEES", valid=DateTimeTZRange(NOON, None))

    actions.end_access(right, at=NOON, by=olena)

    right.refresh_from_db()
    assert right.valid == DateTimeTZRange(NOON, NOON + timedelta(microseconds=1))


def test_what_ended_by_itself_is_not_ended_again(account: Account, olena: User, paula: User) -> None:
    right = people.access(account, paula, "PAYS", until=NOON)

    with pytest.raises(actions.AlreadyEnded):
        actions.end_access(right, at=NOON, by=olena)
