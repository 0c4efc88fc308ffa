"""Instalments beside money that is taken back: each part is judged by what was paid since it was agreed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from abonent.billing import actions, queries
from abonent.billing.models import Entry, Respite
from abonent.people.models import Account
from tests import people

OCTOBER = date(2026, 10, 1)
AGREED = datetime(2026, 10, 21, 11, tzinfo=UTC)
A_DAY = timedelta(days=1)


def pay(account: Account, at: datetime) -> Entry:
    return actions.post_receipt(people.receipt(account, "20.00", at=at), at=at)


def agree(account: Account) -> None:
    """60.00 of October, 20.00 of it paid, the rest in two parts."""
    parts = [(date(2026, 10, 28), Decimal("20.00")), (date(2026, 11, 27), Decimal("20.00"))]
    actions.agree_instalments(account, parts=parts, once="i" * 20, at=AGREED, by=people.staff())


def ended() -> list[str]:
    actions.end_respites(at=datetime(2026, 10, 29, 11, tzinfo=UTC))
    return list(Respite.objects.order_by("until").values_list("ended", flat=True))


def test_a_payment_of_before_that_is_taken_back_breaks_no_part_that_was_paid(account: Account) -> None:
    people.bill_month(OCTOBER)
    before = pay(account, AGREED - 3 * A_DAY)
    agree(account)

    actions.reverse(before, at=AGREED + A_DAY)
    pay(account, AGREED + 2 * A_DAY)

    assert ended() == ["KEPT", ""]
    # What the bank took back was agreed with nobody: it does not wait.
    assert queries.chased(account, on=date(2026, 10, 30)).amount == Decimal("20.00")


def test_a_part_whose_payment_is_taken_back_is_broken(account: Account) -> None:
    people.bill_month(OCTOBER)
    pay(account, AGREED - 3 * A_DAY)
    agree(account)

    actions.reverse(pay(account, AGREED + A_DAY), at=AGREED + 2 * A_DAY)

    assert ended() == ["BROKEN", "BROKEN"]
