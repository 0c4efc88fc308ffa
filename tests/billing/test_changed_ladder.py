"""The profile's ladder is changed while debts are chased: it begins anew where a step taken is none of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Reminder
from abonent.billing.queries.ladder import next_step
from abonent.contracts.models import Restriction
from abonent.people.models import Account
from abonent.profile import Profile
from tests.billing.late import debt, reminded
from tests.people import NOON

MONDAY = NOON + timedelta(days=2)


def with_ladder(*kinds: str) -> Profile:
    operator = profile.current()
    steps = tuple(step for kind in kinds for step in operator.dunning.steps if step.kind == kind)
    return replace(operator, dunning=replace(operator.dunning, steps=steps))


def in_force(account: Account) -> list[tuple[int, str]]:
    found = Reminder.objects.filter(account=account, ended_at=None).order_by("step")
    return list(found.values_list("step", "kind"))


@pytest.fixture
def debtor(account: Account) -> Account:
    """Olena owes 120.00 that are late since September."""
    debt(account, "120.00")
    return account


@pytest.mark.parametrize("taken", [1, 2])
def test_nobody_is_restricted_who_had_no_notice_in_its_place(debtor: Account, taken: int) -> None:
    """Without the reminder the second step is the restriction; what was taken first was none, and told of none."""
    reminded(debtor, steps=taken)

    with profile.using(with_ladder("NOTICE", "RESTRICTION", "SUSPENSION")):
        assert actions.remind([debtor.pk], at=MONDAY) == 1
        assert actions.remind([debtor.pk], at=MONDAY) == 0

    assert in_force(debtor) == [(1, "NOTICE")]
    assert not Restriction.objects.filter(account=debtor).exists()


@pytest.mark.parametrize(
    ("ladder", "number"),
    [
        (("REMINDER", "NOTICE", "RESTRICTION", "SUSPENSION"), 3),
        (("REMINDER", "NOTICE"), None),
        (("REMINDER",), 1),
        (("NOTICE", "RESTRICTION"), 1),
        ((), None),
    ],
)
def test_a_ladder_that_has_the_step_in_its_place_goes_on(
    debtor: Account, ladder: Sequence[str], number: int | None
) -> None:
    reminded(debtor, steps=2)
    found = queries.chased(debtor, on=profile.today(MONDAY))
    assert (found.kind, found.amount) == ("NOTICE", Decimal("120.00"))

    with profile.using(with_ladder(*ladder)):
        coming = next_step(found, is_limited=False, is_served=True)

    assert (coming.number if coming else None) == number
