"""What processes that are killed in a bill run do (`tests.dying`), and the house of six whom the run is about."""

from datetime import UTC, date, datetime

from abonent import profile
from abonent.billing import actions
from abonent.billing.bulk.sealing import ledger_hash
from abonent.billing.models import Batch, Invoice, Period
from abonent.contracts.models import Holding
from abonent.journal.models import Event
from tests import people

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
THIRD = datetime(2026, 11, 3, 8, tzinfo=UTC)


def story() -> None:
    """Six accounts billed for October. Since then one has credit, and one has left, to whom more comes back than is charged."""
    opened = [people.account(f"10050{number}", f"Klient {number}") for number in range(6)]
    for account in opened:
        people.line(account, people.tariff())
    people.bill_month(OCTOBER)
    actions.post_receipt(people.receipt(opened[3], "100.00", external_id="line"), at=people.NOON)
    Holding.objects.filter(account=opened[4]).update(withdrawn_at=people.NOON)


def november() -> Period:
    return actions.open_period(profile.current().billing.cycles[0], month=NOVEMBER)


def issue(size: str = "1") -> None:
    """Issue the bills of November, so many accounts a batch."""
    actions.issue_bills(november(), at=THIRD, size=int(size))


def told() -> tuple[object, ...]:
    """What the database says of the run, by numbers of documents and not of rows."""
    documents = Invoice.objects.order_by("number").values_list("number", "kind", "account__number", "total")
    kinds = Event.objects.filter(kind__startswith="run.").order_by("at", "id").values_list("kind", flat=True)
    batches = Batch.objects.filter(period__days__startswith=NOVEMBER)
    done = batches.order_by("low").values_list("state", "bills", "total")
    return ledger_hash(), list(documents), list(kinds), list(done), november().state
