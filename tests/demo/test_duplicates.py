"""In the demonstration a bill was lost, and its duplicate issued once."""

from datetime import date, timedelta

from abonent.billing import queries
from abonent.demo.duplicates import ACCOUNT, CLERK, lose_a_bill
from tests import people
from tests.people import NOON


def test_a_bill_was_lost_once(db: None) -> None:
    account = people.account(ACCOUNT, "Marta Zielińska")
    people.line(account, people.tariff())
    people.staff(login=CLERK)
    bill = people.bill(account, date(2026, 10, 1))

    for days in (0, 1):
        lose_a_bill(NOON + timedelta(days=days))

    assert [each.day for each in queries.duplicates(bill)] == [date(2026, 10, 24)]
