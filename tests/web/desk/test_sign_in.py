"""The staff's door: who passes, who does not and cannot tell why, and no desk without a second step."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from abonent.journal.models import Event
from abonent.people import actions
from abonent.people.models import Account, Session, User
from abonent.web import gate
from abonent.web.door import second_step
from tests import people
from tests.web import authenticator as keys
from tests.web import doors, links

DOOR, PORTAL = "/desk/signin/", "/signin/"
PASSKEY = "/desk/signin/passkey/"
WRONG = "The login or the password is not right."


@pytest.fixture
def zofia(db: None) -> User:
    """A clerk."""
    return people.staff("CLERK", "zofia")


@pytest.fixture
def roman(db: None) -> User:
    """An administrator."""
    return people.staff("ADMIN", "roman")


@pytest.fixture
def computer() -> Client:
    return doors.browser()


def come_in(client: Client, login: str, password: str = people.PASSWORD, door: str = DOOR, **more: Any) -> Any:
    return client.post(door, {"login": login, "password": password, **more})


def is_at_the_desk(client: Client) -> bool:
    return bool(client.get("/desk/").status_code == 200)


def with_app(client: Client, user: User) -> str:
    """Come in for the first time and set an app up; return its secret."""
    assert come_in(client, user.login).status_code == 302
    return doors.switch_on(client, user)


def type_code(client: Client, secret: str, *, later: int = 0) -> Any:
    with time_machine.travel(timezone.now() + timedelta(seconds=later), tick=False):
        return client.post("/signin/code/", {"code": doors.code(secret)})


# ── Two doors ────────────────────────────────────────────────────────────────────────────────────────────────────


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
    assert not is_at_the_desk(computer)


def test_a_new_device_is_told_by_mail(computer: Client, zofia: User, one_step: None) -> None:
    people.mail(Account.objects.get(pk=0), zofia, "zofia@iskra.example")
    come_in(computer, "zofia")
    come_in(doors.browser("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "zofia")

    assert doors.letters("new_device") == ["new_device"]


# ── The second step ──────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_second_step_only_what_sets_it_up_opens(computer: Client, roman: User) -> None:
    assert come_in(computer, "roman")["Location"] == "/desk/"

    for page in ("/desk/", "/desk/changes/", "/desk/staff/", "/desk/staff/invite/", "/desk/changes.csv"):
        assert computer.get(page)["Location"] == "/me/security/", page
        assert computer.post(page)["Location"] == "/me/security/", page
    security = computer.get("/me/security/")
    assert "Set up a second step first" in doors.text(security)
    assert 'class="desk"' in security.content.decode()
    assert "/desk/changes/" not in security.content.decode(), "no menu either"


def test_with_an_app_that_was_just_set_up_the_desk_opens(computer: Client, zofia: User) -> None:
    with_app(computer, zofia)

    assert is_at_the_desk(computer)
    codes = doors.text(computer.get("/me/security/codes/"))
    assert "10 codes left" in codes
    assert "To the desk" in codes


def test_the_password_alone_is_half_the_way(computer: Client, zofia: User) -> None:
    secret = with_app(doors.browser(), zofia)

    assert come_in(computer, "zofia")["Location"] == "/signin/code/"
    for page in ("/desk/", "/me/security/", "/me/security/passkeys/", "/me/password/"):
        assert "signin" in computer.get(page)["Location"], page
    answer = type_code(computer, secret, later=60)

    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert is_at_the_desk(computer)


def test_a_recovery_code_is_a_second_step_and_works_once(computer: Client, zofia: User) -> None:
    first = doors.browser()
    with_app(first, zofia)
    code = first.get("/me/security/codes.txt").content.decode().splitlines()[2]
    come_in(computer, "zofia")

    assert computer.post("/signin/code/", {"code": code})["Location"] == "/desk/"
    again = doors.browser()
    come_in(again, "zofia")
    assert again.post("/signin/code/", {"code": code}).status_code == 422
    assert not is_at_the_desk(again)


def test_guessing_the_code_is_limited(computer: Client, zofia: User) -> None:
    secret = with_app(doors.browser(), zofia)
    come_in(computer, "zofia")
    for _ in range(5):
        assert computer.post("/signin/code/", {"code": "000000"}).status_code == 422

    assert type_code(computer, secret, later=60).status_code == 429
    assert not is_at_the_desk(computer)


def test_too_late_for_the_code_leads_back_to_the_own_door(computer: Client, zofia: User) -> None:
    with_app(doors.browser(), zofia)
    come_in(computer, "zofia")
    assert f'href="{DOOR}"' in computer.get("/signin/code/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert computer.get("/signin/code/")["Location"] == DOOR


def test_a_password_that_changed_meanwhile_leads_back_to_the_own_door(computer: Client, zofia: User) -> None:
    with_app(doors.browser(), zofia)
    come_in(computer, "zofia")
    actions.change_password(zofia, "zupelnie inne slowa na dzis", at=timezone.now() + timedelta(seconds=1))

    assert computer.get("/signin/code/")["Location"] == DOOR


def test_whoever_came_before_the_second_step_was_set_up_has_to_come_again(computer: Client, zofia: User) -> None:
    """A stolen password of the first day opens nothing once the owner has set up the second step."""
    thief = doors.browser()
    come_in(thief, "zofia")
    with_app(computer, zofia)

    for page in ("/me/security/passkeys/", "/desk/"):
        assert "/desk/signin/" in thief.get(page)["Location"], page
    assert thief.get("/desk/")["Location"].startswith(DOOR)
    assert is_at_the_desk(computer)


def test_the_last_second_step_of_the_staff_stays(computer: Client, zofia: User) -> None:
    with_app(computer, zofia)

    assert "The second step stays" in doors.text(computer.get("/me/security/app/off/"))
    assert computer.post("/me/security/app/off/").status_code == 409
    assert "Switch off" not in doors.text(computer.get("/me/security/"))
    assert gate.is_on(zofia)


def test_the_app_may_go_where_a_passkey_is_left(computer: Client, zofia: User) -> None:
    with_app(computer, zofia)
    keys.added(computer)

    assert computer.post("/me/security/app/off/").status_code == 302
    assert not second_step.has_app(zofia)
    assert is_at_the_desk(computer)


def test_customers_may_do_without(computer: Client, account: Account, olena: User) -> None:
    come_in(computer, "olena", door=PORTAL)
    doors.switch_on(computer, olena)

    assert computer.post("/me/security/app/off/").status_code == 302
    assert not gate.is_on(olena)


# ── Passkeys ─────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── Ways around ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_first_password_leads_to_the_second_step_and_nowhere_else(computer: Client, roman: User) -> None:
    new = actions.Colleague("nina.wilk", "Nina Wilk", "nina@iskra.example", "CLERK", "en")
    actions.invite_staff(new, at=timezone.now(), by=roman)

    computer.get(f"/link/{links.token('staff_invited')}/")
    answer = computer.post("/new-password/", {"new": "osiem sikorek na parapecie"})

    assert answer["Location"] == "/desk/"
    assert computer.get("/desk/")["Location"] == "/me/security/"


def test_a_forgotten_password_is_no_way_around_the_second_step(computer: Client, zofia: User) -> None:
    people.mail(Account.objects.get(pk=0), zofia, "zofia@iskra.example")
    secret = with_app(doors.browser(), zofia)
    computer.post("/forgot/", {"login": "zofia", "mail": "zofia@iskra.example"})
    links.answer_those_who_asked()

    computer.get(f"/link/{links.token('recover')}/")
    answer = computer.post("/new-password/", {"new": "osiem sikorek na parapecie"})

    assert answer["Location"] == f"{DOOR}?done=password"
    assert "The password was changed" in doors.text(computer.get(answer["Location"]))
    assert come_in(computer, "zofia", "osiem sikorek na parapecie")["Location"] == "/signin/code/"
    assert computer.get("/desk/")["Location"].startswith(DOOR)
    assert type_code(computer, secret, later=60)["Location"] == "/desk/"


def test_asking_for_a_password_leads_back_to_the_own_door(computer: Client, zofia: User) -> None:
    asking = "/forgot/?door=desk"
    assert f'href="{asking}"' in computer.get(DOOR).content.decode()
    assert f'href="{DOOR}"' in computer.get(asking).content.decode()

    answer = computer.post(asking, {"login": "zofia", "mail": "zofia@iskra.example"})

    assert answer["Location"] == f"{asking}&done=1"
    assert f'href="{DOOR}"' in computer.get(answer["Location"]).content.decode()
    assert f'href="{PORTAL}"' in computer.get("/forgot/").content.decode()


def test_a_browser_whose_session_has_ended_forgets_what_it_kept(computer: Client, zofia: User, one_step: None) -> None:
    come_in(computer, "zofia")
    Session.objects.all().delete()

    answer = computer.get("/desk/")

    assert answer["Location"].startswith(DOOR)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_a_lost_second_step_that_was_opened_leads_to_a_new_one(computer: Client, zofia: User, roman: User) -> None:
    with_app(doors.browser(), zofia)
    at = timezone.now()
    actions.ask_lost_step(zofia, at=at)
    actions.confirm_lost_step(zofia, by=roman, at=at)
    with time_machine.travel(at + timedelta(days=15)):
        come_in(computer, "zofia")
        answer = computer.post("/signin/code/lost/open/")

        assert answer["Location"] == "/me/security/"
        assert computer.get("/desk/")["Location"] == "/me/security/"


# ── How long it lasts ────────────────────────────────────────────────────────────────────────────────────────────


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


# ── What changes while one works ─────────────────────────────────────────────────────────────────────────────────


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
