"""How an account is billed: whose name stands on the next invoice, when it comes, and what it costs on paper."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from abonent import profile
from abonent.billing.invoice_data import InvoiceData
from abonent.billing.models import Invoice, Payer
from abonent.billing.queries.ledger import NOTHING, not_online_because
from abonent.billing.queries.overview import next_bill_on
from abonent.contracts.queries.fees import fee
from abonent.people.models import Account


@dataclass(frozen=True, slots=True)
class Billed:
    """How an account is billed today; `form` is how a bill comes by mail (LINK, PDF).

    `next_on` is the day of the next bill, from which on a change counts.
    """

    data: InvoiceData
    e_invoice: bool
    form: str
    pays_cash: bool
    next_on: date | None
    why_not: list[str]


def billed(account: Account, *, at: datetime) -> Billed:
    """Return how an account is billed."""
    payer = Payer.objects.get(account=account)
    bills = Invoice.objects.filter(account=account, kind=Invoice.Kind.BILL).order_by("-issued_on")
    latest = bills.values_list("issued_on", flat=True).first()
    return Billed(
        data=InvoiceData(payer.name, tuple(payer.address), payer.tax_id),
        e_invoice=payer.delivery == Payer.Delivery.ELECTRONIC,
        form=payer.form,
        pays_cash=payer.pays_cash,
        next_on=next_bill_on(payer, after=latest, on=profile.today(at)),
        why_not=not_online_because(payer),
    )


def paper_fee(*, on: date) -> Decimal:
    """Return what a bill on paper costs on a day, with VAT; nothing where the profile has no such fee."""
    code = profile.current().panel.e_invoice.paper_fee
    return (fee(code, on=on) if code else None) or NOTHING
