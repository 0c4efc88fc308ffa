"""A list of customers as the desk shows it, for tests of lists: its rows, and what stands on a page of it."""

from typing import Any

from django.db.models import Q
from django.test import RequestFactory

from abonent.people.models import Account
from abonent.web.desk import tables
from abonent.web.desk.filters import Choice, Days, Letters
from abonent.web.desk.tables import Column, Link, Table, Tag
from tests.people import FIRST_DAY

LIST = Table(
    caption="Customers",
    columns=(
        Column("number", "Account", lambda row: row.number, "account", sort=("number",)),
        Column("holder", "Holder", lambda row: row.holder, sort=("sort_key",)),
        Column("since", "Since", lambda row: row.opened_on, "day", sort=("opened_on",)),
        Column("state", "State", lambda row: [Tag("bad", "ended")] if row.closed_on else [], "tag"),
        Column("page", "Page", lambda row: Link("its page", f"/{row.pk}/"), "link"),
        Column("count", "Count", lambda row: row.pk, "number"),
    ),
    leads_to=lambda row: f"/customers/{row.number}/",
    filters=(
        Choice("kind", "Kind", {"COMPANY": ("company", Q(kind="COMPANY")), "PERSON": ("person", Q(kind="PERSON"))}),
        Days("since", "Since", "Until", "opened_on"),
        Letters("holder", "Holder begins with", lambda typed: Q(sort_key__startswith=typed.lower())),
    ),
    sort="number",
    empty=("No customers yet", "The first will be here."),
)


def opened(count: int, *, holder: str = "Jan Nowak", first: int = 200_000, **more: Any) -> list[Account]:
    plain: dict[str, Any] = {"language": "pl", "opened_on": FIRST_DAY}
    made = (Account(number=str(first + each), holder=holder, **{**plain, **more}) for each in range(count))
    return Account.objects.bulk_create(made)


def customers() -> Any:
    return Account.objects.exclude(pk=0)


def listing(asked: str = "", rows: Any = None, **more: Any) -> tables.Listing:
    """What a page shows of the list at an address."""
    request = RequestFactory().get(f"/list/{asked}")
    form = LIST.form(request)
    form.is_valid()
    return LIST.listing(request, form, customers() if rows is None else rows, more.pop("shown", list))


def numbers(table: tables.Listing) -> list[str]:
    return [str(row.cells[0][1]) for row in table.rows]
