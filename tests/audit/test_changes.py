"""What people edit by hand is kept as it was, by the database itself, and nobody can change that."""

from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.audit.acting import Actor, acting, changes_kept
from abonent.audit.models import LEFT_OUT, AccountBefore, Change, PlaceBefore, tables, tracked, word
from abonent.audit.queries import Difference, changes, differences
from abonent.cases.actions import ask
from abonent.cases.models import Order
from abonent.database.roles import only_added
from abonent.management.commands.work import _told
from abonent.modules.internet.models import Device, Line
from abonent.people.models import Account, Contact, Place, User
from tests import people
from tests.database import House
from tests.management.conftest import Start, start
from tests.modules import internet

__all__ = ["start"]

TABLES = tables()
ONE = Actor(by=17, page="desk_change_customer")


def told() -> list[tuple[str, str, int | None, str]]:
    """Everything that was changed, the oldest first: table, what, by whom, where."""
    return list(changes().order_by("id").values_list("table", "label", "by_id", "page"))


def test_a_change_is_kept_with_who_made_it_and_on_which_page(account: Account) -> None:
    with acting(lambda: ONE):
        Account.objects.filter(pk=account.pk).update(holder="Olena Kowalska", tax_id="9990123455")

    change = changes().get()
    assert (change.table, change.label, change.row, change.account_id) == ("account", "update", account.pk, account.pk)
    assert (change.by_id, change.page) == (17, "desk_change_customer")
    assert differences([change]) == {
        change.pk: [
            Difference("holder", "Olena Petrenko", "Olena Kowalska"),
            Difference("tax_id", "", "9990123455"),
        ]
    }


def test_each_of_several_changes_is_told_from_the_next(account: Account) -> None:
    for name in ("Anna", "Beata", "Celina"):
        Account.objects.filter(pk=account.pk).update(holder=name)

    first, second, third = changes().order_by("id")
    said = differences([third, first, second])
    assert [(each.old, each.new) for change in (first, second, third) for each in said[change.pk]] == [
        ("Olena Petrenko", "Anna"),
        ("Anna", "Beata"),
        ("Beata", "Celina"),
    ]


def test_what_is_deleted_is_told_as_it_was(db: None) -> None:
    place = Place.objects.create(town="Gródek Leśny", street="Polna", house="3")
    with acting(lambda: ONE):
        place.delete()

    change = changes().get()
    assert (change.label, change.table, change.account_id, change.by_id) == ("delete", "place", None, 17)
    assert {each.column: (each.old, each.new) for each in differences([change])[change.pk]} == {
        "id": (change.row, None),
        "house": ("3", None),
        "street": ("Polna", None),
        "town": ("Gródek Leśny", None),
    }


def test_what_is_new_is_not_told(account: Account) -> None:
    people.mail(account, None, "another@example.com")

    assert told() == []


def test_what_stays_as_it_is_is_no_change(account: Account) -> None:
    account.save()

    assert told() == []


def test_signing_in_and_passwords_are_no_changes_and_a_name_is(olena: User) -> None:
    User.objects.filter(pk=olena.pk).update(last_login=people.NOON)
    olena.set_password("another long pass phrase")
    olena.save()
    assert told() == []

    olena.name = "Olena Kowalska"
    olena.save()
    assert told() == [("user", "update", None, "")]


def test_without_anybody_it_is_a_program(account: Account) -> None:
    with acting(lambda: ONE):
        pass
    Account.objects.filter(pk=account.pk).update(holder="Anna")

    assert told() == [("account", "update", None, "")]


def test_who_acted_is_forgotten_with_the_transaction(committed: House) -> None:
    opened = people.account("100234", "Olena Petrenko")
    with acting(lambda: ONE):
        Account.objects.filter(pk=opened.pk).update(holder="Anna")
    Account.objects.filter(pk=opened.pk).update(holder="Beata")

    assert told() == [("account", "update", 17, "desk_change_customer"), ("account", "update", None, "")]


def test_a_change_taken_back_is_no_change(account: Account) -> None:
    with acting(lambda: ONE), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(holder="Anna")
        transaction.set_rollback(True)

    assert told() == []


def test_only_what_changes_a_kept_table_costs_a_statement(account: Account) -> None:
    with acting(lambda: ONE), CaptureQueriesContext(connection) as statements:
        list(Account.objects.all())
        User.objects.filter(pk=0).exists()
        Contact.objects.filter(account=account).update(bounce="5.1.1")

    assert [each["sql"].split()[0] for each in statements] == ["SELECT", "SELECT", "SELECT", "UPDATE"]


@pytest.mark.parametrize(
    ("statement", "is_one"),
    [
        ('UPDATE "people_account" SET', True),
        ("update people_contact set", True),
        ('UPDATE "internet_line" SET', True),
        ("WITH gone AS (SELECT 1) DELETE FROM ONLY contracts_holding USING gone", True),
        ('SELECT * FROM "people_account" FOR NO KEY UPDATE', False),
        ('UPDATE "people_account_names" SET', False),
        ('UPDATE "people_session" SET', False),
        ('INSERT INTO "people_account"', False),
    ],
)
def test_statements_that_change_are_known(statement: str, is_one: bool) -> None:
    assert changes_kept(statement) is is_one


def test_a_form_is_told_with_its_sender_and_page_but_nothing_of_its_address(
    client: Client, account: Account, olena: User
) -> None:
    client.force_login(olena)

    client.post("/language/?secret=1", {"language": "uk"})

    assert told() == [("user", "update", olena.pk, "set_language")]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.db_table)
def test_the_application_can_only_add(db: None, table: Any) -> None:
    assert table._meta.db_table in only_added()
    for statement in ("UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}", "TRUNCATE {}"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(table._meta.db_table))


def test_no_setting_passes_over_the_triggers(account: Account) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true) FROM pg_trigger")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("SET session_replication_role = replica")

    Account.objects.filter(pk=account.pk).update(holder="Anna")

    assert told() == [("account", "update", None, "")]


@pytest.mark.parametrize("statement", ["UPDATE audit_account SET holder = 'x'", "DELETE FROM audit_account"])
def test_the_owner_cannot_either(committed: House, statement: str) -> None:
    opened = people.account("100234", "Olena Petrenko")
    Account.objects.filter(pk=opened.pk).update(holder="Anna")

    with psycopg.connect(committed.owner_url) as owner, pytest.raises(psycopg.Error, match="append_only"):
        owner.execute(statement)

    assert AccountBefore.objects.get().holder == "Olena Petrenko"  # type: ignore[attr-defined]


def test_each_column_is_kept_or_left_out_with_a_reason() -> None:
    columns = {
        f"{tracked(table).__name__}.{field.name}" for table in TABLES for field in tracked(table)._meta.concrete_fields
    }
    kept = {
        f"{tracked(table).__name__}.{field.name}"
        for table in TABLES
        for field in table._meta.fields
        if field.name not in {"pgh_id", "pgh_created_at", "pgh_label", "pgh_context", "by_id"}
    }

    assert kept | set(LEFT_OUT) == columns
    assert kept & set(LEFT_OUT) == set()
    assert min(map(len, LEFT_OUT.values())) > 10


def test_what_the_database_makes_itself_is_not_kept() -> None:
    made = {
        f"{tracked(table).__name__}.{field.name}"
        for table in TABLES
        for field in tracked(table)._meta.concrete_fields
        if field.generated
    }

    assert made <= set(LEFT_OUT)


def test_the_list_knows_each_table(db: None) -> None:
    place = Place.objects.create(town="Gródek Leśny")
    place.town = "Gródek"
    place.save()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_viewdef('audit_change')")
        (view,) = cursor.fetchone() or ("",)
    assert all(f"FROM {table._meta.db_table}" in view for table in TABLES)
    assert len({word(table) for table in TABLES}) == len(TABLES)
    assert PlaceBefore.objects.count() == Change.objects.count() == 1


def test_a_command_is_told_by_its_name(committed: House, start: Start) -> None:
    opened = people.account("100234", "Olena Petrenko")
    new = {"name": "Olena Lis", "address": ["ul. Leśna 8", "16-999 Gródek Leśny"], "tax_id": ""}
    order = ask(opened, Order.Kind.INVOICE_DATA, old={**new, "name": "Olena"}, new=new, at=people.NOON, by=None)

    assert start("changes", "accept", order.ref).wait() == 0

    assert told() == [("payer", "update", None, "abonent changes")]


def test_a_job_is_told_by_its_name(account: Account) -> None:
    job: Any = SimpleNamespace(job=SimpleNamespace(task_name="people.forget"))

    _told(lambda: Account.objects.update(holder="Anna"), job, None)

    assert ("account", "update", None, "people.forget") in told()


def test_a_module_keeps_its_own_tables_in_the_same_list(account: Account) -> None:
    line, device = internet.line(account, macs=[]), internet.device(name="bras-1")

    with acting(lambda: ONE):
        Line.objects.filter(pk=line.pk).update(macs=[internet.MAC], secret="sealed anew")
        Device.objects.filter(pk=device.pk).update(port=1700)

    of_line, of_device = changes().exclude(page="").order_by("id")
    said = differences([of_line, of_device])
    assert (of_line.table, of_line.account_id, of_line.by_id) == ("internet_line", account.pk, 17)
    assert said[of_line.pk] == [Difference("macs", [], [internet.MAC])]
    assert (of_device.table, of_device.account_id, of_device.row) == ("internet_device", None, device.pk)
    assert said[of_device.pk] == [Difference("port", 3799, 1700)]


def test_what_routers_do_and_keys_that_are_rotated_are_no_changes(account: Account) -> None:
    line, device = internet.line(account), internet.device()
    before = changes().count()

    Device.objects.filter(pk=device.pk).update(heard_at=people.NOON, failed_at=people.NOON, failure="silent")
    Device.objects.filter(pk=device.pk).update(secret="sealed anew")
    Line.objects.filter(pk=line.pk).update(secret="sealed anew")

    assert changes().count() == before
