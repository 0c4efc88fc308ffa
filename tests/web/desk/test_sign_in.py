"""The staff's door: who passes, who does not and cannot tell why."""

import pytest
from django.test import Client

from abonent.journal.models import Event
from abonent.people.models import Account, Session, User
from tests import people
from tests.web import authenticator as keys
from tests.web import doors
from tests.web.desk.coming_in import DOOR, PASSKEY, PORTAL, WRONG, come_in, is_at_the_desk


def test_the_staff_comes_in_at_its_own_door(computer: Client, zofia: User, one_step: None) -> None:
    answer = come_in(computer, "zofia")

    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert is_at_the_desk(computer)
    assert doors.kinds() == ["session.began"]


@pytest.mark.parametrize(("door", "login"), [(PORTAL, "zofia"), (DOOR, "olena"), (DOOR, "nobody"), (PORTAL, "nobody")])
def test_the_right_password_at_the_wrong_door_is_a_wrong_one(
    computer: Client, zofia: User, account: Account, monkeypatch: pytest.MonkeyPatch, door: str, login: str
) -> None:
    """The same words, the same cost, the same line in the journal, and it counts as a try."""
    hashed = doors.hashes(monkeypatch)
    right = come_in(computer, login, door=door)
    costs = len(hashed)
    wrong = come_in(computer, login, "not it at all", door=door)

    assert (right.status_code, wrong.status_code) == (422, 422)
    assert WRONG in doors.text(right)
    assert doors.text(right) == doors.text(wrong)
    assert (costs, len(hashed)) == (1, 2)
    assert doors.kinds() == ["sign_in.failed"] * 2
    assert len({(each.subject, str(each.data)) for each in Event.objects.all()}) == 1
    assert not Session.objects.filter(user__isnull=False).exists()


def test_guessing_is_limited_and_the_right_password_comes_too_late(
    computer: Client, zofia: User, one_step: None
) -> None:
    for _ in range(5):
        assert come_in(computer, "zofia", "wrong").status_code == 422

    assert come_in(computer, "zofia").status_code == 429
    assert not is_at_the_desk(computer)


def test_tries_at_both_doors_are_counted_together(computer: Client, zofia: User, one_step: None) -> None:
    for door in (PORTAL, DOOR, PORTAL, DOOR, PORTAL):
        come_in(computer, "zofia", "wrong", door=door)

    assert come_in(computer, "zofia").status_code == 429


def test_a_disabled_colleague_gets_the_answer_of_a_wrong_password(
    computer: Client, zofia: User, one_step: None
) -> None:
    User.objects.filter(pk=zofia.pk).update(ended_at=people.NOON)

    answer = come_in(computer, "zofia")

    assert (answer.status_code, WRONG in doors.text(answer)) == (422, True)


@pytest.mark.parametrize(
    "to", ["https://evil.example/desk/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_away(computer: Client, zofia: User, one_step: None, to: str) -> None:
    assert come_in(computer, "zofia", next=to)["Location"] == "/desk/"


def test_after_the_sign_in_one_goes_on_where_one_wanted(computer: Client, zofia: User, one_step: None) -> None:
    door = computer.get("/desk/changes/")["Location"]

    assert door == "/desk/signin/?next=%2Fdesk%2Fchanges%2F"
    assert come_in(computer, "zofia", next="/desk/changes/")["Location"] == "/desk/changes/"


def test_the_session_has_another_number_afterwards(computer: Client, zofia: User, one_step: None) -> None:
    """A number that somebody planted in the browser opens nothing (session fixation)."""
    session = computer.session
    session["planted"] = True
    session.save()
    computer.cookies["abonent"] = str(session.session_key)

    come_in(computer, "zofia")

    assert computer.cookies["abonent"].value != session.session_key
    thief = doors.browser()
    thief.cookies["abonent"] = str(session.session_key)
    assert not is_at_the_desk(thief)


def test_one_password_serves_for_nothing_of_the_other_side(
    computer: Client, zofia: User, account: Account, one_step: None
) -> None:
    """A customer whose session is in this browser goes when a colleague comes in, and the other way round."""
    come_in(computer, "olena", door=PORTAL)
    assert computer.get("/desk/").status_code == 404
    assert computer.get(DOOR + "?next=/desk/")["Location"] == "/overview/"
    computer.post("/signout/")

    come_in(computer, "zofia")

    assert computer.get(PORTAL + "?next=/overview/")["Location"] == "/desk/"
    for page in ("/overview/", "/bills/", "/me/", "/me/data/", "/me/close/", "/me/mail/", "/me/people/"):
        assert computer.get(page)["Location"] == "/desk/", page


def test_home_and_signing_out_know_which_side_one_is_on(computer: Client, zofia: User, one_step: None) -> None:
    come_in(computer, "zofia")

    assert computer.get("/")["Location"] == "/desk/"
    assert "/desk/" in computer.get("/signout/").content.decode()
    assert computer.post("/signout/")["Location"] == DOOR
    assert "You are signed out" in doors.text(computer.get(DOOR))
    assert "You are signed out" not in doors.text(computer.get(DOOR))
    assert not is_at_the_desk(computer)


def test_a_new_device_is_told_by_mail(computer: Client, zofia: User, one_step: None) -> None:
    people.mail(Account.objects.get(pk=0), zofia, "zofia@iskra.example")
    come_in(computer, "zofia")
    come_in(doors.browser("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "zofia")

    assert doors.letters("new_device") == ["new_device"]


@pytest.fixture
def passkey(zofia: User) -> keys.Passkey:
    """Zofia's, set up on the first day."""
    first = doors.browser()
    come_in(first, "zofia")
    doors.step_up(first)
    return keys.added(first)


def test_a_passkey_is_both_steps_in_one(computer: Client, passkey: keys.Passkey) -> None:
    asked = keys.question(computer, PASSKEY)
    answer = computer.post(PASSKEY, {"credential": passkey.sign(asked)})

    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert is_at_the_desk(computer)


@pytest.mark.parametrize("asked_at", [PASSKEY, keys.SIGN_IN])
def test_a_colleagues_passkey_opens_no_portal(computer: Client, passkey: keys.Passkey, asked_at: str) -> None:
    asked = keys.question(computer, asked_at)
    answer = computer.post(keys.SIGN_IN, {"credential": passkey.sign(asked)})

    assert answer.status_code == 422
    assert "This passkey did not open the door" in doors.text(answer)
    assert not Session.objects.filter(user__isnull=False, agent="").exclude(user=None).count() > 1


@pytest.mark.parametrize("asked_at", [PASSKEY, keys.SIGN_IN])
def test_a_customers_passkey_opens_no_desk(computer: Client, account: Account, asked_at: str) -> None:
    phone = doors.browser()
    come_in(phone, "olena", door=PORTAL)
    doors.step_up(phone)
    theirs = keys.added(phone)

    answer = computer.post(PASSKEY, {"credential": theirs.sign(keys.question(computer, asked_at))})

    assert answer.status_code == 422
    assert computer.get("/desk/")["Location"].startswith(DOOR)
