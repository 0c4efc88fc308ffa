"""The demonstration's debts that may wait: one of each kind, the same however often it starts."""

from datetime import date, timedelta

import pytest

from abonent.billing.models import Respite
from abonent.demo import respites
from abonent.post.models import Message
from tests import people
from tests.billing.late import debt
from tests.people import NOON


@pytest.mark.django_db
def test_one_of_each_kind_once_and_no_letter_waits() -> None:
    people.staff("CLERK")
    for number in range(100501, 100505):
        owner = people.person(f"jan{number}", f"Jan {number}")
        account = people.account(str(number), f"Jan {number}", owner)
        people.line(account, people.tariff())
        debt(account, "90.00")
    people.bill_month(date(2026, 11, 1))

    respites.wait(NOON)
    respites.wait(NOON + timedelta(days=1))

    found = Respite.objects.order_by("pk").values_list("account__number", "kind", "until")
    assert list(found) == [
        ("100504", "PROMISE", date(2026, 11, 26)),
        ("100503", "INSTALMENTS", date(2026, 12, 3)),
        ("100503", "INSTALMENTS", date(2027, 1, 3)),
        ("100503", "INSTALMENTS", date(2027, 2, 3)),
        ("100502", "DISPUTE", None),
    ]
    assert not Message.objects.filter(state="WAITING").exists()
