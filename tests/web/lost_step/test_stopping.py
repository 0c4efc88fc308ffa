"""A lost second step: stopped by whoever has it after all, inside, by the code or by the link of a letter."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from abonent.people import actions
from abonent.people.models import Account, LostStep, User
from tests import people
from tests.web import authenticator as keys
from tests.web import doors
from tests.web.doors import browser, is_inside
from tests.web.lost_step.steps import LOST, halfway, letters, passed, recovery_codes, stop_link


def test_signing_in_with_the_code_stops_it(waiting: Client, olena: User) -> None:
    waiting.post(LOST)
    codes = recovery_codes(olena)

    assert waiting.post("/signin/code/", {"code": codes[0]}).status_code == 302

    assert LostStep.objects.get().stopped_at == people.NOON
    assert doors.kinds("lost_step.stopped") == ["lost_step.stopped"]
    assert ("lost_step_stopped", "olena@example.com") in letters()


def test_signing_in_with_a_passkey_stops_it(home: Client) -> None:
    passkey = keys.added(home)
    halfway().post(LOST)

    assert keys.sign_in(browser(), passkey).status_code == 302

    assert doors.kinds("lost_step.stopped") == ["lost_step.stopped"]


def test_who_found_it_again_may_type_the_code_although_the_time_has_come(
    waiting: Client, olena: User, clock: time_machine.Traveller
) -> None:
    codes = recovery_codes(olena)
    passed(waiting, olena, clock)
    later = halfway()

    assert later.get("/signin/code/?code=1").status_code == 200
    assert later.post("/signin/code/", {"code": codes[0]}).status_code == 302

    assert doors.kinds("lost_step.stopped", "lost_step.done") == ["lost_step.stopped"]
    assert Authenticator.objects.count() == 2


def test_the_owner_inside_sees_it_and_stops_it(waiting: Client, home: Client) -> None:
    waiting.post(LOST)
    assert "Somebody has said that your second step is lost" in doors.text(home.get("/me/security/"))

    answers = [home.post("/me/security/lost/stop/") for _ in range(2)]

    assert [answer["Location"] for answer in answers] == ["/me/security/"] * 2
    assert LostStep.objects.get().stopped_at == people.NOON
    assert doors.kinds("lost_step.stopped") == ["lost_step.stopped"]
    assert "is lost" not in doors.text(home.get("/me/security/"))


def test_the_link_stops_it_without_signing_in_and_once(waiting: Client, olena: User) -> None:
    waiting.post(LOST)
    anybody = browser()
    link = stop_link("lost_step_asked")

    assert anybody.get(link)["Location"] == "/stop/"
    assert "Keep the second step?" in doors.text(anybody.get("/stop/"))
    assert LostStep.objects.get().stopped_at is None, "machines open links"
    led = anybody.post("/stop/")

    assert (led.status_code, led["Location"]) == (302, "/stop/")
    assert "It was stopped" in doors.text(anybody.get("/stop/"))
    assert LostStep.objects.get().stopped_at == people.NOON
    assert not is_inside(anybody)
    assert anybody.post("/stop/").status_code == 410
    anybody.get(link)
    assert anybody.get("/stop/").status_code == 410


def test_both_letters_stop_it(waiting: Client, olena: User) -> None:
    waiting.post(LOST)
    actions.confirm_lost_step(olena, by=None, at=people.NOON)
    first, second = browser(), browser()
    first.get(stop_link("lost_step_asked"))
    second.get(stop_link("lost_step_confirmed"))

    assert [first.post("/stop/").status_code, first.get("/stop/").status_code] == [302, 200]
    assert second.post("/stop/").status_code == 410
    assert doors.kinds("lost_step.stopped") == ["lost_step.stopped"]


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 5000, "ó"])
def test_a_link_that_nobody_made_stops_nothing(waiting: Client, token: str) -> None:
    waiting.post(LOST)
    anybody = browser()
    anybody.get(f"/stop/{token}/")

    assert anybody.get("/stop/").status_code == 410
    assert anybody.post("/stop/").status_code == 410
    assert LostStep.objects.get().stopped_at is None


def test_a_link_of_one_person_stops_nothing_of_another(waiting: Client, marek: User, neighbour: Account) -> None:
    waiting.post(LOST)
    people.mail(neighbour, marek, "marek@example.com")
    actions.ask_lost_step(marek, at=people.NOON)
    anybody = browser()
    anybody.get(stop_link("lost_step_asked"))
    anybody.post("/stop/")

    assert {step.user.login: step.stopped_at is None for step in LostStep.objects.all()} == {
        "olena": True,
        "marek": False,
    }


def test_after_a_stop_it_can_be_asked_anew(waiting: Client, olena: User) -> None:
    waiting.post(LOST)
    actions.stop_lost_step(olena, by=None, at=people.NOON)

    waiting.post(LOST)

    assert LostStep.objects.filter(stopped_at=None).count() == 1
    assert "come to the office" in doors.text(waiting.get(LOST))
