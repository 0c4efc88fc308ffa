"""What the office agrees to: instalments, sparing, answers to who disagrees; kept or broken by the clock."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from abonent.billing import actions, queries
from abonent.billing.models import Entry, Respite
from abonent.people.models import Account, User
from abonent.post.writing import write
from tests import people
from tests.billing.late import reminded
from tests.billing.respites import A_DAY, DECEMBER, SEPTEMBER, TODAY, agreed, how, letters, limits, on, paid, promise
from tests.people import NOON


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
