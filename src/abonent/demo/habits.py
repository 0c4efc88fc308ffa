"""When and how much a customer pays of a bill: the same answer however often it is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from random import Random

from abonent.billing.bulk.unpaid import Unpaid
from abonent.demo.cast import Customer
from abonent.demo.script import working

PART_PERCENT = 15
"""So many of those who pay late pay in two parts."""
ROUND_PERCENT = 3
"""So many of those who pay on time round up to the next ten."""
FORGETFUL_PERCENT = 6
"""So many of those who pay on time forget it once."""
TEN = Decimal(10)


@dataclass(frozen=True, slots=True)
class Instalment:
    """Money that somebody will pay on a day, for a bill."""

    on: date
    amount: Decimal
    bill: Unpaid
    customer: Customer


def instalments(customer: Customer, bill: Unpaid, *, runs_since: int) -> list[Instalment]:
    """Return what will be paid of what is open on a bill; nothing when it is to stay open.

    `runs_since` is how many bills its cycle has had after it until today.
    """
    if customer.open_bills is not None and runs_since < customer.open_bills:
        return []
    if customer.stops and bill.issued_on >= customer.stops:
        return []
    paid, found = bill.total - bill.open, []
    for on, upto in _habit(customer, bill, newest=runs_since == 0):
        if upto > paid:
            found.append(Instalment(on, upto - paid, bill, customer))
            paid = upto
    return found


def _habit(customer: Customer, bill: Unpaid, *, newest: bool) -> Iterator[tuple[date, Decimal]]:
    """Say by which day how much of a bill will have been paid in all."""
    lot = Random(f"{customer.number}:{bill.issued_on}")  # noqa: S311
    if newest and customer.open_bills is not None:
        yield bill.issued_on, bill.total + customer.extra
    elif customer.pays == "ONLINE":
        yield bill.issued_on + timedelta(days=lot.randint(0, 3)), bill.total
    elif customer.pays == "CASH":
        yield working(bill.due_on + timedelta(days=lot.randint(-3, 0))), bill.total
    elif customer.pays == "LATE":
        yield from _late(bill, lot)
    else:
        yield _on_time(bill, lot), _rounded(bill.total, lot)


def _late(bill: Unpaid, lot: Random) -> Iterator[tuple[date, Decimal]]:
    first = working(bill.due_on + timedelta(days=lot.randint(3, 20)))
    if lot.randrange(100) < PART_PERCENT:
        yield first, (bill.total / 2).quantize(Decimal(1))
        first = working(first + timedelta(days=lot.randint(5, 12)))
    yield first, bill.total


def _on_time(bill: Unpaid, lot: Random) -> date:
    if lot.randrange(100) < FORGETFUL_PERCENT:
        return working(bill.due_on + timedelta(days=lot.randint(1, 6)))
    return working(bill.issued_on + timedelta(days=lot.randint(1, 10)))


def _rounded(total: Decimal, lot: Random) -> Decimal:
    if lot.randrange(100) < ROUND_PERCENT:
        return (total / TEN).to_integral_value(ROUND_CEILING) * TEN
    return total
