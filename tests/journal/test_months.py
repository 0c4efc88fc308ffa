"""The journal's months: events of any day find a place, and new months are made."""

from django.db import connection

from abonent.journal.actions import record
from abonent.journal.bulk import make_months
from abonent.journal.models import Event
from tests import people


def test_months_whose_events_lie_in_the_rest_do_not_keep_later_ones_from_being_made(db: None) -> None:
    late = people.NOON.replace(year=2031)
    record("payment.posted", at=late)

    make_months(late, ahead=2)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('journal_event_2031_11'), to_regclass('journal_event_2031_12')::text, "
            "to_regclass('journal_event_2032_01')::text"
        )
        assert cursor.fetchone() == (None, "journal_event_2031_12", "journal_event_2032_01")


def test_events_of_any_month_find_a_place(db: None) -> None:
    event = record("payment.posted", at=people.LONG_AGO.replace(year=2019))

    assert Event.objects.get(pk=event.pk).kind == "payment.posted"
