"""In the demonstration the office has looked, once."""

from datetime import UTC, datetime, timedelta

from abonent.demo import data
from abonent.journal.models import Event

NOW = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)


def test_the_office_has_looked_once(db: None) -> None:
    for days in (0, 1):
        data.fill(14, at=NOW + timedelta(days=days), progress=lambda _: None, months=2)

    found = Event.objects.filter(kind__startswith="customer.", via="desk").order_by("at")
    assert [event.kind for event in found] == ["customer.seen", "customer.viewed", "customer.view_ended"]
    assert {event.data.get("role", "CLERK") for event in found} == {"CLERK"}
    assert found[0].at == datetime(2026, 11, 18, 9, 12, tzinfo=UTC)
