"""A customer's documents: those the office has added and those made here; adding one, fetching one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from abonent.contracts import queries as contracts
from abonent.contracts.actions import AlreadyKept, add_paper
from abonent.contracts.queries import subject
from abonent.people.models import Account, User
from abonent.post import keeping
from abonent.post.models import Document
from abonent.post.queries import documents
from abonent.web import trouble
from abonent.web.addresses import address
from abonent.web.desk.customer import shown
from abonent.web.desk.document_form import PaperForm
from abonent.web.desk.filters import Choice, Days
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.desk.tables import Column, Link, Table, Tag
from abonent.web.door.forms import status
from abonent.web.files import kept
from abonent.web.portal.contract import DAMAGED, PAPERS

SIZES: dict[str, Promise] = {"application/pdf": _("PDF"), "image/png": _("PNG"), "image/jpeg": _("JPEG")}


@dataclass(frozen=True, slots=True)
class Row:
    """A document with where it is fetched, and who has added it."""

    document: Document
    url: str
    by: str

    @property
    def agreement(self) -> str:
        return self.document.subject.removeprefix(subject(""))

    @property
    def readers(self) -> Tag:
        """Who reads it: what belongs to no agreement is shown to no customer."""
        own = self.document.subject.startswith(subject(""))
        return Tag("ok", _("the customer, too")) if own else Tag("info", _("the office only"))


DOCUMENTS = Table(
    caption=_("Documents"),
    columns=(
        Column(
            "kept", pgettext_lazy("document", "Added"), lambda row: row.document.kept_at, "moment", sort=("kept_at",)
        ),
        Column("title", pgettext_lazy("document", "Title"), lambda row: Link(row.document.title, row.url), "link"),
        Column("kind", _("Kind"), lambda row: PAPERS.get(row.document.kind, PAPERS["OTHER"])),
        Column("agreement", _("Agreement"), lambda row: row.agreement),
        Column("file", _("File"), lambda row: SIZES.get(row.document.media_type, row.document.media_type)),
        Column("by", _("Who"), lambda row: row.by),
        Column("readers", _("Who reads it"), lambda row: row.readers, "tag"),
        Column("sha256", _("Fingerprint"), lambda row: row.document.sha256[:12]),
    ),
    leads_to=lambda _row: "",
    filters=(
        Choice("kind", _("Kind"), {kind: (words, Q(kind=kind)) for kind, words in PAPERS.items()}),
        Days("kept", _("From"), _("Until"), "kept_at", instant=True),
    ),
    sort="-kept",
    empty=(_("No documents yet"), _("Signed agreements, annexes and letters stand here once they are added.")),
)
"""One account's documents, found by the index over account and subject."""


@staff_page(act="documents.see")
@require_safe
def desk_customer_documents(request: StaffRequest, number: str) -> HttpResponse:
    """Show the documents of a customer."""
    about = shown(request, number, "documents")
    found = documents(about.account.pk)
    added = found.filter(ref=request.GET.get("added", "")[:40].replace("\0", "")).first()
    return DOCUMENTS.page(
        request,
        "desk/customer_documents.html",
        found,
        shown=lambda rows: list(_rows(about.account, rows)),
        customer=about,
        added=added,
    )


@staff_page(act="documents.see")
@require_safe
def desk_customer_document(request: StaffRequest, number: str, document: str) -> HttpResponse:
    """Give a document exactly as it was kept, or nothing of it."""
    account = customer(number)
    found = documents(account.pk).filter(ref=document).first()
    if found is None:
        raise Http404
    seen(request, account)
    try:
        content = keeping.content(found)
    except keeping.DamagedDocument:
        return trouble.show(request, 500, DAMAGED)
    name = f"{found.title.rstrip('. ')}{keeping.ENDINGS[found.media_type]}"
    return kept(content, media_type=found.media_type, name=name)


@staff_page(act="documents.add")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_add_document(request: StaffRequest, number: str) -> HttpResponse:
    """Choose a file and say what it is, check, keep it."""
    account = customer(number)
    numbers = [each.number for each in contracts.agreements(account, at=request.at)]
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperForm(*posted, account=account, user=request.user, agreements=numbers)
    step = request.POST.get("step", "")
    good = form.is_valid()
    if good and step == "add" and (made := _added(request, account, form)):
        return redirect(f"{address('desk_customer_documents', number=account.number)}?added={made.ref}")
    template = "desk/customer_document_check.html" if good and step != "change" else "desk/customer_document_add.html"
    return render(request, template, _page(request, number, form), status=status(form))


def _page(request: StaffRequest, number: str, form: PaperForm) -> dict[str, Any]:
    about = shown(request, number, "documents")
    context: dict[str, Any] = {"customer": about, "form": form, "kinds": PAPERS, "largest": keeping.LARGEST}
    if form.is_bound and form.is_valid() and form.chosen:
        alike = documents(about.account.pk).filter(sha256=form.chosen.sha256).first()
        return {**context, "alike": alike, "letters": len(about.letters_to)}
    return context


def _added(request: StaffRequest, account: Account, form: PaperForm) -> Document | None:
    """Keep the file; None where it cannot be, and the form says why."""
    said = form.cleaned_data
    if form.chosen is None:
        return None
    try:
        return add_paper(
            account, form.chosen.content(), kind=said["kind"], title=form.whole_title(), agreement=said["agreement"],
            at=request.at, by=request.user,
        )  # fmt: skip
    except AlreadyKept as before:
        return before.document
    except (keeping.DamagedDocument, keeping.NotADocument):
        form.add_error("file", _("The file has not come whole. Please choose it again."))
        return None


def _rows(account: Account, found: list[Document]) -> Iterator[Row]:
    names = dict(User.objects.filter(pk__in={each.kept_by_id for each in found}).values_list("pk", "name"))
    for each in found:
        url = address("desk_customer_document", number=account.number, document=each.ref)
        yield Row(each, url, names.get(each.kept_by_id or 0, ""))
