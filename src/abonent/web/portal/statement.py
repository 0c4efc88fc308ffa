"""The statement of account: all that was charged and paid on any days, with what was owed before and after; also as a file."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from abonent.billing import queries
from abonent.billing.queries import Line, Statement
from abonent.billing.queries.statement_sheet import TEMPLATE
from abonent.people import queries as people
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.files import pdf, table
from abonent.web.frame import speaking
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.money import page_number, payment_url
from abonent.web.portal.statement_lines import file_rows, shown
from abonent.web.portal.statement_period import PeriodForm

A_DAY = timedelta(days=1)


@customer_page(act="statement.see")
@require_safe
def statement(request: CustomerRequest) -> HttpResponse:
    """Show the statement for the days that are asked for; where they make no sense, say so and ask anew."""
    form = PeriodForm(request, at=request.at)
    may = people.may(request.access.role, "statement.dispute")
    words = (_("I disagree"), _("Disagreement"))

    def act_of(line: Line) -> tuple[str, str]:
        return (address("disagree", entry=line.pk), words[line.dispute is not None]) if may else ("", "")

    return page(request, "portal/statement.html", form, request.account, page_of=document_page, act_of=act_of)


@customer_page(act="statement.see")
@require_safe
def statement_pdf(request: CustomerRequest) -> HttpResponse:
    """Give the statement as a document, with every entry of the days."""
    return document(request.account, PeriodForm(request, at=request.at), language=speaking())


@customer_page(act="statement.see")
@require_safe
def statement_csv(request: CustomerRequest) -> HttpResponse:
    """Give the statement as a file for a spreadsheet, with every entry of the days."""
    return file(request.account, PeriodForm(request, at=request.at))


def page(
    request: Any, template: str, form: PeriodForm, account: Account, *, page_of: Any, act_of: Any, **context: Any
) -> HttpResponse:
    """Answer with a page of the statement, for the portal and the desk."""
    context |= {"form": form, "stretches": form.stretches(account), "found": None}
    if not form.is_valid():
        return render(request, template, context, status=422)
    found = shown(account, form, number=page_number(request), page_of=page_of, act_of=act_of)
    if not 1 <= found.number <= found.last:
        raise Http404
    sums = found.sums
    return render(request, template, context | {"found": found, "sums": sums, "days": (sums.first, sums.last + A_DAY)})


def document(account: Account, form: PeriodForm, *, language: str) -> HttpResponse:
    """Answer with the statement as a document."""
    found = asked(account, form)
    sheet = queries.statement_sheet(account, found, language=language, on=form.today)
    return pdf(TEMPLATE, sheet, name=file_name(account, found))


def file(account: Account, form: PeriodForm) -> HttpResponse:
    """Answer with the statement as a file."""
    found = asked(account, form)
    return table(file_rows(found, queries.every_line(account, found)), name=file_name(account, found))


def asked(account: Account, form: PeriodForm) -> Statement:
    """Return the statement that a file is asked for. Raises Http404: pages lead to files of days that make sense."""
    if not form.is_valid():
        raise Http404
    return queries.account_statement(account, *form.days)


def file_name(account: Account, found: Statement) -> str:
    return f"statement-{account.number}-{found.first}-{found.last}"


def document_page(line: Line) -> str:
    """Return where the customer sees a line's bill or payment."""
    if line.number:
        return address("bill", slug=queries.slug(line.number))
    return payment_url(line.ref, line.receipt)
