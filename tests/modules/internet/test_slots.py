"""Slots of a chart against the same worked out by hand from what is kept, whatever it is: samples, half hours, hours."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abonent.modules.internet.actions import thinning
from abonent.modules.internet.bulk import parts
from abonent.modules.internet.bulk.traffic import traffic
from abonent.modules.internet.models import Mean, Sample
from abonent.people.models import Account
from tests.modules.internet import carried, device, line

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 4, 1, 21, 0, tzinfo=UTC)
"""Three hours before a midnight, at which samples are cut."""

type Known = tuple[float, float, float, int]
"""A stretch: when it begins and ends (seconds of the epoch), how many of its seconds are known, and the bytes that came."""

reports = st.lists(st.tuples(st.integers(20, 5_000), st.integers(0, 10**10)), min_size=1, max_size=8)


def samples() -> list[Known]:
    found = ((each.since.timestamp(), each.until.timestamp(), each.in_bytes) for each in Sample.objects.all())
    return [(first, high, high - first, came) for first, high, came in found]


def means() -> list[Known]:
    found = ((each.at.timestamp(), each) for each in Mean.objects.all())
    return [(first, first + each.minutes * 60, each.seconds, each.in_bytes) for first, each in found]


def by_hand(stretches: list[Known], since: datetime, count: int, width: int) -> list[float | None]:
    """Bits a second of each slot: the shares of stretches that lie in it, over the seconds that are known of them."""
    found: list[float | None] = []
    for place in range(count):
        low = since.timestamp() + place * width
        shares = [
            (max(0.0, min(high, low + width) - max(first, low)) / (high - first), known, came)
            for first, high, known, came in stretches
        ]
        known = sum(share * seconds for share, seconds, _ in shares)
        bits = sum(share * came * 8 for share, _, came in shares)
        found.append(bits / known if known >= 1 else None)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=reports, minutes=st.sampled_from([5, 30, 60, 180]), ahead=st.integers(0, 9_000), hours=st.integers(1, 12))
def test_slots_are_the_shares_of_what_lies_in_them(
    account: Account, told: list[tuple[int, int]], minutes: int, ahead: int, hours: int
) -> None:
    began = EVENING + timedelta(seconds=ahead)
    moments = [(began, 0, 0)]
    for seconds, came in told:
        moments.append((moments[-1][0] + timedelta(seconds=seconds), came, came // 3))
    with transaction.atomic():
        parts.make_parts(EVENING.date(), (EVENING + timedelta(days=3)).date())
        own = line(account)
        carried(own, device(), moments)

        def agree(kept: Callable[[], list[Known]]) -> None:
            found = traffic(own, since=EVENING, until=EVENING + timedelta(hours=hours), minutes=minutes)
            expected = by_hand(kept(), found.since, len(found.slots), minutes * 60)
            assert [pair and pair[0] for pair in found.slots] == [
                each if each is None else pytest.approx(each, rel=1e-6, abs=1e-3) for each in expected
            ]

        agree(samples)
        thinning.thin_traffic(EVENING + timedelta(days=10))
        assert not Sample.objects.exists()
        agree(means)
        transaction.set_rollback(True)
