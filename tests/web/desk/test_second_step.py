"""No desk without a second step, and no way around it."""

from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from abonent.people import actions
from abonent.people.models import Account, Session, User
from abonent.web import gate
from abonent.web.door import second_step
from tests import people
from tests.web import authenticator as keys
from tests.web import doors, links
from tests.web.desk.coming_in import DOOR, PORTAL, come_in, is_at_the_desk, type_code, with_app


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
