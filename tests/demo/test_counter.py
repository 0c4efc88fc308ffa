"""The demonstration's counter: cash of today, and refunds that wait, the same however often it starts."""

from datetime import date
from decimal import Decimal

from abonent.billing import queries
from abonent.billing.models import Entry, Proposal, Receipt
from abonent.billing.models.money import TILL
from abonent.demo import counter, data
from abonent.post.models import Message
from tests.people import NOON


def test_cash_of_today_and_two_refunds_are_there_once(db: None) -> None:
    came = Receipt.objects.filter(source=TILL, raw__has_key="once").order_by("received_at")
    early = NOON.replace(hour=7)
    data.fill(16, at=early, progress=lambda _line: None, months=1)
    counter.open_the_counter(early)
    assert [each.paid_on for each in came] == [date(2026, 11, 20)] * 3  # nobody comes before the office opens

    for _ in range(2):
        counter.open_the_counter(NOON)

    assert [each.paid_on for each in came.all()][3:] == [date(2026, 11, 21)] * 3
    assert queries.till_day(NOON.date()).count >= 3
    assert [day.day for day in queries.not_banked(on=date(2026, 11, 21))] == [date(2026, 11, 20)]
    assert Entry.objects.filter(kind="TRANSFER", cause__startswith="banked:").exists()
    found = Proposal.objects.order_by("amount").values_list("ref", "amount", "state")
    assert list(found) == [("P-4HWNT2VB", Decimal("60.00"), "DONE"), ("P-7K3M9QDX", Decimal("240.00"), "WAITING")]
    assert not Message.objects.exclude(state__in=("SENT", "BOUNCED")).exclude(channel="PAPER").exists()
