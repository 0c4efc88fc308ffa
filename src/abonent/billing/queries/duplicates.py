"""Duplicates of a bill that were issued: when and by whom, as the journal has it."""

from dataclasses import dataclass
from datetime import date

from abonent import profile
from abonent.billing.models import Invoice
from abonent.journal.queries import events_about
from abonent.people.models import User


@dataclass(frozen=True, slots=True)
class Duplicate:
    """That somebody of the staff issued a duplicate on a day."""

    day: date
    by: int | None
    name: str


def duplicates(bill: Invoice) -> list[Duplicate]:
    """Return the duplicates of a bill, the earliest first, in two statements; one where there are none."""
    events = events_about(f"invoice:{bill.number}", account=bill.account_id, since=bill.recorded_at)
    made = [event for event in events if event.kind == "bill.duplicated"]
    if not made:
        return []
    names = dict(User.objects.filter(pk__in={event.by_id for event in made}).values_list("pk", "name"))
    return [Duplicate(profile.today(event.at), event.by_id, names.get(event.by_id or 0, "")) for event in made]
