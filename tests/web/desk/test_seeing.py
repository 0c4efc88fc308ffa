"""Looks at a customer's data at the desk are written down: once an hour, for each person and each customer."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.web.desk.seeing import seen
from tests import people


def looking(who: User, at: datetime = people.NOON) -> Any:
    """Somebody of the staff asks for a page at an instant."""
    return SimpleNamespace(user=who, at=at)


def looks() -> list[tuple[datetime, int | None, int | None, str]]:
    found = Event.objects.filter(kind="customer.seen").order_by("at", "id")
    return list(found.values_list("at", "account_id", "by_id", "via"))


def test_a_look_is_written_down_with_who_looked(account: Account) -> None:
    clerk = people.staff()

    seen(looking(clerk), account)

    assert looks() == [(people.NOON, account.pk, clerk.pk, "desk")]
    assert Event.objects.get(kind="customer.seen").data == {"role": "CLERK"}


def test_whoever_goes_on_looking_is_written_down_once_an_hour(account: Account) -> None:
    clerk = people.staff()
    later = people.NOON + timedelta(minutes=60, seconds=1)

    for at in (people.NOON, people.NOON + timedelta(minutes=59), later):
        seen(looking(clerk, at), account)

    assert [at for at, *_ in looks()] == [people.NOON, later]


def test_others_and_other_customers_are_written_down_by_themselves(account: Account, neighbour: Account) -> None:
    clerk, accountant = people.staff(), people.staff("ACCOUNTANT")

    for who, of in ((clerk, account), (accountant, account), (clerk, neighbour), (clerk, account)):
        seen(looking(who), of)

    assert [(by, of) for _, of, by, _ in looks()] == [
        (clerk.pk, account.pk),
        (accountant.pk, account.pk),
        (clerk.pk, neighbour.pk),
    ]
