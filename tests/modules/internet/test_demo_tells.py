"""The routers of the demonstration tell the real FreeRADIUS what they carry, as any router does."""

from datetime import UTC, datetime, timedelta

import pytest

from abonent.contracts.models import Tariff
from abonent.demo import routers
from abonent.demo.routers import Routers
from abonent.modules.internet.models import Device, Sample, Session
from tests import people
from tests.modules.internet import freeradius, line


def test_what_is_carried_comes_by_freeradius(radius: freeradius.Radius, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = people.account("100234", "Olena Petrenko")
    people.line(opened, people.tariff())
    Tariff.objects.update(facts={"down_kbits": 100_000, "up_kbits": 15_000})
    line(opened, made_at=datetime.now(UTC))
    routers.set_up(at=datetime.now(UTC))
    monkeypatch.setenv("ABONENT_DEMO_RADIUS", f"127.0.0.1:{radius.port}")
    began = datetime.now(UTC)
    one = Routers(Device.objects.get(), clock=lambda: began)
    one.others = ""

    one.tell()
    one.clock = lambda: began + timedelta(minutes=5, seconds=3)
    one.tell()

    (call,) = one.calls.values()
    known = Session.objects.get()
    assert one.teller.silent_since is None
    assert (known.number, known.given, known.ended_at) == (call.number, "FREE 100000/15000", None)
    assert (known.in_bytes, known.out_bytes) == (call.counted.down, call.counted.up)
    assert min(known.in_bytes, known.out_bytes) > 0
    assert Sample.objects.count() == 1
