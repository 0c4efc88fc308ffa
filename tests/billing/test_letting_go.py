"""Debts that are let go of: by a disagreement, by a bill run, and with them what was still to be told."""

from datetime import date, timedelta

from django.core import mail

from abonent.billing import actions, queries
from abonent.billing.models import Entry, Invoice, Respite
from abonent.contracts.models import Holding
from abonent.people.models import Account, User
from abonent.post import actions as post
from abonent.post.models import Message
from tests import people
from tests.billing.ladder import at, climb, limits
from tests.billing.late import debt


def refused(of: Account, entry: Entry, month: int, day: int) -> Respite:
    """Disagree with an entry, and let the office refuse it on the same day."""
    made = actions.disagree(of, entry, words="Nie", at=at(month, day, 10), by=None)
    return actions.answer_dispute(made, accepted=False, answer="Tak", at=at(month, day, 11), by=clerk())


def clerk() -> User:
    return User.objects.filter(staff_role="CLERK").first() or people.staff()


def test_a_disagreement_lifts_the_restriction_at_once(account: Account, september: Invoice) -> None:
    climb(at(10, 7), since=at(9, 21))
    Message.objects.all().delete()

    actions.disagree(account, september.entries.get(), words="Nie", at=at(10, 10, 20), by=None)

    assert limits(account) == []
    assert set(Message.objects.values_list("template", flat=True)) == {"dispute_received", "restriction_lifted"}


def test_what_was_answered_waits_no_more_whoever_disagrees_again(account: Account, september: Invoice) -> None:
    climb(at(9, 29), since=at(9, 21))
    entry = september.entries.get()
    refused(account, entry, 9, 30)
    refused(account, entry, 10, 6)
    again = actions.disagree(account, entry, words="Nie i nie", at=at(10, 7), by=None)

    assert queries.chased(account, on=date(2026, 10, 8)).proof_on == date(2026, 9, 30)
    assert climb(at(10, 8), since=at(10, 7)) == [(date(2026, 10, 8), "RESTRICTION")]
    assert Message.objects.get(key__startswith=f"dispute_received:{again.pk}:").context["again"] is True


def test_who_disagrees_with_what_is_not_owed_has_no_more_days(account: Account, september: Invoice) -> None:
    paid = actions.post_receipt(people.receipt(account, "1.00", at=at(9, 2)), at=at(9, 2))
    climb(at(9, 29), since=at(9, 21))

    refused(account, paid, 10, 6)

    assert climb(at(10, 7), since=at(10, 7)) == [(date(2026, 10, 7), "RESTRICTION")]


def test_a_run_that_gives_back_lets_go_in_its_transaction(account: Account, september: Invoice) -> None:
    climb(at(10, 7), since=at(9, 21))
    Holding.objects.update(withdrawn_at=at(10, 7))  # what was charged was never delivered

    actions.issue_bills(actions.period_named(1, date(2026, 10, 1)), at=at(10, 10))

    assert limits(account) == []


def test_a_letter_that_waits_for_its_turn_is_not_sent_about_a_debt_that_was_paid(
    account: Account, september: Invoice
) -> None:
    actions.remind_debtors(at(9, 21))
    actions.post_receipt(people.receipt(account, "60.00"), at=at(9, 21, 11))

    assert post.send_in_bulk(at(9, 21, 12)) == 0
    assert not Message.objects.filter(about__startswith="reminder:").exists()


def test_letters_about_debts_that_wait_for_their_turn_wait_out_the_quiet_hours(
    account: Account, september: Invoice
) -> None:
    actions.remind_debtors(at(9, 21, 17))

    assert post.send_in_bulk(at(9, 21, 18)) == 0
    assert post.send_in_bulk(at(9, 22, 8) + timedelta(minutes=59)) == 0
    assert mail.outbox == []
    assert post.send_in_bulk(at(9, 22, 9)) == 1


def test_who_owes_and_has_no_payer_is_reminded_as_everybody_is(account: Account, september: Invoice) -> None:
    alone = Account.objects.create(number="100999", holder="Jan", language="pl", opened_on=date(2024, 1, 1))
    debt(alone)

    assert actions.remind_debtors(at(9, 21)) == 2
