"""A lost second step: asked for, confirmed by the office, waited for, opened; stopped by whoever has it after all."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from abonent.people import actions
from abonent.people.models import Account, Code, LostStep, Session, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.web import authenticator as keys
from tests.web import doors
from tests.web.doors import browser, is_inside

LOST = "/signin/code/lost/"
OPEN = "/signin/code/lost/open/"
SHORT = "krótki rower"
LONG = "a longer one that stands alone"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(people.NOON, tick=False) as found:
        yield found


@pytest.fixture
def home(clock: time_machine.Traveller, account: Account, olena: User) -> Client:
    """Olena's browser, signed in, with an app that she is about to lose."""
    people.mail(account, olena, "olena@work.example")
    client = browser()
    client.force_login(olena)
    doors.switch_on(client, olena)
    Message.objects.all().delete()
    return client


@pytest.fixture
def waiting(home: Client) -> Client:
    """A browser in which the password was right and the code is missing."""
    return halfway()


def halfway(password: str = people.PASSWORD) -> Client:
    client = browser()
    assert doors.sign_in(client, "olena", password)["Location"] == "/signin/code/"
    return client


def letters() -> list[tuple[str, str]]:
    return sorted(set(Message.objects.filter(template__startswith="lost_step").values_list("template", "to")))


def stop_link(template: str) -> str:
    message = Message.objects.filter(template=template).order_by("pk").last()
    assert message
    found = re.search(r"http://localhost:8000(/stop/[^/]+/)", write(message).text)
    assert found
    return found.group(1)


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


def passed(client: Client, user: User, clock: time_machine.Traveller) -> None:
    """Ask, be confirmed, wait."""
    client.post(LOST)
    actions.confirm_lost_step(user, by=None, at=people.NOON)
    clock.shift(timedelta(hours=24))


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


def test_signing_in_with_the_code_stops_it(waiting: Client, olena: User) -> None:
    waiting.post(LOST)
    codes = _recovery_codes(olena)

    assert waiting.post("/signin/code/", {"code": codes[0]}).status_code == 302

    assert LostStep.objects.get().stopped_at == people.NOON
    assert doors.kinds("lost_step.stopped") == ["lost_step.stopped"]
    assert ("lost_step_stopped", "olena@example.com") in letters()


def _recovery_codes(olena: User) -> list[str]:
    other = browser()
    other.force_login(olena)
    doors.step_up(other)
    return other.get("/me/security/codes.txt").content.decode().split("\n")[2:12]


def test_signing_in_with_a_passkey_stops_it(home: Client) -> None:
    passkey = keys.added(home)
    halfway().post(LOST)

    assert keys.sign_in(browser(), passkey).status_code == 302

    assert doors.kinds("lost_step.stopped") == ["lost_step.stopped"]


def test_who_found_it_again_may_type_the_code_although_the_time_has_come(
    waiting: Client, olena: User, clock: time_machine.Traveller
) -> None:
    codes = _recovery_codes(olena)
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
    stopped = anybody.post("/stop/")

    assert "It was stopped" in doors.text(stopped)
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

    assert first.post("/stop/").status_code == 200
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
