"""An entry of the ledger in words: what it is, where it is shown, what it paid or was paid by."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from abonent.billing import queries
from abonent.billing.models import Entry
from abonent.billing.queries import Paid, Posted
from abonent.language import written
from abonent.web.desk.links import bill_page, receipt_page
from abonent.web.frame import speaking
from abonent.web.portal.money import METHODS
from abonent.web.sentences import money

NAMED = 3
"""How many bills of one payment are named; the rest is counted."""

KINDS: dict[str, Promise] = {
    Entry.Kind.BILL: pgettext_lazy("entry", "bill"),
    Entry.Kind.CORRECTION: pgettext_lazy("entry", "correction"),
    Entry.Kind.PAYMENT: pgettext_lazy("entry", "payment"),
    Entry.Kind.REVERSAL: pgettext_lazy("entry", "payment taken back"),
    Entry.Kind.REFUND: pgettext_lazy("entry", "overpayment paid back"),
    Entry.Kind.WRITE_OFF: pgettext_lazy("entry", "written off"),
    Entry.Kind.TRANSFER: pgettext_lazy("entry", "carried over"),
}


def what(row: Posted) -> str:
    """Say what an entry is: its kind with the bill's number, or how the money came."""
    entry = row.entry
    if entry.number:
        return f"{KINDS[entry.kind]} {entry.number}"
    if entry.came_through:
        return f"{KINDS[entry.kind]} – {METHODS[queries.method(entry.came_through)]}"
    return str(KINDS[entry.kind])


def page_of(row: Posted) -> str:
    """Return where an entry's bill or receipt is shown; nothing where it has none."""
    entry = row.entry
    if entry.number:
        return bill_page(entry.number)
    return receipt_page(entry.receipt_id) if entry.receipt_id else ""


def explained(row: Posted) -> str:
    """Say what an entry paid or was paid by, what is left of it, and what has become of it since."""
    parts = list(_of_credit(row) if row.debit is None else _of_debit(row))
    if row.entry.undone:
        parts.append(_("taken back on %(day)s") % {"day": written(speaking()).short_day(row.entry.undone)})
    if row.entry.value_on != row.entry.booked_on:
        parts.append(_("paid on %(day)s") % {"day": written(speaking()).short_day(row.entry.value_on)})
    if row.entry.by_name:
        parts.append(_("entered by %(person)s") % {"person": row.entry.by_name})
    return "; ".join(parts)


def _of_credit(row: Posted) -> Iterator[str]:
    if row.paid:
        named = ", ".join(f"{_side(part)} {money(part.amount)}" for part in row.paid[:NAMED])
        yield _("paid %(bills)s") % {"bills": named} + _more(len(row.paid) - NAMED)
    if row.left:
        yield _("%(amount)s is credit") % {"amount": money(row.left)}


def _of_debit(row: Posted) -> Iterator[str]:
    if row.paid:
        named = ", ".join(f"{_side(part)} {money(part.amount)}" for part in row.paid[:NAMED])
        yield _("paid by %(payments)s") % {"payments": named} + _more(len(row.paid) - NAMED)
    if row.left:
        yield _("%(amount)s is open") % {"amount": money(row.left)}


def _side(part: Paid) -> str:
    """Name the other side: a bill by its number, anything else by what it is and its day."""
    return part.number or f"{KINDS[part.kind]} {written(speaking()).short_day(part.booked_on)}"


def _more(count: int) -> str:
    return ngettext(" and %(num)s other", " and %(num)s others", count) % {"num": count} if count > 0 else ""
