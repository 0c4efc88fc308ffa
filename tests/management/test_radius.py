"""`abonent radius`, and what the doctor sees of FreeRADIUS."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from abonent.management import freeradius
from abonent.management.examination import radius
from abonent.management.examination.findings import Level
from abonent.modules.internet.actions import thinning
from abonent.modules.internet.bulk.radius import ROLE
from abonent.modules.internet.models import Device
from tests.database import House
from tests.modules.internet import device

KEYS = "ABONENT_KEYS_FILE"


def test_it_says_what_it_lacks(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.ABONENT_RADIUS_URL = ""
    with pytest.raises(CommandError, match="ABONENT_RADIUS_DATABASE_URL"):
        call_command("radius")
    settings.ABONENT_RADIUS_URL = "postgresql://abonent_radius@localhost/abonent"
    monkeypatch.setenv(KEYS, str(tmp_path / "keys"))
    with pytest.raises(CommandError, match=KEYS):
        call_command("radius")
    (tmp_path / "keys").write_text("test:no key\n")
    with pytest.raises(CommandError, match="the keys cannot be read"):
        call_command("radius", "--check")
    (tmp_path / "keys").write_text(os.environ["ABONENT_KEYS"])
    call_command("radius", "--check")
    settings.ABONENT_RADIUS_URL = ""  # as for the user abonent, who cannot read it
    call_command("radius", "--check")


def test_freeradius_is_told_what_it_needs_and_no_more() -> None:
    told = freeradius.Radius("postgresql://abonent_radius:two%20words@db.example/abonent?sslmode=require", Path("/k"))
    known = told.environment({"PATH": "/bin", "ABONENT_SECRET_KEY": "ours", "DATABASE_URL": "ours"})
    assert known["PGPASSWORD"] == "two words"
    assert (known["PGHOST"], known["PGDATABASE"], known["PGSSLMODE"]) == ("db.example", "abonent", "require")
    assert "ours" not in known.values()


def test_the_doctor_sees_rights_and_secrets(committed: House) -> None:
    device()
    thinning.make_parts(timezone.now())
    assert {finding.level for look in (*radius.HERE, *radius.INSIDE) for finding in look()} == {Level.OK}
    with psycopg.connect(committed.owner_url) as owner:
        owner.execute(f"GRANT SELECT ON internet_line TO {ROLE}")
    [wrong] = [finding for finding in radius.rights() if finding.level is Level.BAD]
    assert "internet_line" in wrong.says
    Device.objects.update(name="bras-7", secret="in clear")
    [wrong] = radius.devices()
    assert "bras-7" in wrong.says
    assert "in clear" not in str(wrong)


def test_the_doctor_sees_tables_of_traffic_that_lack_and_that_should_be_gone(committed: House) -> None:
    """Samples are kept for a day, half hours for 56; each has until the night after, and a day more."""
    at = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    thinning.make_parts(at)

    def seen(days: int) -> list[tuple[Level, str]]:
        with time_machine.travel(at + timedelta(days=days)):
            return [(finding.level, finding.says) for finding in radius.traffic()]

    assert [level for level, _ in seen(2)] == [Level.OK, Level.OK]
    (lacking, left) = seen(3)
    assert (lacking[0], left[0]) == (Level.OK, Level.WARN)
    assert "1, the oldest is internet_sample_2026_11_22" in left[1]
    assert [level for level, _ in seen(30)] == [Level.BAD, Level.WARN]
    thinning.thin_traffic(at + timedelta(days=3))
    assert [level for level, _ in seen(3)] == [Level.OK, Level.OK]
    assert thinning.overdue(at + timedelta(days=58))[-1] == "internet_sample_2026_11_29"
    assert thinning.overdue(at + timedelta(days=59))[0] == "internet_half_2026_11_22"
