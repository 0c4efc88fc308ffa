"""`abonent migrate` runs under the owner's login and may be run again at any time."""

import shutil
from pathlib import Path

import pytest
from django.db import connection

from abonent.billing.models import Book
from abonent.people.models import Wording
from tests.database import House
from tests.environment import ROOT
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


def test_other_words_of_a_consent_under_the_same_version_are_refused(
    start: Start, committed: House, tmp_path: Path
) -> None:
    secret, other = tmp_path / "owner", tmp_path / "profile"
    secret.write_text(committed.owner_url)
    shutil.copytree(ROOT / "profiles" / "isp", other)
    said = (other / "profile.toml").read_text()
    (other / "profile.toml").write_text(said.replace("I agree to receive technical messages by e-mail", "I agree"))

    migrate = start(
        "migrate",
        DATABASE_OWNER_URL_FILE=str(secret),
        ABONENT_STATIC=str(tmp_path / "static"),
        ABONENT_PROFILE=str(other),
    )
    _, output = migrate.communicate()

    assert migrate.returncode == 1
    assert "The words of the consent 'mail-works' are not those that were entered as its version '2026-01'." in output
    assert not Wording.objects.filter(text__en__text__startswith="I agree:").exists()
