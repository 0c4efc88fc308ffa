"""A lost second step: nothing opens before its time, and once when the time has come."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from abonent.people import actions
from abonent.people.models import LostStep, Session, User
from tests import people
from tests.web import authenticator as keys
from tests.web import doors
from tests.web.doors import browser, is_inside
from tests.web.lost_step.steps import LOST, OPEN, halfway, letters, passed

SHORT = "krótki rower"
LONG = "a longer one that stands alone"


@pytest.mark.parametrize("confirmed", [False, True])
def test_before_its_time_nothing_opens(
    waiting: Client, olena: User, clock: time_machine.Traveller, confirmed: bool
) -> None:
    waiting.post(LOST)
    if confirmed:
        actions.confirm_lost_step(olena, by=None, at=people.NOON)
    clock.shift(timedelta(hours=23, minutes=59))
    later = halfway()

    assert later.get(OPEN)["Location"] == LOST
    assert later.post(OPEN)["Location"] == LOST
    assert not is_inside(later)
    assert Authenticator.objects.count() == 2
    with pytest.raises(actions.TooEarly):
        actions.open_lost_step(olena, at=people.NOON + timedelta(hours=23, minutes=59))


def test_when_the_time_has_come_the_password_opens(
    waiting: Client, home: Client, olena: User, clock: time_machine.Traveller
) -> None:
    passed(waiting, olena, clock)
    later = halfway()
    assert later.get("/signin/code/")["Location"] == OPEN
    assert "The waiting time is over." in doors.text(later.get(OPEN))
    assert Authenticator.objects.count() == 2, "looking takes nothing away"

    answer = later.post(OPEN)

    assert answer["Location"] == "/me/security/"
    assert is_inside(later)
    assert not Authenticator.objects.exists()
    assert not is_inside(home)
    assert Session.objects.filter(user=olena).count() == 1
    assert LostStep.objects.get().done_at is not None
    assert ("lost_step_done", "olena@example.com") in letters()
    assert doors.kinds("lost_step.done", "lost_step.stopped") == ["lost_step.done"]
    assert "Add a passkey" in doors.text(later.get("/me/security/"))
    assert later.get("/me/security/app/").status_code == 302, "a new one is set up behind the proof"


def test_a_second_click_opens_nothing_twice(waiting: Client, olena: User, clock: time_machine.Traveller) -> None:
    passed(waiting, olena, clock)
    first, second = halfway(), halfway()
    first.post(OPEN)

    assert second.post(OPEN)["Location"] == LOST
    assert doors.kinds("lost_step.done") == ["lost_step.done"]
    with pytest.raises(actions.NoLostStep):
        actions.open_lost_step(olena, at=people.NOON + timedelta(hours=30))


def test_a_short_password_is_replaced_then(home: Client, olena: User, clock: time_machine.Traveller) -> None:
    home.post("/me/password/", {"present": people.PASSWORD, "new": SHORT})
    waiting = halfway(SHORT)
    passed(waiting, olena, clock)
    later = halfway(SHORT)
    assert "too short to stand alone" in doors.text(later.get(OPEN))

    refused = [later.post(OPEN, {"new": new}) for new in ("", SHORT)]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert Authenticator.objects.count() == 2
    assert later.post(OPEN, {"new": LONG})["Location"] == "/me/security/"

    assert is_inside(later)
    assert doors.sign_in(browser(), "olena", LONG)["Location"] == "/overview/"


def test_passkeys_are_lost_with_the_rest(home: Client, olena: User, clock: time_machine.Traveller) -> None:
    passkey = keys.added(home)
    passed(halfway(), olena, clock)
    halfway().post(OPEN)

    assert keys.sign_in(browser(), passkey).status_code == 422
