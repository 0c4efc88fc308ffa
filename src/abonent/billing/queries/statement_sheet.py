"""What stands on the document of a statement of account: its sheet, for the template that draws it."""

from datetime import date
from typing import Any

from abonent import profile
from abonent.billing.models import Payer
from abonent.billing.queries.account_statement import Line, Statement, every_line
from abonent.people.models import Account

TEMPLATE = "statement@1"


def statement_sheet(account: Account, found: Statement, *, language: str, on: date) -> dict[str, Any]:
    """Return what stands on a statement that is made on a day, with every entry of it."""
    operator = profile.current()
    payer = Payer.objects.filter(account=account).first()
    return {
        "v": 1,
        "language": language,
        "currency": operator.currency,
        "account": operator.account_number.shown(account.number),
        "seller": operator.seller,
        "customer": {
            "name": payer.name if payer else account.holder,
            "address": list(payer.address) if payer else [],
            "tax_id": payer.tax_id if payer else "",
        },
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "made_on": on.isoformat(),
        "opening": f"{found.opening:.2f}",
        "charged": f"{found.charged:.2f}",
        "credited": f"{found.credited:.2f}",
        "closing": f"{found.closing:.2f}",
        "lines": [_line(line) for line in every_line(account, found)],
    }


def _line(line: Line) -> dict[str, Any]:
    dispute = line.dispute
    return {
        "day": line.booked_on.isoformat(),
        "kind": line.kind,
        "number": line.number,
        "corrects": line.corrects,
        "method": line.method,
        "paid_on": line.value_on.isoformat() if line.book and line.value_on != line.booked_on else "",
        "undone_on": line.undone.isoformat() if line.undone else "",
        "debit": f"{line.debit:.2f}" if line.debit else "",
        "credit": f"{line.credit:.2f}" if line.credit else "",
        "after": f"{line.after:.2f}",
        "disputed_on": dispute.made_on.isoformat() if dispute else "",
        "answered_on": dispute.answered_on.isoformat() if dispute and dispute.answered_on else "",
    }
