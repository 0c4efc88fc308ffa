"""`abonent migrate` runs under the owner's login and may be run again at any time."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from abonent import profile
from abonent.billing.models import Book
from abonent.contracts.actions import enter_price_list
from abonent.contracts.models import Tariff
from abonent.people.models import Wording
from tests import people
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


type Migrate = Callable[[str, str], tuple[int, str]]


@pytest.fixture
def migrate_with(start: Start, committed: House, tmp_path: Path) -> Migrate:
    """Migrate by the profile with other words in one place; return the status, and what was said of it."""

    def migrate(here: str, other: str) -> tuple[int, str]:
        (tmp_path / "owner").write_text(committed.owner_url)
        shutil.copytree(ROOT / "profiles" / "isp", tmp_path / "profile")
        changed = tmp_path / "profile" / "profile.toml"
        said = changed.read_text(encoding="utf-8")
        assert said.count(here) == 1
        changed.write_text(said.replace(here, other), encoding="utf-8")
        begun = start(
            "migrate",
            DATABASE_OWNER_URL_FILE=str(tmp_path / "owner"),
            ABONENT_STATIC=str(tmp_path / "static"),
            ABONENT_PROFILE=str(changed.parent),
        )
        _, output = begun.communicate()
        return begun.returncode, output

    return migrate


def test_other_words_of_a_consent_under_the_same_version_are_refused(migrate_with: Migrate) -> None:
    status, said = migrate_with("I agree to receive technical messages by e-mail", "I agree")

    assert status == 1
    assert "The words of the consent 'mail-works' are not those that were entered as its version '2026-01'." in said
    assert not Wording.objects.filter(text__en__text__startswith="I agree:").exists()


def test_a_price_that_is_held_does_not_leave_the_list(migrate_with: Migrate) -> None:
    enter_price_list(profile.current(), at=people.LONG_AGO)
    people.line(people.account("100900", "Zwykły Abonent"), Tariff.objects.get(code="IP4"))

    status, said = migrate_with('code = "IP4"', 'code = "IP-NEW"')

    assert status == 1
    assert 'no price any more for days on which it is held: IP4 "monthly" since 2020-10-01.' in said
    assert not Tariff.objects.filter(code="IP-NEW").exists()


def test_a_cycle_that_has_bills_is_not_moved(migrate_with: Migrate) -> None:
    people.line(people.account("100900", "Zwykły Abonent"), people.tariff())
    people.bill_month(date(2026, 11, 1))

    status, said = migrate_with("code = 1\nstarts_day = 1\n", "code = 1\nstarts_day = 5\n")

    assert status == 1
    assert (
        "Następny okres cyklu rozliczeniowego 1 zaczyna się 1 grudnia 2026, tam, gdzie skończył się poprzedni" in said
    )
