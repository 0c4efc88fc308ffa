"""What bills are made of: a period, those who charge, and what the operator puts on every sheet."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from operator import attrgetter
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from abonent import profile
from abonent.billing.models import Period
from abonent.billing.ports import Charges, OnTop
from abonent.profile.tree import Cycle

TEMPLATE = "bill@1"


def open_period(cycle: Cycle, *, month: date) -> Period:
    """Return the period of a cycle that begins in a month, made when it is not there yet."""
    first = month.replace(day=cycle.starts_day)
    after = _next_month(first)
    timing = profile.current().billing.timing
    bill_on = (first if timing == "advance" else after).replace(day=cycle.bill_day)
    due_on = bill_on + timedelta(days=profile.current().billing.due_days)
    period, _ = Period.objects.get_or_create(
        cycle=cycle.code, days=DateRange(first, after), defaults={"bill_on": bill_on, "due_on": due_on}
    )
    return period


def contributors() -> list[Charges]:
    """Return those who know what ought to be paid, of all that the profile lets charge."""
    return [module for module in _charging() if hasattr(module, "draft")]


def on_top() -> list[OnTop]:
    """Return those who charge for the bill itself."""
    return [module for module in _charging() if hasattr(module, "add")]


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
        "seller": {
            "name": operator.legal_name,
            "address": list(operator.address),
            "tax_id": operator.tax_id,
            "phone": operator.phone,
            "email": operator.email,
        },
        "transfer": {"recipient": operator.bank.recipient, "bank": operator.bank.name},
        "currency": operator.currency,
        "rates": rates,
    }


def _next_month(day: date) -> date:
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
