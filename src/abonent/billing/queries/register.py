"""The sales register: every invoice and correction of a period as it was issued, and what they come to.

Sums by kind and day come from an index alone, so a month of a million invoices is a page like any other. Sums by rate of
VAT stand in the frozen sheets, which are many times larger: a page asks for them only where there are not too many.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.db.models.fields.json import KeyTransform

from abonent.billing.models import Invoice
from abonent.billing.queries.ledger import NOTHING
from abonent.database import paging

RATES_AT_ONCE = 20_000
"""Of so many invoices the sheets are opened for a page; of more only for the file."""
A_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Sums:
    """What some invoices come to. `what` is a kind, or a code of VAT."""

    what: str
    count: int
    net: Decimal
    vat: Decimal

    @property
    def total(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True, slots=True)
class Registered:
    """An invoice or correction in the register, from its sheet; `rates` are pairs of net and VAT by code."""

    number: str
    kind: str
    issued_on: date
    days: tuple[date, date] | None
    buyer: str
    address: str
    tax_id: str
    account: str
    corrects: str
    rates: dict[str, tuple[Decimal, Decimal]]
    net: Decimal
    vat: Decimal
    total: Decimal


def sums_by_kind(first: date, after: date) -> list[Sums]:
    """Return what the invoices of a period come to, by kind."""
    found = _issued(first, after).order_by("kind").values("kind").annotate(n=Count("pk"), a=Sum("net"), b=Sum("vat"))
    return [Sums(*row) for row in found.values_list("kind", "n", "a", "b")]


def sums_by_day(first: date, after: date) -> list[tuple[date, Decimal]]:
    """Return what the invoices of each day of a period come to, days without any left out."""
    found = _issued(first, after).order_by("issued_on").values("issued_on").annotate(sum=Sum("total"))
    return list(found.values_list("issued_on", "sum"))


_BY_RATE = """
SELECT part->>'code', count(*), sum((part->>'net')::numeric), sum((part->>'vat')::numeric)
FROM billing_invoice CROSS JOIN LATERAL jsonb_array_elements(sheet->'vat') part
WHERE issued_on >= %s AND issued_on < %s GROUP BY 1 ORDER BY 1
"""


def sums_by_rate(first: date, after: date) -> list[Sums]:
    """Return what the invoices of a period come to, by code of VAT, from their sheets."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_RATE, [first, after])
        return [Sums(*row) for row in cursor.fetchall()]


def registered(first: date, after: date) -> Iterator[list[Registered]]:
    """Give the invoices of a period in the order they were issued, piece by piece: however many, memory stays the same."""
    found: QuerySet[Any] = _issued(first, after).defer("sheet", "sha256")
    for name in ("buyer", "vat", "corrects", "period", "account"):
        found = found.annotate(**{f"said_{name}": KeyTransform(name, "sheet")})
    for piece in paging.pieces(found, paging.Order(("issued_on",)), size=A_CHUNK):
        yield [_registered(invoice) for invoice in piece]


def _issued(first: date, after: date) -> QuerySet[Invoice]:
    return Invoice.objects.filter(issued_on__gte=first, issued_on__lt=after)


def _registered(invoice: Any) -> Registered:
    buyer, days = invoice.said_buyer, invoice.said_period
    return Registered(
        number=invoice.number,
        kind=invoice.kind,
        issued_on=invoice.issued_on,
        days=(date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else None,
        buyer=buyer["name"],
        address=", ".join(buyer["address"]),
        tax_id=buyer.get("tax_id", ""),
        account=invoice.said_account,
        corrects=(invoice.said_corrects or {}).get("number", ""),
        rates={row["code"]: (Decimal(row["net"]), Decimal(row["vat"])) for row in invoice.said_vat},
        net=invoice.net,
        vat=invoice.vat,
        total=invoice.total,
    )


def added(one: tuple[Decimal, Decimal], more: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    """Add net to net and VAT to VAT."""
    return one[0] + more[0], one[1] + more[1]


EMPTY = (NOTHING, NOTHING)
