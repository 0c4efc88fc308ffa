"""No bill is below nothing: where more comes back than is charged, the bills that had charged too much are corrected.

Polish law knows no invoice of a negative sum (ustawa o VAT z 11.03.2004, art. 106j). What came back is drafted as a difference
on the basis on which it was charged; here such lines, with what was held instead, are taken out of the draft, and stand on
corrections of the bills of those days, one for each. What is new stays in the draft, for a bill.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from abonent.billing.actions.correct import common_of_correction
from abonent.billing.bulk import draft, sheets
from abonent.billing.bulk.allocate import allocate
from abonent.billing.models import Book, Entry, Invoice
from abonent.people.models import Account, User

_WORTH = (
    "sum(CASE WHEN gross THEN amount ELSE amount * (100 + coalesce((%(rates)s::jsonb ->> vat)::numeric, 0)) / 100 END)"
)

_BELOW = f"""
SELECT account_id FROM draft_line WHERE EXISTS (SELECT FROM draft_line WHERE amount < 0)
GROUP BY account_id HAVING {_WORTH} < 0 ORDER BY account_id
"""

# What costs nothing, or is given back and charged anew, comes along with a bill and makes none by itself.
_LEAVE_OUT = f"""
DELETE FROM draft_line WHERE account_id IN ({_BELOW}) OR account_id IN (
    SELECT account_id FROM (
        SELECT account_id, sum(amount) AS amount, bool_or(amount <> 0 AND days && %(days)s::daterange) AS is_new
        FROM draft_line WHERE EXISTS (SELECT FROM draft_line WHERE amount <= 0)
        GROUP BY account_id, service, vat, gross) part
    GROUP BY account_id HAVING bool_and(amount = 0) AND NOT bool_or(is_new))
"""

_CHANGED = "SELECT DISTINCT account_id FROM draft_line WHERE revision > 0 AND charge_id IS NULL"

_ASIDE = """
DROP TABLE IF EXISTS pg_temp.draft_aside;
CREATE TEMP TABLE draft_aside (LIKE draft_line, corrects bigint) ON COMMIT DROP;
"""
# What is held instead belongs to the bill of its days, too, if the account had one: then that bill is set right as a whole.
_SET_ASIDE = """
INSERT INTO draft_aside
SELECT line.*, coalesce(charged.bill, billed.bill) FROM draft_line line
LEFT JOIN LATERAL (
    SELECT coalesce(invoice.corrects_id, invoice.id) AS bill
    FROM billing_charge charge JOIN billing_invoice invoice ON invoice.id = charge.invoice_id
    WHERE charge.account_id = line.account_id AND charge.basis = line.basis ORDER BY charge.revision LIMIT 1) charged ON true
LEFT JOIN LATERAL (
    SELECT invoice.id AS bill FROM billing_invoice invoice JOIN billing_period period ON period.id = invoice.period_id
    WHERE line.subscription_id IS NOT NULL AND invoice.account_id = line.account_id AND invoice.kind = 'BILL'
      AND period.days @> line.days LIMIT 1) billed ON true
WHERE line.account_id = ANY(%s) AND line.charge_id IS NULL AND coalesce(charged.bill, billed.bill) IS NOT NULL
"""
_TAKE_OUT = """
DELETE FROM draft_line USING draft_aside aside
WHERE draft_line.account_id = aside.account_id AND draft_line.basis = aside.basis AND draft_line.charge_id IS NULL
"""
_PUT_IN = f"""
INSERT INTO draft_line ({draft.COLUMNS}, revision, charge_id)
SELECT {draft.COLUMNS}, revision, charge_id FROM draft_aside WHERE corrects = %s
"""


def below_nothing(rates: dict[str, Decimal | None]) -> list[int]:
    """Return the accounts whose drafted lines come to less than nothing, with VAT by these rates."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, _facts(rates))
        return [account for (account,) in cursor.fetchall()]


def changed_earlier() -> list[int]:
    """Return the accounts among whose drafted lines are differences to what was charged before."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED)
        return [account for (account,) in cursor.fetchall()]


def worth(rates: dict[str, Decimal | None]) -> Decimal:
    """Return what all drafted lines come to with VAT."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce({_WORTH}, 0) FROM draft_line", _facts(rates))
        (found,) = cursor.fetchone()
        return Decimal(found)


def leave_out(rates: dict[str, Decimal | None], *, days: str | None) -> None:
    """Take accounts out of the draft that would have a bill of nothing, or still one below nothing after all corrections.

    Nothing of theirs was charged by that, so it is drafted again with the next bill. `days` are those that are billed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE_OUT, _facts(rates) | {"days": days})


def correct_instead(
    accounts: Sequence[int], *, reason: Callable[[Account], str], at: datetime, by: User | None
) -> list[Invoice]:
    """Correct the bills that had charged these accounts too much, and leave what is new drafted; return the corrections.

    The caller holds the accounts' locks. What comes back pays the corrected bills first.
    """
    set_aside(accounts)
    return _issue_aside(reason=reason, at=at, by=by)


def set_aside(accounts: Sequence[int]) -> int:
    """Take what changes earlier bills of these accounts out of the draft; return how many bills there are to correct."""
    with connection.cursor() as cursor:
        cursor.execute(_ASIDE)
        cursor.execute(_SET_ASIDE, [list(accounts)])
        cursor.execute(_TAKE_OUT)
        cursor.execute("SELECT count(DISTINCT corrects) FROM draft_aside")
        (bills,) = cursor.fetchone()
        return int(bills)


def correct_with_the_rest(account: Account, *, reason: str, at: datetime, by: User | None) -> list[Invoice]:
    """Let what is left in the draft correct the account's latest bill: what came back without having been charged."""
    latest = Invoice.objects.filter(account=account, kind=Invoice.Kind.BILL).order_by("-pk").first()
    if latest is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ASIDE)
        cursor.execute("INSERT INTO draft_aside SELECT line.*, %s FROM draft_line line", [latest.pk])
        cursor.execute("DELETE FROM draft_line")
    return _issue_aside(reason=lambda _: reason, at=at, by=by)


def _issue_aside(*, reason: Callable[[Account], str], at: datetime, by: User | None) -> list[Invoice]:
    """Issue a correction for each bill whose lines were set aside; the draft is then as it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT corrects FROM draft_aside ORDER BY corrects")
        found = [corrected for (corrected,) in cursor.fetchall()]
        if not found:
            return []
        cursor.execute("ALTER TABLE draft_line RENAME TO draft_kept")
        issued = [_correct(corrected, reason=reason, at=at, by=by) for corrected in found]
        cursor.execute(
            "DROP TABLE pg_temp.draft_line, pg_temp.draft_bill, pg_temp.draft_sheet, pg_temp.draft_entry, pg_temp.draft_id;"
            "ALTER TABLE draft_kept RENAME TO draft_line"
        )
    for account in sorted({correction.account_id for correction in issued}):
        corrected = [each.corrects_id for each in issued if each.account_id == account]
        debts = Entry.objects.filter(account=account, invoice__in=corrected, debit=Book.RECEIVABLE)
        allocate([account], at=at, first=list(debts.order_by("due_on", "pk").values_list("pk", flat=True)))
    return issued


def _correct(corrected: int, *, reason: Callable[[Account], str], at: datetime, by: User | None) -> Invoice:
    bill = Invoice.objects.select_related("account", "period").get(pk=corrected)
    draft.open_draft()
    with connection.cursor() as cursor:
        cursor.execute(_PUT_IN, [corrected])
    sheets.issue(common_of_correction(bill, reason(bill.account), at=at, by=by))
    return Invoice.objects.filter(account=bill.account, corrects=bill).latest("pk")


def _facts(rates: dict[str, Decimal | None]) -> dict[str, Any]:
    return {"rates": Jsonb({code: None if rate is None else str(rate) for code, rate in rates.items()})}
