"""What lies in the books between us and the outside, and why: of a gateway, the till, the bank, refunds, what is nobody's.

Every rest has its reason, or is named as one that has none.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

_BOOKS = """
WITH moved AS (
    SELECT debit_id AS book_id, amount, kind, cause, value_on FROM billing_entry WHERE debit_id <> 1
    UNION ALL SELECT credit_id, -amount, kind, cause, value_on FROM billing_entry WHERE credit_id <> 1
)
SELECT book.code, coalesce(sum(amount), 0.00), coalesce(sum(amount) FILTER (WHERE moved.kind = 'PAYMENT'), 0.00),
       coalesce(sum(amount) FILTER (WHERE moved.kind = 'REVERSAL'), 0.00),
       coalesce(sum(amount) FILTER (WHERE moved.kind = 'TRANSFER'), 0.00),
       coalesce(sum(amount) FILTER (WHERE moved.kind = 'REFUND'), 0.00), count(moved.amount), max(value_on)
FROM billing_book book LEFT JOIN moved ON moved.book_id = book.id
WHERE book.kind IN ('CLEARING', 'BANK', 'CASH') GROUP BY book.code ORDER BY book.code
"""

_TO_PAY_OUT = """
SELECT count(*), coalesce(sum(amount), 0.00) FROM billing_proposal
WHERE kind = 'REFUND' AND state = 'DONE' AND paid_on IS NULL
"""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is in a book, what it is, and how much of it has no reason."""

    book: str
    amount: Decimal
    why: str
    unexplained: Decimal
    entries: int


@dataclass(frozen=True, slots=True)
class _Moved:
    book: str
    amount: Decimal
    paid: Decimal
    taken_back: Decimal
    transferred: Decimal
    refunded: Decimal
    entries: int
    last_on: date | None


def rests() -> list[Rest]:
    """Return what lies in each book between us and the outside."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_PAY_OUT)
        waiting: tuple[int, Decimal] = cursor.fetchone()
        cursor.execute(_BOOKS)
        return [_rest(_Moved(*row), *waiting) for row in cursor.fetchall()]


def _rest(of: _Moved, count: int, promised: Decimal) -> Rest:
    if of.book == "refunds":
        why = f"{count} refunds agreed and not paid out yet" if count else "no refund waits"
        return Rest(of.book, of.amount, why, of.amount + promised, of.entries)
    if of.book == "unmatched":
        why = "money that is nobody's yet" if of.amount else "all money is somebody's"
        return Rest(of.book, of.amount, why, of.amount, of.entries)
    known = of.paid + of.taken_back + of.transferred
    missing = of.amount - known - (of.refunded if of.book.startswith("bank:") else 0)
    below = min(of.amount, Decimal(0)) if not of.book.startswith("bank:") else Decimal(0)
    return Rest(of.book, of.amount, _told(of), missing or below, of.entries)


def _told(of: _Moved) -> str:
    parts: dict[str, Any] = {"received": of.paid, "taken back": -of.taken_back, "moved in or out": of.transferred}
    said = ", ".join(f"{name} {amount}" for name, amount in parts.items() if amount)
    if of.book.startswith("gateway:") and of.amount:
        return f"{said}: not paid out by it yet, the last of {of.last_on}"
    if of.book.startswith("till:") and of.amount:
        return f"{said}: cash not carried to the bank yet"
    return said or "nothing moved"
