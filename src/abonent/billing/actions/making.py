"""What bills are made of: a period, those who charge, and what the operator puts on every sheet."""

from datetime import date
from decimal import Decimal
from importlib import import_module
from operator import attrgetter
from typing import Any

from abonent import profile
from abonent.billing.models import Period
from abonent.billing.ports import Charges, OnTop
from abonent.billing.queries.periods import period_of
from abonent.profile.tree import Cycle

TEMPLATE = "bill@1"


def open_period(cycle: Cycle, *, month: date) -> Period:
    """Return the period of a cycle that begins in a month, made when it is not there yet.

    Until its run begins its days are those of the profile, whatever that said when it was first tried out.
    """
    planned = period_of(cycle, month=month)
    days = {"bill_on": planned.bill_on, "due_on": planned.due_on}
    period, _ = Period.objects.get_or_create(cycle=cycle.code, days=planned.days, defaults=days)
    if period.state == Period.State.OPEN and days != {"bill_on": period.bill_on, "due_on": period.due_on}:
        Period.objects.filter(pk=period.pk, state=Period.State.OPEN).update(**days)
        period.refresh_from_db()
    return period


def contributors() -> list[Charges]:
    """Return those who know what ought to be paid, of all that the profile lets charge and has not switched off."""
    return [module for module in _charging() if hasattr(module, "draft") and _is_on(module)]


def on_top() -> list[OnTop]:
    """Return those who charge for the bill itself."""
    return [module for module in _charging() if hasattr(module, "add")]


def _is_on(module: Any) -> bool:
    return not hasattr(module, "charges") or bool(module.charges())


def _charging() -> list[Any]:
    return [import_module(path) for path in profile.current().billing.charges]


def operator_facts(on: date) -> dict[str, Any]:
    """Return what the operator puts on every sheet: itself, its bank, its currency, the VAT rates of the day.

    A code that has ended keeps its last rate: differences for earlier days still come with it.
    """
    operator = profile.current()
    begun = sorted((rate for rate in operator.billing.vat if rate.since <= on), key=attrgetter("since"))
    rates: dict[str, Decimal | None] = {rate.code: rate.rate for rate in begun}
    return {
        "seller": operator.seller,
        "transfer": {"recipient": operator.bank.recipient, "bank": operator.bank.name},
        "currency": operator.currency,
        "rates": rates,
    }
