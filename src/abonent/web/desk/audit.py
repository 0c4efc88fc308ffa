"""The audit: who changed what, and what stood there before; and what each of the staff did."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.audit import queries
from abonent.audit.models import Change
from abonent.audit.queries import Difference
from abonent.people.models import Account, User
from abonent.people.queries import staff
from abonent.web.addresses import address, address_if_there
from abonent.web.desk.audit_names import named, names
from abonent.web.desk.audit_words import LABELS, column, said, table, tables
from abonent.web.desk.filters import Choice, Days, Letters, Options
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.desk.tables import Column, Table

MOST = 3
"""Columns that the list tells of; the page of a change tells all."""
LONGEST = 60
PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Line:
    """A change as pages show it: who made it and where, which customer it concerns, and what was there before."""

    change: Change
    who: str
    account: Account | None
    differences: list[Difference]

    @property
    def what(self) -> str:
        return f"{table(self.change.table)} – {LABELS[self.change.label]}"

    @property
    def in_short(self) -> str:
        told = [_short(each) for each in self.differences[:MOST]]
        more = len(self.differences) - MOST
        return "; ".join([*told, gettext("and %(count)s more") % {"count": more}] if more > 0 else told)


@staff_page(act="audit.see")
@require_safe
def desk_audit(request: StaffRequest) -> HttpResponse:
    """Show what was changed, the newest first."""
    return CHANGES.page(request, "desk/audit.html", queries.changes(), shown=lines)


@staff_page(act="audit.see")
@require_safe
def desk_audit_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give the same as a file."""
    return CHANGES.download(request, queries.changes(), name="audit", shown=lines)


@staff_page(act="audit.see")
@require_safe
def desk_audit_change(request: StaffRequest, change: int) -> HttpResponse:
    """Show one change: what stood there and what was put there."""
    found = get_object_or_404(queries.changes(), pk=change)
    (line,) = lines([found])
    if line.account:
        seen(request, line.account)
    compared = [
        (column(each.column), said(each.column, each.old), said(each.column, each.new)) for each in line.differences
    ]
    customer = address_if_there("desk_customer", number=line.account.number) if line.account else ""
    return render(request, "desk/audit_change.html", {"line": line, "compared": compared, "customer": customer})


def lines(changes: Iterable[Change]) -> list[Line]:
    """Return changes as pages show them: in a few statements, however many they are."""
    found = list(changes)
    compared = queries.differences(found)
    referred = names(each for some in compared.values() for each in some)
    persons = dict(User.objects.filter(pk__in={each.by_id for each in found if each.by_id}).values_list("pk", "name"))
    accounts = Account.objects.in_bulk({each.account_id for each in found if each.account_id})
    return [
        Line(
            each,
            _who(each, persons),
            accounts.get(each.account_id or 0),
            [named(difference, referred) for difference in compared.get(each.pk, [])],
        )
        for each in found
    ]


def _who(change: Change, persons: dict[int, str]) -> str:
    if change.by_id:
        return persons.get(change.by_id, str(change.by_id))
    if not change.page or "." in change.page or " " in change.page:
        program = gettext("a program")
        return f"{program}: {change.page}" if change.page else program
    return gettext("somebody who is not signed in")


def _short(difference: Difference) -> str:
    old, new = (_cut(said(difference.column, value)) for value in (difference.old, difference.new))
    return f"{column(difference.column)}: {old or '–'} → {new or '–'}"


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _persons() -> Options:
    """Give each of the staff, and programs; found by the index over person and instant of each table."""
    persons = {str(user.pk): (user.name, Q(by_id=user.pk)) for user in staff()}
    return {**persons, PROGRAM: (_("programs"), Q(by_id=None))}


def _of_account(typed: str) -> Q:
    plain = profile.current().account_number.plain(typed) or ""
    return Q(account_id=Account.objects.filter(number=plain).values_list("pk", flat=True).first() or -1)


def _tables() -> Iterator[tuple[str, tuple[object, Q]]]:
    for word, label in tables().items():
        yield word, (label, Q(table=word))


def _at(line: Line) -> datetime:
    return line.change.at


CHANGES = Table(
    caption=_("What was changed"),
    columns=(
        Column("at", _("When"), _at, "moment", sort=("at",)),
        Column("who", pgettext_lazy("audit", "Who"), lambda line: line.who),
        Column("what", _("What"), lambda line: line.what),
        Column("account", _("Account"), lambda line: line.account and line.account.number, "account"),
        Column("changed", _("Was → is"), lambda line: line.in_short),
    ),
    leads_to=lambda line: address("desk_audit_change", change=line.change.pk),
    filters=(
        Choice("who", pgettext_lazy("audit", "Who"), _persons),
        Choice("what", _("What"), lambda: dict(_tables())),  # type: ignore[arg-type]
        Letters("account", _("Account"), _of_account),
        Days("at", _("From"), _("Until"), "at", instant=True),
    ),
    sort="-at",
    file="desk_audit_csv",
    empty=(
        _("Nothing was changed yet"),
        _("Whatever people change by hand stands here from then on: who, when, and what stood there before."),
    ),
)
"""Found by the index over instant and row of each of the tables, or that over person or account before them."""
