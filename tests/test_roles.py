"""What the database itself refuses the application: changing what is only added, making tables."""

import pytest
from django.db import connection, models, transaction
from django.db.utils import ProgrammingError

from abonent.billing.models import Allocation, Charge, Entry, Invoice, Receipt
from abonent.journal.models import Event
from abonent.people.models import Account
from tests import people


@pytest.mark.parametrize("table", [Entry, Allocation, Receipt, Invoice, Event], ids=lambda model: model.__name__)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET account_id = account_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_application_cannot_change_what_is_only_added(db: None, table: type[models.Model], statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table._meta.db_table))


def test_the_application_cannot_change_a_months_events_behind_the_journals_back(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'journal_event'::regclass")
        months = [month for (month,) in cursor.fetchall()]

    assert "journal_event_rest" in months
    for month in months:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {month}")  # noqa: S608 - the name is the database's own


def test_the_amount_of_a_charge_cannot_be_changed(account: Account) -> None:
    people.bill(account)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Charge.objects.update(amount=1)


def test_the_application_makes_no_tables(db: None) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TABLE mine (id int)")
