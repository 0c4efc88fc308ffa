"""A lost second step at the desk: the office makes sure who it is, says how, and does it once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from abonent.journal.models import Event
from abonent.people.actions import ask_lost_step, stop_lost_step
from abonent.people.models import Account, Contact, LostStep, User
from abonent.post.models import Message
from tests import people
from tests.web.desk.reading import text


@pytest.fixture
def lost(olena: User, account: Account) -> LostStep:
    return ask_lost_step(olena, at=timezone.now())


def address(user: User) -> str:
    return f"/desk/lost-steps/{user.pk}/"


def phone(of: Account, user: User, *, days_ago: int) -> Contact:
    at = timezone.now() - timedelta(days=days_ago)
    return Contact.objects.create(account=of, user=user, kind="PHONE", value="+48501234567", confirmed_at=at)


def settled() -> list[tuple[str, int | None, str]]:
    found = Event.objects.filter(kind__startswith="lost_step.").order_by("at", "id")
    return list(found.values_list("kind", "by_id", "via"))


def test_who_it_is_stands_there_and_that_somebody_looked_is_written_down(clerk: Client, lost: LostStep) -> None:
    page = text(clerk.get(address(lost.user)))

    assert "Olena Petrenko" in page
    assert 'href="/desk/customers/100234/"' in page
    assert Event.objects.filter(kind="customer.seen").count() == 1


def test_the_waiting_time_begins_when_the_office_is_sure(clerk: Client, clerk_user: User, lost: LostStep) -> None:
    answer = clerk.post(address(lost.user), {"checked": "DOCUMENT"})

    lost.refresh_from_db()
    assert answer.headers["Location"] == address(lost.user)
    assert lost.confirmed_by == clerk_user
    assert lost.opens_at
    assert lost.confirmed_at
    assert lost.opens_at - lost.confirmed_at == timedelta(hours=24)
    assert settled()[-1] == ("lost_step.confirmed", clerk_user.pk, "desk")
    assert Event.objects.get(kind="lost_step.confirmed").data["checked"] == "DOCUMENT"
    assert "The waiting time runs until" in text(clerk.get(address(lost.user)))


def test_a_double_click_begins_it_once(clerk: Client, lost: LostStep) -> None:
    clerk.post(address(lost.user), {"checked": "DOCUMENT"})
    lost.refresh_from_db()
    opens_at = lost.opens_at

    assert clerk.post(address(lost.user), {"checked": "DOCUMENT"}).status_code == 302

    lost.refresh_from_db()
    assert lost.opens_at == opens_at
    assert Message.objects.filter(template="lost_step_confirmed").count() == 1
    assert Event.objects.filter(kind="lost_step.confirmed").count() == 1


def test_the_second_of_two_sees_what_the_first_did(clerk: Client, lost: LostStep) -> None:
    other = people.staff("CLERK", "zenon")
    stop_lost_step(lost.user, by=other, at=timezone.now())

    answer: Any = clerk.post(address(lost.user), {"checked": "DOCUMENT"}, follow=True)

    assert "It was stopped" in text(answer)
    assert not Event.objects.filter(kind="lost_step.confirmed").exists()


def test_it_can_be_stopped_before_and_after(clerk: Client, clerk_user: User, lost: LostStep) -> None:
    clerk.post(address(lost.user), {"checked": "DOCUMENT"})
    clerk.post(address(lost.user), {"stop": "1"})

    lost.refresh_from_db()
    assert lost.stopped_at
    assert settled()[-1] == ("lost_step.stopped", clerk_user.pk, "desk")


@pytest.mark.parametrize("checked", ["", "HUNCH", "CALL_BACK"])
def test_without_making_sure_nothing_begins(clerk: Client, lost: LostStep, checked: str) -> None:
    answer = clerk.post(address(lost.user), {"checked": checked})

    lost.refresh_from_db()
    assert (answer.status_code, lost.confirmed_at) == (422, None)


def test_only_numbers_confirmed_before_are_called_back(clerk: Client, olena: User, account: Account) -> None:
    phone(account, olena, days_ago=10)
    lost = ask_lost_step(olena, at=timezone.now())

    assert "+48501234567" in text(clerk.get(address(olena)))
    assert clerk.post(address(olena), {"checked": "CALL_BACK"}).status_code == 302
    lost.refresh_from_db()
    assert lost.confirmed_at


def test_a_number_confirmed_afterwards_proves_nothing(clerk: Client, lost: LostStep, account: Account) -> None:
    phone(account, lost.user, days_ago=-1)

    assert "+48501234567" not in text(clerk.get(address(lost.user)))
    assert clerk.post(address(lost.user), {"checked": "CALL_BACK"}).status_code == 422


def test_somebody_of_the_staff_is_not_helped_here(clerk: Client, clerk_user: User) -> None:
    colleague = people.staff("ACCOUNTANT", "anna")
    ask_lost_step(colleague, at=timezone.now())
    ask_lost_step(clerk_user, at=timezone.now())

    assert clerk.post(address(colleague), {"checked": "DOCUMENT"}).status_code == 404
    assert clerk.get(address(clerk_user)).status_code == 404


def test_where_nobody_asked_there_is_no_page(clerk: Client, olena: User) -> None:
    assert clerk.get(address(olena)).status_code == 404
    assert clerk.get("/desk/lost-steps/99999999/").status_code == 404
    assert clerk.get("/desk/lost-steps/99999999999999999999999/").status_code == 404
