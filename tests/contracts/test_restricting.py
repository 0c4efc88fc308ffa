"""The office restricts and releases by hand; for a debt billing alone restricts."""

import pytest

from abonent.contracts import actions
from abonent.contracts.models import Restriction
from abonent.contracts.queries import restrictions, restrictions_of
from abonent.journal.models import Event
from abonent.people.models import Account
from abonent.post.models import Message
from tests import people
from tests.people import NOON


def restrict(account: Account, reason: str = "REQUEST", **more: object) -> Restriction:
    return actions.restrict_by_hand(account, reason=reason, level="SUSPENDED", at=NOON, by=7, **more)  # type: ignore[arg-type]


def test_a_line_is_restricted_alone_and_the_customer_reads_of_it(account: Account) -> None:
    first, second = (people.line(account, people.tariff()).subscription for _ in range(2))

    placed = restrict(account, subscription=first, note="until March")

    assert (placed.subscription, placed.note) == (first, "until March")
    assert list(restrictions_of(first)) == [placed]
    assert list(restrictions_of(second)) == []
    event = Event.objects.get(kind="restriction.placed")
    assert (event.by_id, event.via, event.data) == (7, "desk", {"reason": "REQUEST"})
    letter = Message.objects.get(template="restriction_placed")
    assert letter.context == {"account": "100234", "reason": "REQUEST", "level": "SUSPENDED", "line": first.ref}


def test_nobody_is_restricted_for_a_debt_by_hand_nor_twice_for_one_reason(account: Account) -> None:
    with pytest.raises(actions.NotByHand):
        restrict(account, "DEBT")
    restrict(account)
    with pytest.raises(actions.AlreadyRestricted):
        restrict(account)
    restrict(account, "LOST")

    assert sorted(restrictions(account).values_list("reason", flat=True)) == ["LOST", "REQUEST"]
    assert Message.objects.count() == 2


def test_one_restriction_is_released_and_others_stay(account: Account) -> None:
    first, second = restrict(account), restrict(account, "LOST")

    actions.release(first, at=NOON, by=7)

    assert list(restrictions(account)) == [second]
    assert Event.objects.get(kind="restriction.lifted").data == {"restriction": first.pk}
    assert Message.objects.filter(template="restriction_lifted").count() == 1
    with pytest.raises(actions.AlreadyReleased):
        actions.release(first, at=NOON, by=7)


def test_a_debt_is_released_with_a_reason_in_writing_only(account: Account) -> None:
    placed = actions.restrict(account, reason="DEBT", level="LIMITED", at=NOON)

    with pytest.raises(actions.NoteNeeded):
        actions.release(placed, at=NOON, by=7, note=" ")
    actions.release(placed, at=NOON, by=7, note="The bank's mistake.")

    event = Event.objects.get(kind="restriction.lifted")
    assert event.data == {"restriction": placed.pk, "note": "The bank's mistake."}
