"""The lines of a statement in plain words, for the pages of customer and office and for the file of both."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from abonent import profile
from abonent.billing import queries
from abonent.billing.models import Entry
from abonent.billing.queries import Dispute, Line, Statement
from abonent.drawing.course import Course, course
from abonent.language import written
from abonent.people.models import Account
from abonent.web.files import Cell
from abonent.web.frame import speaking
from abonent.web.portal.money import METHODS, last_page
from abonent.web.portal.statement_period import PeriodForm

A_PAGE = 40

KINDS: dict[str, Promise] = {
    Entry.Kind.BILL: pgettext_lazy("line of a statement", "Bill"),
    Entry.Kind.CORRECTION: pgettext_lazy("line of a statement", "Correction"),
    Entry.Kind.PAYMENT: pgettext_lazy("line of a statement", "Payment"),
    Entry.Kind.REVERSAL: pgettext_lazy("line of a statement", "Payment taken back"),
    Entry.Kind.REFUND: pgettext_lazy("line of a statement", "Overpayment paid back"),
    Entry.Kind.WRITE_OFF: pgettext_lazy("line of a statement", "Debt written off"),
    Entry.Kind.TRANSFER: pgettext_lazy("line of a statement", "Carried over"),
}


class Row(NamedTuple):
    """A line in words, ready to stand on a page: what it is, where its document is shown, what else is to be said of it.

    The template takes it apart in this order: that costs less than to ask for each by its name.
    `answer` is what the office said to whoever disagrees. `act` is where something can be done about the line, and `deed`
    what that is called. Whatever there is nothing to say of is empty.
    """

    day: str
    what: str
    document: str
    notes: list[str]
    answer: str
    debit: str
    credit: str
    after: str
    act: str
    deed: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a statement: its sums, what was owed before the page, its lines, and how the balance went."""

    sums: Statement
    before: Any
    rows: list[Row]
    course: Course
    number: int
    last: int

    @property
    def actable(self) -> bool:
        """Whether something can be done about any of its lines."""
        return any(row.act for row in self.rows)


def shown(
    account: Account,
    form: PeriodForm,
    *,
    number: int,
    page_of: Callable[[Line], str],
    act_of: Callable[[Line], tuple[str, str]],
) -> Shown:
    """Return a page of an account's statement; for each line ask where its document is, and what can be done about it."""
    found = queries.account_statement(account, *form.days)
    before, lines = queries.statement_page(account, found, page=number, size=A_PAGE)
    drawn = course(found.opening, found.balances, first=found.first, last=found.last)
    rows = list(_rows(lines, page_of, act_of))
    return Shown(found, before, rows, drawn, number, last_page(found.count, A_PAGE))


def _rows(
    lines: Iterable[Line], page_of: Callable[[Line], str], act_of: Callable[[Line], tuple[str, str]]
) -> Iterator[Row]:
    words, currency, language = written(speaking()), profile.current().currency, _language()
    for line in lines:
        yield Row(
            words.short_day(line.booked_on),
            what(line, language=language),
            page_of(line),
            list(notes(line)),
            line.dispute.answer if line.dispute else "",
            words.money(line.debit, currency) if line.debit else "",
            words.money(line.credit, currency) if line.credit else "",
            words.money(line.after, currency),
            *act_of(line),
        )


def what(line: Line, *, language: str = "") -> str:
    """Say what a line is: a document with its number, or how money came. Of many lines one asks for the language once."""
    word = _said(line.kind, line.method, language or _language())
    if line.corrects:
        numbers = {"correction": word, "number": line.number, "bill": line.corrects}
        return _("%(correction)s %(number)s of bill %(bill)s") % numbers
    return f"{word} {line.number}" if line.number else word


def _language() -> str:
    return get_language() or ""


@cache
def _said(kind: str, method: str, _language: str) -> str:
    return f"{KINDS[kind]} – {METHODS[method]}" if method else str(KINDS[kind])


def notes(line: Line) -> Iterator[str]:
    """Say what else there is to a line: when it was paid, that it was taken back, that somebody disagrees with it."""
    if line.book and line.value_on != line.booked_on:
        yield _("paid on %(day)s") % {"day": _day(line.value_on)}
    if line.undone:
        yield _("taken back on %(day)s") % {"day": _day(line.undone)}
    if line.dispute:
        yield disputed(line.dispute)


def disputed(dispute: Dispute) -> str:
    """Say how a disagreement stands."""
    if dispute.answered_on:
        told = _("disagreed with on %(day)s, answered on %(answered)s")
        return told % {"day": _day(dispute.made_on), "answered": _day(dispute.answered_on)}
    told = _("disagreed with on %(day)s; the office answers by %(by)s")
    return told % {"day": _day(dispute.made_on), "by": _day(dispute.answer_by)}


def file_rows(found: Statement, lines: Iterable[Line]) -> Iterator[list[Cell]]:
    """Give a statement line by line for a spreadsheet: opening, every entry, closing."""
    currency, language = profile.current().currency, _language()
    yield [_("Day"), _("What"), _("Document"), _("Charged"), _("Credited"), _("Balance"), _("Currency"), _("Notes")]
    yield [found.first, _("Opening balance"), None, None, None, found.opening, currency, None]
    for line in lines:
        said = "; ".join(notes(line))
        yield [
            line.booked_on,
            what(line, language=language),
            line.number,
            line.debit,
            line.credit,
            line.after,
            currency,
            said,
        ]
    yield [found.last, _("Closing balance"), None, found.charged, found.credited, found.closing, currency, None]


def _day(day: date) -> str:
    return written(speaking()).short_day(day)
