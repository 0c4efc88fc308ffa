"""How the ladder ends, waits and begins anew: by money, by a respite, by the office's word."""

from datetime import date
from decimal import Decimal

from abonent.billing import actions, queries
from abonent.billing.models import Invoice, Reminder, Respite
from abonent.contracts import actions as contracts
from abonent.contracts.models import Holding, Restriction
from abonent.journal.models import Event
from abonent.people.models import Account
from abonent.post.models import Message
from tests import people
from tests.billing.ladder import at, climb, limits, remind
from tests.people import NOON


def test_money_ends_it_in_the_same_transaction_and_the_customer_is_told(account: Account, september: Invoice) -> None:
    climb(at(10, 15), since=at(9, 21))
    receipt = people.receipt(account, "60.00", at=at(10, 16))

    actions.post_receipt(receipt, at=at(10, 16))

    assert limits(account) == []
    assert set(Reminder.objects.values_list("ended_at", flat=True)) == {at(10, 16)}
    lifted = Event.objects.get(kind="restriction.lifted")
    assert (lifted.account_id, lifted.subject) == (account.pk, f"receipt:{receipt.pk}")
    assert Event.objects.filter(kind="reminders.ended").count() == 1
    letter = Message.objects.latest("pk")
    assert (letter.template, letter.to) == ("restriction_lifted", "olena@example.com")


def test_a_new_debt_begins_with_the_first_step(account: Account, september: Invoice) -> None:
    climb(at(10, 7), since=at(9, 21))
    actions.post_receipt(people.receipt(account, "60.00", at=at(10, 8)), at=at(10, 8))
    people.bill(account, date(2026, 10, 1))  # due on Saturday 17 October

    assert climb(at(10, 27), since=at(10, 9)) == [(date(2026, 10, 21), "REMINDER"), (date(2026, 10, 27), "NOTICE")]
    assert limits(account) == []


def test_nobody_is_restricted_for_a_debt_that_no_letter_told_of(account: Account, september: Invoice) -> None:
    climb(at(10, 15), since=at(9, 21))
    people.bill(account, date(2026, 10, 1))  # due on 17 October: nobody was told of it yet
    climb(at(10, 19), since=at(10, 16))

    actions.post_receipt(people.receipt(account, "60.00", at=at(10, 20)), at=at(10, 20))

    assert limits(account) == []
    assert queries.chased(account, on=date(2026, 10, 20)).amount == Decimal("60.00")
    assert remind(at(10, 21)) == [(1, "REMINDER")]


def test_a_payment_taken_back_begins_with_the_first_step(account: Account, september: Invoice) -> None:
    climb(at(10, 7), since=at(9, 21))
    entry = actions.post_receipt(people.receipt(account, "60.00", at=at(10, 8)), at=at(10, 8))

    actions.reverse(entry, reason="bounced", at=at(10, 9))

    assert limits(account) == []
    assert remind(at(10, 9)) == [(1, "REMINDER")]


def test_while_somebody_may_wait_nothing_is_restricted_and_then_it_goes_on(
    account: Account, september: Invoice
) -> None:
    climb(at(10, 7), since=at(9, 21))
    respite = Respite.objects.create(
        account=account, kind="PROMISE", plan="p", until=date(2026, 10, 14), made_at=at(10, 8)
    )
    actions.remind([account.pk], at=at(10, 8))

    assert limits(account) == []
    assert list(Reminder.objects.filter(ended_at=None).values_list("kind", flat=True)) == ["REMINDER", "NOTICE"]
    assert climb(at(10, 13), since=at(10, 9)) == []
    assert remind(at(10, 14)) == [(3, "RESTRICTION")]
    assert respite.ended_at is None


def test_an_answered_dispute_gives_the_days_of_the_step_again(account: Account, september: Invoice) -> None:
    climb(at(9, 29), since=at(9, 21))
    entry = september.entries.get()
    dispute = Respite.objects.create(account=account, kind="DISPUTE", plan="d", entry=entry, made_at=at(9, 30))

    assert climb(at(10, 12), since=at(9, 30)) == []

    Respite.objects.filter(pk=dispute.pk).update(ended_at=at(10, 12), ended="ANSWERED")

    assert climb(at(10, 30), since=at(10, 13))[0] == (date(2026, 10, 20), "RESTRICTION")


def test_whom_the_office_released_is_limited_again_before_the_service_is_switched_off(
    account: Account, september: Invoice
) -> None:
    climb(at(10, 7), since=at(9, 21))
    clerk = people.staff()
    contracts.release(Restriction.objects.get(), at=at(10, 8), by=clerk.pk, note="Zapłaci w piątek")

    assert climb(at(10, 30), since=at(10, 9)) == [
        (date(2026, 10, 15), "RESTRICTION"),
        (date(2026, 10, 23), "SUSPENSION"),
    ]


def test_whom_the_office_released_at_the_end_of_the_ladder_is_told_anew_from_the_beginning(
    account: Account, september: Invoice
) -> None:
    climb(at(10, 15), since=at(9, 21))
    assert limits(account) == ["SUSPENDED"]
    contracts.release(Restriction.objects.get(lifted_at=None), at=at(10, 16), by=people.staff().pk, note="Zapłaci")

    taken = climb(at(11, 20), since=at(10, 19))

    assert [kind for _, kind in taken] == ["REMINDER", "NOTICE", "RESTRICTION", "SUSPENSION"]
    assert taken[0][0] == date(2026, 10, 19)
    assert (taken[2][0] - taken[1][0]).days > 7


def test_where_nothing_is_delivered_nothing_is_restricted(account: Account, september: Invoice) -> None:
    Holding.objects.update(withdrawn_at=NOON)

    assert [kind for _, kind in climb(at(10, 30), since=at(9, 21))] == ["REMINDER", "NOTICE"]
    assert limits(account) == []
    assert Message.objects.get(template="debt_notice").context["next"] == ""
