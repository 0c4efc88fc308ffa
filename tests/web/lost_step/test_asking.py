"""A lost second step: asked for by whoever has the password, confirmed or refused by the office."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from abonent.people import actions
from abonent.people.models import Code, LostStep, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.web import doors
from tests.web.doors import browser, is_inside
from tests.web.lost_step.steps import LOST, OPEN, halfway, letters, stop_link


def test_the_page_says_what_will_happen_and_does_nothing(waiting: Client) -> None:
    assert LOST in waiting.get("/signin/code/").content.decode()

    page = doors.text(waiting.get(LOST))

    assert "Then 24 hours pass" in page
    assert "identity document" in page
    assert "+48 85 999 01 23" in page
    assert not LostStep.objects.exists()


def test_asking_tells_the_owner_everywhere(waiting: Client, olena: User) -> None:
    answer = waiting.post(LOST)

    assert answer["Location"] == LOST
    step = LostStep.objects.get()
    assert (step.user_id, step.asked_at, step.opens_at) == (olena.pk, people.NOON, None)
    assert letters() == [("lost_step_asked", "olena@example.com"), ("lost_step_asked", "olena@work.example")]
    assert doors.kinds("lost_step.asked") == ["lost_step.asked"]
    assert "Now please come to the office" in doors.text(waiting.get(LOST))
    assert not is_inside(waiting)


def test_asking_twice_is_asking_once(waiting: Client) -> None:
    for client in (waiting, waiting, halfway()):
        client.post(LOST)

    assert LostStep.objects.count() == 1
    assert len(letters()) == 2
    assert doors.kinds("lost_step.asked") == ["lost_step.asked"]


def test_it_can_be_asked_three_times_a_day(waiting: Client, olena: User) -> None:
    for _ in range(3):
        waiting.post(LOST)
        actions.stop_lost_step(olena, by=None, at=people.NOON)

    assert waiting.post(LOST).status_code == 429
    assert LostStep.objects.count() == 3


def test_without_the_right_password_nobody_asks(home: Client) -> None:
    stranger = browser()
    doors.sign_in(stranger, "olena", "wrong")

    for address in (LOST, OPEN):
        assert stranger.get(address)["Location"] == "/signin/"
        assert stranger.post(address)["Location"] == "/signin/"
    assert not LostStep.objects.exists()


def test_the_link_waits_in_the_letter_alone(waiting: Client) -> None:
    waiting.post(LOST)

    token = stop_link("lost_step_asked").split("/")[2]

    for row in (*Message.objects.values(), *Code.objects.values()):
        assert token not in str(row)


def test_the_office_confirms_and_a_day_begins(waiting: Client, olena: User) -> None:
    waiting.post(LOST)
    zofia = people.person("zofia", "Zofia Biuro", staff_role="CLERK")

    actions.confirm_lost_step(olena, by=zofia, at=people.NOON)

    step = LostStep.objects.get()
    assert (step.confirmed_by, step.opens_at) == (zofia, people.NOON + timedelta(hours=24))
    assert ("lost_step_confirmed", "olena@work.example") in letters()
    assert "22 listopada 2026" in write(Message.objects.filter(template="lost_step_confirmed")[0]).text
    assert doors.kinds("lost_step.confirmed") == ["lost_step.confirmed"]
    assert "from 22 November 2026, 12:00" in doors.text(waiting.get(LOST))
    with pytest.raises(actions.AlreadyConfirmed):
        actions.confirm_lost_step(olena, by=zofia, at=people.NOON)


def test_the_office_lists_confirms_and_refuses(
    waiting: Client, olena: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("lost_step", "list")
    assert "Nobody" in capsys.readouterr().out
    waiting.post(LOST)
    people.person("zofia", "Zofia Biuro", staff_role="CLERK")

    call_command("lost_step", "list")
    assert "olena" in capsys.readouterr().out
    call_command("lost_step", "confirm", "olena", "--by", "zofia")
    assert "2026-11-22 12:00" in capsys.readouterr().out
    call_command("lost_step", "refuse", "olena")

    step = LostStep.objects.get()
    assert step.confirmed_by is not None
    assert step.confirmed_by.login == "zofia"
    assert step.stopped_at is not None


@pytest.mark.parametrize(
    "words",
    [
        ["confirm", "olena"],
        ["refuse", "olena"],
        ["confirm", "nobody"],
        ["confirm", "olena", "--by", "marek"],
        ["confirm"],
    ],
)
def test_the_office_is_told_what_cannot_be_done(home: Client, marek: User, words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("lost_step", *words)

    assert not LostStep.objects.exists()
