"""Respites: promised by the customer, agreed at the desk, kept or broken by the clock."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Charge, Entry, Reminder, Respite
from abonent.contracts.models import Restriction
from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.post.models import Message
from abonent.post.writing import write
from abonent.profile.days_off import first_loud_day
from tests import people
from tests.billing.late import reminded
from tests.people import NOON

TODAY = date(2026, 11, 21)
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (9, 10, 11, 12))
A_DAY = timedelta(days=1)


def on(day: date | None) -> datetime:
    """The first working hours from a day on: at others nobody is chased."""
    assert day
    return profile.midnight(first_loud_day(day)) + timedelta(hours=10)


@pytest.fixture
def late(account: Account) -> Account:
    """Olena owes 120.00 that is late: 60.00 of September, 60.00 of October."""
    people.tariff("PROMISE", "2.00", kind="FEE", unit="once")
    people.bill(account, SEPTEMBER)
    people.bill(account, OCTOBER)
    return account


@pytest.fixture
def zofia(db: None) -> User:
    return people.staff("CLERK")


def limits(of: Account) -> list[tuple[str, str]]:
    return list(Restriction.objects.filter(account=of, lifted_at=None).values_list("reason", "level"))


def promise(of: Account, days: int = 7, once: str = "o" * 20, at: datetime = NOON, by: User | None = None) -> Respite:
    return actions.promise(of, day=profile.today(at) + timedelta(days=days), once=once, at=at, by=by)


def letters(of: Account, template: str) -> list[Message]:
    return list(Message.objects.filter(account_id=of.pk, template=template))


def paid(of: Account, amount: str, at: datetime) -> None:
    actions.post_receipt(people.receipt(of, amount, at=at), at=at)


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


def agreed(late: Account, zofia: User, **more: Any) -> list[Respite]:
    parts = [(TODAY + timedelta(days=10), Decimal("40.00")), (date(2026, 12, 31), Decimal("40.00"))]
    parts.append((date(2027, 1, 31), Decimal("40.00")))
    return actions.agree_instalments(late, **{"parts": parts, "once": "i" * 20, "at": NOON, "by": zofia, **more})


def test_instalments_take_the_place_of_a_promise_and_lift_the_restriction(late: Account, zofia: User) -> None:
    reminded(late, steps=3)
    made = promise(late)

    parts = agreed(late, zofia)

    assert [(part.amount, part.until) for part in parts][-1] == (Decimal("40.00"), date(2027, 2, 1))
    assert parts == agreed(late, zofia)
    made.refresh_from_db()
    assert (made.ended, limits(late)) == ("TAKEN_BACK", [])
    (letter,) = letters(late, "instalments_agreed")
    assert write(letter).text.count("40,00") == 3


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([(1, "120.00")], actions.BadParts),
        ([(1, "60.00"), (1, "60.00")], actions.BadParts),
        ([(2, "60.00"), (1, "60.00")], actions.BadParts),
        ([(-1, "60.00"), (1, "60.00")], actions.BadParts),
        ([(0, "60.00"), (1, "60.00")], actions.BadParts),
        ([(1, "60.00"), (182, "60.00")], actions.BadParts),
        ([(1, "130.00"), (2, "-10.00")], actions.BadParts),
        ([(day, "20.00") for day in range(1, 8)], actions.BadParts),
        ([(1, "60.00"), (2, "59.99")], actions.NotTheSum),
        ([(1, "60.00"), (2, "60.01")], actions.NotTheSum),
    ],
)
def test_parts_that_cannot_be(late: Account, zofia: User, parts: list[tuple[int, str]], told: type[Exception]) -> None:
    with pytest.raises(told):
        agreed(late, zofia, parts=[(TODAY + timedelta(days=day), Decimal(amount)) for day, amount in parts])

    assert Respite.objects.count() == 0


def test_a_second_plan_is_told_of_the_first(late: Account, zofia: User) -> None:
    parts = agreed(late, zofia)

    with pytest.raises(actions.AlreadyAgreed) as told:
        agreed(late, people.staff("ACCOUNTANT"), once="j" * 20)

    assert (told.value.respite, told.value.respite.made_by) == (parts[0], zofia)


def test_a_plan_is_kept_part_by_part_and_one_broken_part_ends_it(late: Account, zofia: User) -> None:
    parts = agreed(late, zofia)
    paid(late, "40.00", on(TODAY + A_DAY))
    people.bill(late, DECEMBER)

    assert actions.end_respites(at=on(parts[0].until)) == 1
    assert queries.chased(late, on=date(2026, 12, 20)).amount == Decimal("60.00")  # of December
    paid(late, "20.01", on(date(2026, 12, 20)))
    assert actions.end_respites(at=on(parts[1].until)) == 1
    assert how(late) == ["KEPT", "KEPT", ""]

    assert actions.end_respites(at=on(parts[2].until)) == 1
    assert how(late) == ["KEPT", "KEPT", "BROKEN"]


def test_a_broken_part_ends_the_rest(late: Account, zofia: User) -> None:
    parts = agreed(late, zofia)

    actions.end_respites(at=on(parts[0].until))

    assert how(late) == ["BROKEN", "BROKEN", "BROKEN"]
    assert len(letters(late, "respite_broken")) == 1


def how(late: Account) -> list[str]:
    return list(Respite.objects.filter(account=late).order_by("until").values_list("ended", flat=True))


def test_the_office_spares_and_takes_it_back(late: Account, zofia: User) -> None:
    reminded(late, steps=3)
    made = actions.spare(late, day=TODAY + timedelta(days=30), note="szpital", once="s" * 20, at=NOON, by=zofia)
    with pytest.raises(actions.AlreadySpared):
        actions.spare(late, day=TODAY, note="", once="t" * 20, at=NOON, by=zofia)
    assert limits(late) == []

    actions.end_respite(made, reason="pomyłka", at=NOON, by=zofia)
    with pytest.raises(actions.HasEnded) as told:
        actions.end_respite(made, reason="pomyłka", at=NOON, by=people.staff("ACCOUNTANT"))

    assert (told.value.respite.ended_by, told.value.respite.answer) == (zofia, "pomyłka")
    assert queries.chased(late, on=TODAY).amount == Decimal("120.00")
    assert "pomyłka" in write(letters(late, "respite_taken_back")[0]).text
    assert "szpital" not in write(letters(late, "respite_given")[0]).text


@pytest.mark.parametrize("days", [-1, 367])
def test_nobody_is_spared_until_such_a_day(late: Account, zofia: User, days: int) -> None:
    with pytest.raises(actions.NotThatDay):
        actions.spare(late, day=TODAY + timedelta(days=days), note="", once="s" * 20, at=NOON, by=zofia)


@pytest.mark.parametrize(("accepted", "chased"), [(True, "60.00"), (False, "120.00")])
def test_a_disagreement_is_answered_once(late: Account, zofia: User, accepted: bool, chased: str) -> None:
    entry = Entry.objects.filter(account=late).earliest("due_on")
    made = actions.disagree(late, entry, words="Nie było mnie", at=NOON, by=None)
    with pytest.raises(actions.NotThatKind):
        actions.end_respite(made, reason="x", at=NOON, by=zofia)

    actions.answer_dispute(made, accepted=accepted, answer="Sprawdzone", at=NOON, by=zofia)
    with pytest.raises(actions.HasEnded):
        actions.answer_dispute(made, accepted=not accepted, answer="Inaczej", at=NOON, by=zofia)

    made.refresh_from_db()
    assert (made.ended, made.answer) == ("ANSWERED", "Sprawdzone")
    assert queries.chased(late, on=TODAY).amount == Decimal(chased)
    assert "Sprawdzone" in write(letters(late, "dispute_answered")[0]).text


def test_a_disputed_line_does_not_break_a_promise(late: Account) -> None:
    actions.disagree(late, Entry.objects.filter(account=late).earliest("due_on"), words="?", at=NOON, by=None)
    made = promise(late)
    paid_october = Entry.objects.filter(account=late, debit=1).latest("due_on").invoice
    assert paid_october
    actions.post_receipt(people.receipt(late, "60.00"), at=NOON, wanted=[paid_october.number])

    actions.end_respites(at=on(made.until))

    made.refresh_from_db()
    assert made.ended == "KEPT"


def test_however_many_end_at_once_it_takes_as_many_statements(
    late: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def end(count: int, day: date) -> int:
        for number in range(count):
            other = people.account(f"2{day.day:02}{number:03}", f"Jan {number}")
            Entry.objects.create(
                account=other, debit_id=1, credit_id=3, amount=Decimal("50.00"), kind="TRANSFER", cause="x",
                value_on=SEPTEMBER, booked_on=SEPTEMBER, due_on=SEPTEMBER, recorded_at=NOON - A_DAY,
            )  # fmt: skip
            Respite.objects.create(account=other, kind="PROMISE", plan="x", until=day, made_at=NOON)
        with django_assert_num_queries(20):
            return actions.end_respites(at=on(day))

    assert end(1, TODAY + A_DAY) == 1
    assert end(30, TODAY + 2 * A_DAY) == 30
