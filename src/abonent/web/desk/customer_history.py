"""Everything that happened on an account: what, when, who did it and as what, and how. Nothing here can be altered."""

from collections.abc import Iterator

from django.db.models import Q
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from abonent.journal.kinds import SENTENCES
from abonent.journal.queries import events_of
from abonent.people import queries as people
from abonent.people.models import Account
from abonent.web.desk.customer import shown
from abonent.web.desk.deeds import deeds
from abonent.web.desk.filters import Choice, Days
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.desk.tables import Column, Link, Table

# A word for the address, what it is called, and how its kinds of events begin.
GROUPS: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    ("money", _("money"), ("bill", "bills", "callback", "cash", "debt", "dispute", "fee", "final_bill", "instalments", "payment", "promise", "proposal", "receipt", "refund", "reminder", "reminders", "respite", "till")),
    ("contract", _("contract"), ("agreement", "change", "document", "extra", "line", "restriction", "tariff")),
    ("data", _("data and wishes"), ("address", "consent", "contact", "e_invoice", "invoice_data", "order", "payer", "customer")),
    ("people", _("people and access"), ("access", "account", "invitation", "person", "form")),
    ("sign_in", _("signing in"), ("lost_step", "passkey", "password", "recovery", "recovery_codes", "second_step", "session", "sign_in", "takeout")),
    ("office", _("letters and notes of the office"), ("letter", "mail", "note", "notice")),
    ("looks", _("looks by the office"), ()),
)  # fmt: skip
LOOKS = ("customer.seen", "customer.file_taken", "customer.viewed", "customer.view_ended")
BY_ITSELF = "system"


@staff_page(act="history.see")
@require_safe
def desk_customer_history(request: StaffRequest, number: str) -> HttpResponse:
    """Show what happened, the newest first."""
    about = shown(request, number, "history")
    account = about.account
    return _table(account).page(
        request,
        "desk/customer_history.html",
        events_of(account.pk),
        shown=lambda found: deeds(account, found, may=request.may),
        customer=about,
    )


@staff_page(act="history.see")
@require_safe
def desk_customer_history_csv(request: StaffRequest, number: str) -> StreamingHttpResponse:
    """Give the same as a file."""
    account = customer(number)
    seen(request, account)
    name = f"history-{account.number}"
    return _table(account).download(
        request, events_of(account.pk), name=name, shown=lambda found: deeds(account, found, may=request.may)
    )


def _table(account: Account) -> Table:
    """Found by the index over account and instant; filters look through one account's events only."""
    return Table(
        caption=_("What happened"),
        columns=(
            Column("at", _("When"), lambda deed: deed.at, "moment", sort=("at",)),
            Column("text", _("What"), lambda deed: Link(deed.text, deed.url), "link"),
            Column("details", _("Details"), lambda deed: deed.details),
            Column("who", _("Who"), lambda deed: deed.person),
            Column("way", _("How"), lambda deed: deed.way),
        ),
        leads_to=lambda _deed: "",
        filters=(
            Choice("what", _("What"), dict(_groups())),
            Choice("who", _("Who"), dict(_persons(account))),
            Days("at", _("From"), _("Until"), "at", instant=True),
        ),
        sort="-at",
        key="id",
        file="desk_customer_history_csv",
        empty=(_("Nothing has happened yet"), _("Whatever is done on this account stands here, with who did it.")),
    )


def _groups() -> Iterator[tuple[str, tuple[Promise, Q]]]:
    """Give each group with its events; a kind that belongs to none is found without a filter only."""
    for word, label, beginnings in GROUPS:
        kinds = [kind for kind in SENTENCES if kind.partition(".")[0] in beginnings and kind not in LOOKS]
        yield word, (label, Q(kind__in=kinds or LOOKS))


def _persons(account: Account) -> Iterator[tuple[str, tuple[str | Promise, Q]]]:
    """Give everybody who can have done something: those with a right on the account, the staff, and nobody."""
    persons = {right.user_id: right.user.name for right in people.rights_on(account)}
    persons |= {user.pk: user.name for user in people.staff()}
    for pk, name in persons.items():
        yield str(pk), (name, Q(by_id=pk))
    yield BY_ITSELF, (_("the system, the bank, somebody who is not known"), Q(by_id=None))
