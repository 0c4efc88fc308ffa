"""One-off fees that an account was charged: an installation, a change of plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from abonent.billing.models import Charge
from abonent.contracts.queries import with_vat
from abonent.people.models import Account

SOURCES = ("fee", "begun")
"""What one-off fees are marked with (`billing.bulk.once`, `billing.bulk.begun`)."""


@dataclass(frozen=True, slots=True)
class FeeShown:
    """A fee of a day, with VAT; `bill` is the number of the bill it came with, empty before there is one."""

    name: Mapping[str, str]
    on: date
    amount: Decimal
    bill: str


def one_off_fees(account: Account) -> list[FeeShown]:
    """Return the one-off fees of an account, the newest first."""
    found = (
        Charge.objects.filter(account=account, source__in=SOURCES).select_related("invoice").order_by("-days", "-pk")
    )
    return [_shown(charge) for charge in found]


def _shown(charge: Charge) -> FeeShown:
    on = charge.days.lower
    amount = with_vat(charge.amount, gross=charge.gross, vat=charge.vat, on=on)
    return FeeShown(charge.name, on, amount, charge.invoice.number if charge.invoice else "")
