"""How long somebody of the staff stays at the desk, and what counts at the next press."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from abonent.people import actions
from abonent.people.models import Account, Session, User
from tests import people
from tests.web import doors
from tests.web.desk.coming_in import DOOR, PORTAL, come_in, is_at_the_desk, with_app


@pytest.fixture
def at_work(computer: Client, zofia: User, one_step: None) -> Iterator[tuple[Client, Any]]:
    """Zofia came in at noon, and the clock can be moved."""
    with time_machine.travel(people.NOON, tick=False) as clock:
        come_in(computer, "zofia")
        Session.objects.update(began_at=people.NOON, seen_at=people.NOON)
        yield computer, clock


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (30, False)])
def test_a_session_falls_asleep_by_the_rule_of_the_desk(at_work: tuple[Client, Any], minutes: int, stays: bool) -> None:
    computer, clock = at_work
    clock.shift(timedelta(minutes=minutes))

    assert is_at_the_desk(computer) is stays


@pytest.mark.parametrize(("hours", "stays"), [(9, True), (10, False)])
def test_a_session_ends_by_the_rule_of_the_desk_and_not_by_the_customers(
    at_work: tuple[Client, Any], hours: int, stays: bool
) -> None:
    computer, clock = at_work
    clock.shift(timedelta(hours=hours))
    Session.objects.update(seen_at=people.NOON + timedelta(hours=hours))

    assert is_at_the_desk(computer) is stays


def test_a_customers_session_is_not_cut_by_the_rule_of_the_desk(computer: Client, account: Account) -> None:
    with time_machine.travel(people.NOON, tick=False) as clock:
        come_in(computer, "olena", door=PORTAL)
        Session.objects.update(began_at=people.NOON)
        clock.shift(timedelta(hours=11))
        Session.objects.update(seen_at=people.NOON + timedelta(hours=11))

        assert computer.get("/me/").status_code == 200


def test_whoever_is_disabled_is_refused_at_the_next_press(
    computer: Client, zofia: User, roman: User, one_step: None
) -> None:
    come_in(computer, "zofia")
    assert is_at_the_desk(computer)

    actions.disable_staff(zofia, at=timezone.now(), by=roman)

    assert computer.get("/desk/")["Location"].startswith(DOOR)
    assert computer.post("/desk/", {})["Location"].startswith(DOOR)
    assert come_in(computer, "zofia").status_code == 422


def test_another_role_counts_at_the_next_press(computer: Client, roman: User, one_step: None) -> None:
    ewa = people.staff("ADMIN", "ewa")
    come_in(computer, "ewa")
    assert computer.get("/desk/staff/").status_code == 200

    actions.change_staff_role(ewa, "CLERK", at=timezone.now(), by=roman)

    assert computer.get("/desk/staff/").status_code == 403
    assert is_at_the_desk(computer)


def test_the_setting_alone_opens_nothing_for_whoever_has_a_second_step(
    computer: Client, zofia: User, settings: Settings
) -> None:
    """A demonstration does without, but not for somebody who has set one up."""
    with_app(doors.browser(), zofia)
    settings.STAFF_SECOND_STEP = False

    assert come_in(computer, "zofia")["Location"] == "/signin/code/"
    assert not is_at_the_desk(computer)


def test_a_demonstration_says_so_on_every_page(computer: Client, zofia: User, one_step: None) -> None:
    come_in(computer, "zofia")

    assert "without a second step" in doors.text(computer.get("/desk/"))
    assert "without a second step" in doors.text(computer.get("/me/security/"))
