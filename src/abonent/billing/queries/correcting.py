"""What a correction of a bill would be: its lines as they stand now, the difference in net, VAT and gross, where the money goes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from abonent import profile
from abonent.billing.models import Charge, Invoice
from abonent.billing.queries.ledger import NOTHING, debts, invoices, total_open, unused_credits
from abonent.database.rounding import half_away

BASIS = "correction:{}"


@dataclass(frozen=True, slots=True)
class Correctable:
    """A line of a bill: what it was charged at, and what it comes to after the corrections made so far (`now`)."""

    no: int
    name: Mapping[str, str]
    amount: Decimal
    now: Decimal
    gross: bool
    vat: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a correction comes to; below nothing it is given back."""

    net: Decimal
    vat: Decimal

    @property
    def total(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True, slots=True)
class Consequences:
    """Where the money of a correction goes: to this bill, to other debts, to credit; or what is to be paid more.

    `from_credit` is what of that the account has already.
    """

    this_bill: Decimal = NOTHING
    other_bills: Decimal = NOTHING
    credit: Decimal = NOTHING
    to_pay: Decimal = NOTHING
    from_credit: Decimal = NOTHING


def correctable(bill: Invoice) -> list[Correctable]:
    """Return the lines of a bill, by their numbers, with what they come to now: by corrections of the office, and of runs."""
    charges = list(Charge.objects.filter(account=bill.account_id, invoice=bill, line__isnull=False).order_by("line"))
    by_hand, by_runs = [BASIS.format(charge.pk) for charge in charges], [charge.basis for charge in charges]
    found = Charge.objects.filter(
        Q(basis__in=by_hand) | Q(basis__in=by_runs, invoice__corrects=bill), account=bill.account
    )
    made = found.order_by().values("basis").annotate(sum=Sum("amount")).values_list("basis", "sum")
    changed: defaultdict[str, Decimal] = defaultdict(Decimal, made)
    return [
        Correctable(
            charge.line or 0,
            charge.name,
            charge.amount,
            charge.amount + changed[BASIS.format(charge.pk)] + changed[charge.basis],
            charge.gross,
            charge.vat,
        )
        for charge in charges
    ]


def corrected_total(bill: Invoice) -> Decimal:
    """Return what a bill comes to with VAT after the corrections made so far."""
    made = Invoice.objects.filter(account=bill.account_id, corrects=bill).aggregate(sum=Sum("total"))
    return bill.total + (made["sum"] or NOTHING)


def most_after_corrections(bill: Invoice) -> Decimal:
    """Return what corrections may bring a bill to: twice what it was issued for, or the profile's sum more."""
    return bill.total + max(bill.total, profile.current().desk.dearer_by)


def difference(bill: Invoice, lines: list[Correctable], amounts: Mapping[int, Decimal]) -> Difference:
    """Return what a correction of these lines to new amounts comes to, counted as it is issued: VAT once for each rate."""
    rates = {row["code"]: Decimal(row["rate"] or 0) for row in bill.sheet["vat"]}
    parts: dict[tuple[str, bool], Decimal] = defaultdict(Decimal)
    for line in lines:
        parts[line.vat, line.gross] += amounts.get(line.no, line.now) - line.now
    net = vat = NOTHING
    for (code, gross), amount in parts.items():
        tax = half_away(amount * rates[code] / (100 + rates[code] if gross else 100))
        net, vat = net + (amount - tax if gross else amount), vat + tax
    return Difference(net, vat)


def consequences(bill: Invoice, total: Decimal) -> Consequences:
    """Return what becomes of the money when a bill is corrected by so much, as booking does it."""
    if total > 0:
        have = total_open(unused_credits(bill.account))
        return Consequences(to_pay=total, from_credit=min(have, total))
    left = -total
    documents = invoices(bill.account_id).filter(Q(pk=bill.pk) | Q(corrects=bill.pk))
    here = min(sum((each.open for each in documents), NOTHING), left)
    others = min(total_open(debts(bill.account_id)) - here, left - here) if left > here else NOTHING
    return Consequences(this_bill=here, other_bills=others, credit=left - here - others)
