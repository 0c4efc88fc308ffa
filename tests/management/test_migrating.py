"""`abonent migrate` runs under the owner's login and may be run again at any time."""

from pathlib import Path

import pytest
from django.db import connection

from abonent.billing.models import Book
from tests.database import House
from tests.management.conftest import Start


@pytest.mark.usefixtures("committed")
def test_the_applications_login_may_not_migrate(start: Start) -> None:
    migrate = start("migrate")
    _, output = migrate.communicate()

    assert migrate.returncode == 1
    assert "This login does not own the database. Set DATABASE_OWNER_URL to the one that does." in output


def test_migrating_again_mends_what_is_missing(start: Start, committed: House, tmp_path: Path) -> None:
    Book.objects.filter(code__startswith="gateway:").delete()
    secret = tmp_path / "owner"
    secret.write_text(committed.owner_url)

    for _ in range(2):
        migrate = start("migrate", DATABASE_OWNER_URL_FILE=str(secret), ABONENT_STATIC=str(tmp_path / "static"))
        output, trouble = migrate.communicate()
        assert (migrate.returncode, trouble) == (0, "")
        assert "No migrations to apply." in output

    assert Book.objects.filter(code__startswith="gateway:").count() == 1
    assert (tmp_path / "static" / "staticfiles.json").is_file()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'journal_event'::regclass")
        assert cursor.fetchone() == (5,)
