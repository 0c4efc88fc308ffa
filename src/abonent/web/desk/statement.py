"""The statement of account of one customer, as the customer has it: any days, the same lines, as a document and a file."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from abonent.billing.queries import Line
from abonent.web.addresses import address, address_if_there
from abonent.web.desk.customer import shown
from abonent.web.desk.links import bill_page, receipt_page
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.portal.statement import document, file, page
from abonent.web.portal.statement_period import PeriodForm


@staff_page(act="money.see")
@require_safe
def desk_customer_statement(request: StaffRequest, number: str) -> HttpResponse:
    """Show the statement for the days that are asked for; where they make no sense, say so and ask anew."""
    about = shown(request, number, "money")
    form = PeriodForm(request, at=request.at)
    places = {name: address(f"desk_customer_statement{name}", number=about.number) for name in ("", "_pdf", "_csv")}
    context = {"customer": about, "here": places[""], "as_pdf": places["_pdf"], "as_csv": places["_csv"]}
    may = request.may("respites.agree")

    def act_of(line: Line) -> tuple[str, str]:
        waits = may and line.dispute is not None and line.dispute.waits
        return (_answer_page(about.number, line), _("Answer")) if waits else ("", "")

    return page(request, "desk/statement.html", form, about.account, page_of=document_page, act_of=act_of, **context)


@staff_page(act="money.see")
@require_safe
def desk_customer_statement_pdf(request: StaffRequest, number: str) -> HttpResponse:
    """Give the statement as a document, in the customer's language: it is theirs."""
    account = customer(number)
    seen(request, account)
    return document(account, PeriodForm(request, at=request.at), language=account.language)


@staff_page(act="money.see")
@require_safe
def desk_customer_statement_csv(request: StaffRequest, number: str) -> HttpResponse:
    """Give the statement as a file for a spreadsheet."""
    account = customer(number)
    seen(request, account)
    return file(account, PeriodForm(request, at=request.at))


def _answer_page(number: str, line: Line) -> str:
    """Return where the office answers whoever disagrees with a line."""
    return address_if_there("desk_answer_dispute", number=number, dispute=line.dispute.pk) if line.dispute else ""


def document_page(line: Line) -> str:
    """Return where the desk shows a line's bill or money."""
    if line.number:
        return bill_page(line.number)
    return receipt_page(line.receipt) if line.receipt else ""
