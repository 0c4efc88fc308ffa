"""A promise to pay by a day: made once, kept, broken, and what it lets wait."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Charge, Entry, Reminder, Respite
from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.post.writing import write
from tests import people
from tests.billing.late import reminded
from tests.billing.respites import A_DAY, DECEMBER, NOVEMBER, TODAY, agreed, letters, limits, on, paid, promise
from tests.people import NOON


def test_a_promise_lets_everything_wait_and_lifts_the_restriction(late: Account, olena: User) -> None:
    reminded(late, steps=3)

    made = promise(late, by=olena)

    assert (made.kind, made.amount, made.until, made.made_by) == ("PROMISE", None, TODAY + timedelta(days=8), olena)
    assert queries.chased(late, on=TODAY + timedelta(days=7)).amount == 0
    assert queries.chased(late, on=TODAY + timedelta(days=8)).amount == Decimal("120.00")
    assert limits(late) == []
    assert Charge.objects.get(basis=f"promise:{made.pk}").amount == Decimal("2.00")
    assert Event.objects.get(kind="promise.made").data == {"amount": "120.00", "day": "2026-11-28"}
    (letter,) = letters(late, "promise_made")
    text = write(letter).text.replace("\u00a0", " ")
    assert [words for words in ("120,00 zł", "2,00 zł", "28 listopada 2026") if words not in text] == []


def test_the_same_form_sent_twice_is_one_promise(late: Account) -> None:
    assert promise(late) == promise(late)
    assert (Respite.objects.count(), Charge.objects.filter(basis__startswith="promise:").count()) == (1, 1)


def test_what_is_promised_is_not_promised_again(late: Account) -> None:
    made = promise(late)

    with pytest.raises(actions.NoPromise) as told:
        promise(late, once="p" * 20)

    assert (told.value.offer.why_not, told.value.offer.there) == ("PROMISED", made)


def test_once_in_a_period_and_again_in_the_next(late: Account) -> None:
    promise(late, 1)
    assert actions.end_respites(at=on(TODAY + 2 * A_DAY)) == 1

    with pytest.raises(actions.NoPromise) as told:
        promise(late, 1, "p" * 20, at=on(TODAY + 2 * A_DAY))

    assert (told.value.offer.why_not, told.value.offer.again_on) == ("USED_UP", date(2026, 12, 1))
    assert promise(late, 1, "p" * 20, at=on(date(2026, 12, 1))).ended_at is None


def test_nothing_late_is_nothing_to_promise(account: Account) -> None:
    people.bill(account, NOVEMBER)

    offer = queries.promise_offer(account, at=on(date(2026, 11, 17)))

    assert offer.why_not == "NOT_LATE"


@pytest.mark.parametrize("days", [-1, 0, 8, 3000])
def test_a_day_too_far_away_or_past_is_refused(late: Account, days: int) -> None:
    with pytest.raises(actions.BadDay) as told:
        promise(late, days)

    assert (told.value.offer.first_day, told.value.offer.last_day) == (TODAY + A_DAY, TODAY + timedelta(days=7))
    assert Respite.objects.count() == 0


def test_where_it_is_paid_by_instalments_already_nobody_needs_to_promise(late: Account, zofia: User) -> None:
    agreed(late, zofia)

    with pytest.raises(actions.NoPromise) as told:
        promise(late)

    assert told.value.offer.why_not == "WAITS"


def test_a_promise_that_was_kept(late: Account) -> None:
    made = promise(late)
    paid(late, "120.00", on(TODAY + A_DAY))

    assert actions.end_respites(at=on(date(2026, 11, 26))) == 0
    assert actions.end_respites(at=profile.midnight(date(2026, 11, 29)) + timedelta(hours=12)) == 0  # that is a Sunday
    assert actions.end_respites(at=on(made.until)) == 1
    assert actions.end_respites(at=on(made.until)) == 0

    made.refresh_from_db()
    assert (made.ended, letters(late, "respite_broken")) == ("KEPT", [])


def test_what_is_new_since_does_not_break_it(late: Account) -> None:
    made = promise(late)
    people.bill(late, DECEMBER)
    paid(late, "105.00", on(TODAY + A_DAY))  # what is too little to be chased for does not either

    actions.end_respites(at=on(made.until))

    made.refresh_from_db()
    assert made.ended == "KEPT"


def test_whoever_breaks_it_is_told_and_restricted_again_at_once(late: Account) -> None:
    reminded(late, steps=3)
    made = promise(late)
    paid(late, "50.00", on(TODAY + A_DAY))
    assert limits(late) == []

    actions.end_respites(at=on(made.until))

    made.refresh_from_db()
    assert (made.ended, limits(late)) == ("BROKEN", [("DEBT", "LIMITED")])
    assert Reminder.objects.filter(ended_at=None).latest("step").kind == "RESTRICTION"
    (letter,) = letters(late, "respite_broken")
    assert "70,00" in write(letter).text


def test_a_disputed_line_does_not_break_a_promise(late: Account) -> None:
    actions.disagree(late, Entry.objects.filter(account=late).earliest("due_on"), words="?", at=NOON, by=None)
    made = promise(late)
    paid_october = Entry.objects.filter(account=late, debit=1).latest("due_on").invoice
    assert paid_october
    actions.post_receipt(people.receipt(late, "60.00"), at=NOON, wanted=[paid_october.number])

    actions.end_respites(at=on(made.until))

    made.refresh_from_db()
    assert made.ended == "KEPT"
