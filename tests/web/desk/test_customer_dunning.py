"""One customer's debt at the desk: the ladder and its proofs, instalments, waiting, taking back, answers."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from abonent.billing import actions, queries
from abonent.billing.models import Entry, Respite
from abonent.people.models import Account, User
from tests import people
from tests.billing import late as debts
from tests.people import NOON
from tests.web.desk.reading import hidden, said

HERE = "/desk/customers/100234/debt/"
PARTS, WAIT = f"{HERE}instalments/", f"{HERE}wait/"
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def late(account: Account) -> Account:
    """Olena owes 100.00 since 17 September, and 20.00 that is not late."""
    debts.debt(account, "100.00")
    debts.debt(account, "20.00", due_on=date(2026, 12, 17))
    return account


@pytest.fixture
def dispute(late: Account) -> Respite:
    """Olena disagrees with the debt of September."""
    return actions.disagree(late, Entry.objects.earliest("due_on"), words="Umowa była wypowiedziana", at=NOON, by=None)


def filled(page: Any) -> dict[str, Any]:
    """Return everything that a form holds."""
    found = re.findall(r'name="((?:day|amount)_\d)"[^>]*? value="([^"]*)"', page.content.decode())
    return {**hidden(page), **dict(found)}


def test_the_ladder_with_its_proofs_and_what_comes_next(clerk: Client, late: Account) -> None:
    debts.reminded(late, steps=2, amount="100.00")

    page = said(clerk.get(HERE))

    assert "PLN 100.00 Chased today PLN 100.00 May wait PLN 0.00" in page
    assert "61–90 days late PLN 100.00" in page
    assert "1. reminder – done 16 October 2026, 13:00 · PLN 100.00" in page
    assert page.count("sent e-mail, olena@example.com") == 2
    assert "3. service limited Next, not before" in page
    assert "4. service switched off 7 days after the step before was told" in page


def test_nothing_overdue_says_what_will_stand_here(clerk: Client, account: Account) -> None:
    page = said(clerk.get(HERE))

    assert "Nothing is overdue. Once something is" in page
    assert "Nothing was promised, agreed on or disagreed with." in page


def test_instalments_are_proposed_changed_checked_and_agreed_on_once(clerk: Client, late: Account) -> None:
    begin = {"what": "late", "count": "3", "first": "2026-12-05"}
    proposed = clerk.post(PARTS, {**begin, "propose": "1"})
    form = filled(proposed)
    assert [form[f"amount_{number}"] for number in (1, 2, 3)] == ["33.00", "33.00", "34.00"]
    assert [form[f"day_{number}"] for number in (1, 2, 3)] == ["2026-12-05", "2027-01-05", "2027-02-05"]

    form |= {"amount_1": "50,00", "amount_2": "25", "amount_3": "25.00", "day_3": "2027-02-10", "note": "po wypłacie"}
    check = clerk.post(PARTS, form)
    for words in ("PLN 100.00", "5 December 2026 – 14 days left", "10 February 2027", "Fee PLN 0.00", "po wypłacie"):
        assert words in said(check), words
    assert Respite.objects.count() == 0
    answers = [clerk.post(PARTS, {**hidden(check), "confirm": "1"})["Location"] for _ in range(2)]

    assert answers == [f"{HERE}?done=instalments"] * 2
    made = Respite.objects.order_by("until").values_list("amount", "until")
    assert list(made) == [
        (Decimal("50.00"), date(2026, 12, 6)), (Decimal("25.00"), date(2027, 1, 6)), (Decimal("25.00"), date(2027, 2, 11)),
    ]  # fmt: skip
    assert "The instalments were agreed on" in said(clerk.get(answers[0]))
    assert "It is paid by instalments already" in said(clerk.get(PARTS))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"amount_1": "49.99"}, "The parts come to PLN 99.99; PLN 100.00 is overdue, and PLN 120.00 is owed in all."),
        ({"amount_1": "0"}, "The amount has to be more than nothing."),
        ({"amount_1": "-50"}, "Write the amount in numbers"),
        ({"day_1": "2026-11-21"}, "Each part has a day after the one before"),
        ({"day_1": "2027-01-05"}, "Each part has a day after the one before"),
        ({"day_2": "2027-05-22"}, "the last not after 21 May 2027"),
        ({"day_2": ""}, "Please choose a day."),
        ({"day_2": "9999-12-31"}, "Each part has a day after the one before"),
        ({"count": "7"}, "Select a valid choice"),
    ],
)
def test_parts_that_cannot_be_are_told_and_nothing_typed_is_lost(
    clerk: Client, late: Account, wrong: dict[str, str], told: str
) -> None:
    form = {
        "what": "late", "count": "2", "first": "2026-12-05", "day_1": "2026-12-05", "day_2": "2027-01-05",
        "amount_1": "50", "amount_2": "50", "note": "po wypłacie", "confirm": "1", "once": "o" * 20,
    }  # fmt: skip

    page = clerk.post(PARTS, form | wrong)

    assert page.status_code == 422
    assert told in said(page)
    assert "po wypłacie" in page.content.decode() or "count" in wrong
    assert Respite.objects.count() == 0


def test_of_two_who_agree_at_once_the_second_is_told(clerk: Client, accountant: Client, late: Account) -> None:
    form = {
        "what": "late", "count": "2", "first": "2026-12-05", "day_1": "2026-12-05", "day_2": "2027-01-05",
        "amount_1": "50", "amount_2": "50", "confirm": "1",
    }  # fmt: skip

    first = clerk.post(PARTS, {**form, "once": "o" * 20})
    second = accountant.post(PARTS, {**form, "once": "p" * 20}, follow=True)

    assert first["Location"] == f"{HERE}?done=instalments"
    assert "Somebody else was first" in said(second)
    assert "Zofia Clerk" in said(second)
    assert Respite.objects.count() == 2


def test_the_office_lets_it_wait_and_takes_it_back(clerk: Client, accountant: Client, late: Account) -> None:
    assert clerk.post(WAIT, {"day": "2026-11-20", "note": "x"}).status_code == 422
    assert clerk.post(WAIT, {"day": "2026-12-20", "note": ""}).status_code == 422
    check = clerk.post(WAIT, {"day": "2026-12-20", "note": "szpital"})
    assert "20 December 2026 – 29 days left" in said(check)
    done = [clerk.post(WAIT, {**hidden(check), "confirm": "1"}, follow=True) for _ in range(2)]
    assert all("The debt may wait" in said(page) for page in done)
    made = Respite.objects.get()
    end = f"{HERE}{made.pk}/end/"

    assert clerk.post(end, {"reason": ""}).status_code == 422
    backs = [clerk.post(end, {"reason": "pomyłka"})["Location"] for _ in range(2)]
    other = accountant.post(end, {"reason": "inaczej"}, follow=True)

    assert backs == [f"{HERE}?done=ended"] * 2
    assert "Somebody else was first" in said(other)
    assert queries.chased(late, on=TODAY).amount == Decimal("100.00")


def test_a_disagreement_waits_on_the_first_page_and_is_answered(
    clerk: Client, accountant: Client, dispute: Respite
) -> None:
    assert "Umowa była wypowiedziana" in said(clerk.get("/desk/"))
    page = f"{HERE}{dispute.pk}/answer/"
    assert "Umowa była wypowiedziana" in said(clerk.get(page))
    assert clerk.post(page, {"do": "refuse", "answer": ""}).status_code == 422
    assert clerk.post(page, {"do": "sing", "answer": "x"}).status_code == 200

    answers = [clerk.post(page, {"do": "refuse", "answer": "Bez wypowiedzenia"})["Location"] for _ in range(2)]
    other = accountant.post(page, {"do": "accept", "answer": "Racja"}, follow=True)

    assert answers == [f"{HERE}?done=refused"] * 2
    assert "Somebody else was first" in said(other)
    assert "Bez wypowiedzenia" in said(clerk.get(page))
    assert "Umowa była wypowiedziana" not in said(clerk.get("/desk/"))


def test_agreeing_leads_whoever_may_to_the_correction(accountant: Client, account: Account) -> None:
    bill = people.bill(account, date(2026, 10, 1))
    made = actions.disagree(account, bill.entries.get(), words="?", at=NOON, by=None)

    answer = accountant.post(f"{HERE}{made.pk}/answer/", {"do": "accept", "answer": "Racja"})

    assert answer["Location"] == f"/desk/bills/{queries.slug(bill.number)}/correct/"
    assert queries.chased(account, on=TODAY).amount == 0
    assert "Lines that were agreed to be wrong" in said(accountant.get("/desk/"))

    user = User.objects.get(staff_role="ACCOUNTANT")
    actions.correct_bill(bill, amounts={1: Decimal("40.00")}, reason="x", seen=0, at=NOON, by=user)

    assert queries.chased(account, on=TODAY).amount == Decimal("40.00")
    assert "Lines that were agreed to be wrong" not in said(accountant.get("/desk/"))


def test_what_is_anothers_or_of_another_kind_is_not_there(
    clerk: Client, late: Account, neighbour: Account, dispute: Respite, clerk_user: User
) -> None:
    spared = actions.spare(late, day=TODAY, note="x", once="s" * 20, at=NOON, by=clerk_user)
    other = "/desk/customers/100777/debt/"

    assert clerk.post(f"{other}{spared.pk}/end/", {"reason": "x"}).status_code == 404
    assert clerk.post(f"{other}{dispute.pk}/answer/", {"do": "accept", "answer": "x"}).status_code == 404
    assert clerk.post(f"{HERE}{dispute.pk}/end/", {"reason": "x"}).status_code == 404
    assert clerk.post(f"{HERE}{spared.pk}/answer/", {"do": "accept", "answer": "x"}).status_code == 404
    assert Respite.objects.filter(ended_at=None).count() == 2
