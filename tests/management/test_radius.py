"""`abonent radius`, and what the doctor sees of FreeRADIUS."""

import os
from datetime import timedelta
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
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        [late] = radius.traffic()
    assert late.level is Level.BAD
