"""The audit at the desk: who changed what, newest first, and what each of the staff did."""

from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.audit.acting import Actor, acting
from abonent.audit.models import Change, tables, word
from abonent.cases.models import Note
from abonent.journal.actions import record
from abonent.journal.models import Event
from abonent.modules.internet.models import Line
from abonent.people.models import Account, Place, User
from abonent.web.desk import audit_words
from tests.modules import internet
from tests.people import NOON
from tests.web.doors import text


def rename(account: Account, name: str, by: User | None = None, page: str = "desk_change_customer") -> Change:
    with acting(lambda: Actor(by.pk if by else None, page)):
        Account.objects.filter(pk=account.pk).update(holder=name)
    return Change.objects.latest("id")


def test_changes_are_listed_with_who_and_what_newest_first(admin: Client, account: Account, clerk_user: User) -> None:
    rename(account, "Olena Lis", clerk_user)
    rename(account, "Olena Zając", None, "billing.load")
    rename(account, "Olena Wilk", None, "abonent changes")

    page = text(admin.get("/desk/audit/"))

    assert "Zofia Clerk customer – changed 100 234 holder: Olena Petrenko → Olena Lis" in page
    assert "a program: billing.load customer – changed 100 234 holder: Olena Lis → Olena Zając" in page
    assert page.index("Olena Wilk") < page.index("Zofia Clerk customer")


def test_one_change_shows_what_stood_there(admin: Client, account: Account, clerk_user: User, admin_user: User) -> None:
    change = rename(account, "<b>Lis</b>" + "x" * 150, clerk_user)

    answer = admin.get(f"/desk/audit/{change.pk}/")

    page = text(answer)
    assert "desk_change_customer" in page
    assert "Olena Petrenko" in page
    assert "&lt;b&gt;Lis&lt;/b&gt;" + "x" * 150 in answer.content.decode()
    assert Event.objects.get(kind="customer.seen").by_id == admin_user.pk
    assert admin.get(f"/desk/audit/{change.pk + 1}/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("who={clerk}", ["Olena Lis"]),
        ("who=program", ["Olena Zając", "Marek Lis"]),
        ("what=contact", []),
        ("what=account", ["Olena Lis", "Olena Zając", "Marek Lis"]),
        ("account=100777", ["Marek Lis"]),
        ("account=nobody", []),
        ("at_from=2200-01-01", []),
    ],
)
def test_the_list_can_be_narrowed(
    admin: Client, account: Account, neighbour: Account, clerk_user: User, asked: str, found: list[str]
) -> None:
    rename(account, "Olena Lis", clerk_user)
    rename(account, "Olena Zając")
    rename(neighbour, "Marek Lis")

    page = text(admin.get(f"/desk/audit/?{asked.format(clerk=clerk_user.pk)}"))

    assert [name for name in ("Olena Lis", "Olena Zając", "Marek Lis") if f"→ {name}" in page] == found


def test_the_list_costs_the_same_however_much_was_changed(admin: Client, account: Account, clerk_user: User) -> None:
    rename(account, "Olena 0", clerk_user)
    with CaptureQueriesContext(connection) as one:
        admin.get("/desk/audit/")
    for place in range(1, 60):
        rename(account, f"Olena {place}", clerk_user)

    with CaptureQueriesContext(connection) as many:
        page = text(admin.get("/desk/audit/"))

    assert len(many) == len(one)
    assert page.count("customer – changed") == 50
    assert "Next" in page


def test_the_file_has_everything_and_no_formula(admin: Client, account: Account, clerk_user: User) -> None:
    clerk_user.name = "=cmd|'/c calc'!A1"
    clerk_user.save()
    rename(account, "Olena Lis", clerk_user)

    answer = admin.get("/desk/audit.csv")

    said = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "holder: Olena Petrenko → Olena Lis" in said
    assert "'=cmd" in said


def test_before_anything_was_changed_it_says_what_will_come(admin: Client) -> None:
    assert "Nothing was changed yet" in text(admin.get("/desk/audit/"))


def test_what_somebody_did_is_listed(admin: Client, account: Account, clerk_user: User, admin_user: User) -> None:
    why = {"reason": "A call", "until": "2026-11-21T11:15:00+00:00"}
    record("customer.viewed", at=NOON, account=account.pk, by=clerk_user.pk, via="desk", data=why)
    record("access.denied", at=NOON, by=clerk_user.pk, subject="desk:audit.see", via="desk")
    record("customer.seen", at=NOON, account=account.pk, by=admin_user.pk, via="desk")

    everything = text(admin.get(f"/desk/audit/acts/?who={clerk_user.pk}"))
    refused = text(admin.get(f"/desk/audit/acts/?who={clerk_user.pk}&what=refused"))

    assert "Olena Petrenko" in everything
    assert "A call, until 12:15 at the latest" in everything
    assert "desk:audit.see" in everything
    assert "desk:audit.see" in refused
    assert "A call" not in refused


def test_what_somebody_did_costs_the_same_however_much(admin: Client, account: Account, clerk_user: User) -> None:
    def look() -> None:
        record("customer.seen", at=NOON, account=account.pk, by=clerk_user.pk, via="desk")

    look()
    with CaptureQueriesContext(connection) as one:
        admin.get(f"/desk/audit/acts/?who={clerk_user.pk}")
    for _ in range(99):
        look()

    with CaptureQueriesContext(connection) as many:
        page = admin.get(f"/desk/audit/acts/?who={clerk_user.pk}").content.decode()

    assert len(many) == len(one)
    assert page.count("<tr>") == 51


def test_of_nobody_in_particular_nothing_is_read(admin: Client, account: Account) -> None:
    record("customer.seen", at=NOON, account=account.pk, by=None, via="desk")

    with CaptureQueriesContext(connection) as statements:
        page = text(admin.get("/desk/audit/acts/"))

    assert "Choose somebody of the staff" in page
    assert not [each for each in statements if "journal_event" in each["sql"]]


@pytest.mark.parametrize("asked", ["who=999999", "who=x", "what=nothing", "at_from=yesterday"])
def test_filters_that_say_nothing_are_told(admin: Client, asked: str) -> None:
    assert admin.get(f"/desk/audit/?{asked}").status_code == 422
    assert admin.get(f"/desk/audit.csv?{asked}").status_code == 404


def test_what_a_row_refers_to_is_told_by_name_and_times_as_people_read_them(
    admin: Client, account: Account, clerk_user: User
) -> None:
    place = Place.objects.create(town="Gródek Leśny", street="Polna", house="3", post_code="16-999")
    note = Note.objects.create(account=account, text="Dog", made_at=NOON)
    Account.objects.filter(pk=account.pk).update(post_place=place)
    Note.objects.filter(pk=note.pk).update(made_by=clerk_user, removed_at=NOON)
    account.agreements.update(valid=DateRange(date(2024, 1, 1), date(2026, 12, 1)))

    page = text(admin.get("/desk/audit/"))

    assert "address for letters: – → Polna 3, 16-999 Gródek Leśny" in page
    assert "made by: – → Zofia Clerk; removed: – → 21 Nov 2026 12:00" in page
    assert "valid from–until: 1 Jan 2024 – … → 1 Jan 2024 – 1 Dec 2026" in page


def test_what_a_module_keeps_is_told_in_words(admin: Client, account: Account) -> None:
    line = internet.line(account, macs=[])
    Line.objects.filter(pk=line.pk).update(mac_bound=True)

    page = text(admin.get("/desk/audit/?what=internet_line"))

    assert "settings of a line – changed 100 234 only registered devices connect: no → yes" in page


def test_every_table_and_column_that_is_kept_has_words() -> None:
    kept = {word(table) for table in tables()}
    own = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_context", "by_id"}
    columns = {str(field.column) for table in tables() for field in table._meta.fields} - own

    assert {name for name in kept if audit_words.table(name) == name} == set()
    assert {name for name in columns if audit_words.column(name) == name} == {"login"}
