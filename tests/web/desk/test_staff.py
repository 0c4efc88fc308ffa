"""Who works at the desk, seen and changed by an administrator: each way step by step, and those that must not work."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.people import actions
from abonent.people.models import Account, Session, User
from abonent.people.queries import lost_step, mail_addresses_of
from tests import people
from tests.web import doors

NEW = {"name": "Nina Wilk", "login": "nina.wilk", "mail": "nina@iskra.example", "role": "CLERK", "language": "pl"}


@pytest.fixture
def proved(admin: Client) -> Client:
    """The administrator, who has just proved that it is they."""
    doors.step_up(admin)
    return admin


@pytest.fixture
def zofia(db: None) -> User:
    """A clerk with an address."""
    made = people.staff("CLERK", "zofia")
    people.mail(Account.objects.get(pk=0), made, "zofia@iskra.example")
    return made


def page(user: User, more: str = "") -> str:
    return f"/desk/staff/{user.pk}/{more}"


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def told(answer: Any, user: User, done: str) -> bool:
    return (answer.status_code, answer["Location"]) == (302, f"{page(user)}?done={done}")


# ── Seeing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_says_of_each_what_an_administrator_looks_for(admin: Client, admin_user: User, zofia: User) -> None:
    Authenticator.objects.create(user=zofia, type="totp", data={})
    User.objects.create(
        login="old", name="Adam Old", joined_at=people.LONG_AGO, ended_at=people.NOON, staff_role="CLERK"
    )

    words = doors.text(admin.get("/desk/staff/"))

    assert "Zofia Clerk zofia customer service yes – works here" in words
    assert "zofia.admin system administration no" in words
    assert "Adam Old old customer service no – disabled" in words
    assert words.index("Adam Old old") < words.index("Zofia Admin zofia.admin") < words.index("Zofia Clerk zofia")


@pytest.mark.parametrize(
    ("asked", "names"),
    [("role=CLERK", ["Zofia Clerk"]), ("state=disabled", []), ("state=works&role=ADMIN", ["Zofia Admin"])],
)
def test_the_list_can_be_narrowed(admin: Client, zofia: User, asked: str, names: list[str]) -> None:
    shown = admin.get(f"/desk/staff/?{asked}").content.decode()

    assert re.findall(r'<th scope="row"><a href="[^"]+">\s*([^<]+?)\s*</a>', shown) == names


def test_a_longer_list_asks_no_more(admin: Client, zofia: User) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert admin.get("/desk/staff/").status_code == 200
        return len(asked)

    few = statements()
    for number in range(60):
        people.staff("CLERK", f"clerk{number}")

    assert statements() == few


def test_a_role_that_the_profile_knows_no_more_breaks_no_list(admin: Client, zofia: User) -> None:
    User.objects.filter(pk=zofia.pk).update(staff_role="OLD-ROLE")

    assert "OLD-ROLE" in doors.text(admin.get("/desk/staff/"))
    assert admin.get(page(zofia)).status_code == 200


def test_the_page_of_a_person_shows_no_secret_of_theirs(admin: Client, zofia: User) -> None:
    theirs = doors.browser()
    theirs.force_login(zofia)
    doors.switch_on(theirs, zofia)
    codes = theirs.get("/me/security/codes.txt").content.decode().split()

    shown = admin.get(page(zofia)).content.decode()

    assert "The second step of signing in was switched on" in shown
    assert not any(code in shown for code in codes if code.isdigit())
    assert str(theirs.session.session_key) not in shown


@pytest.mark.parametrize("who", ["olena", "nobody"])
def test_of_customers_there_is_no_such_page(proved: Client, account: Account, olena: User, who: str) -> None:
    pk = olena.pk if who == "olena" else 987_654
    for more in ("", "role/", "mail/", "disable/", "invite/", "lost-step/"):
        assert proved.get(f"/desk/staff/{pk}/{more}").status_code == 404, more
    assert proved.post(f"/desk/staff/{pk}/disable/").status_code == 404
    assert proved.post(f"/desk/staff/{pk}/sessions/").status_code == 404
    assert again(olena).is_active


def test_about_oneself_there_is_nothing_to_press(proved: Client, admin_user: User) -> None:
    words = doors.text(proved.get(page(admin_user)))
    assert "This is you" in words
    assert "Disable" not in words
    for more in ("role/", "mail/", "disable/", "invite/", "sessions/", "lost-step/"):
        assert proved.post(page(admin_user, more), {"role": "CLERK", "step": "change"}).status_code == 404, more
    assert again(admin_user).staff_role == "ADMIN"


@pytest.mark.parametrize("more", ["role/", "mail/", "disable/", "invite/", "sessions/", "lost-step/"])
def test_an_open_screen_is_not_enough(admin: Client, zofia: User, more: str) -> None:
    answer = admin.post(page(zofia, more))

    assert answer["Location"].startswith("/step-up/")
    assert again(zofia).is_active


# ── Inviting ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_somebody_is_invited_in_three_steps(proved: Client, admin_user: User) -> None:
    assert proved.get("/desk/staff/invite/").status_code == 200
    check = proved.post("/desk/staff/invite/", {**NEW, "step": "check"})
    assert (check.status_code, User.objects.filter(login="nina.wilk").exists()) == (200, False)
    assert "nina@iskra.example" in doors.text(check)

    answer = proved.post("/desk/staff/invite/", {**NEW, "step": "send"})

    nina = User.objects.get(login="nina.wilk")
    assert told(answer, nina, "invited")
    assert (nina.staff_role, nina.has_usable_password()) == ("CLERK", False)
    assert doors.letters("staff_invited") == ["staff_invited"]
    assert "The link works until" in doors.text(proved.get(page(nina)))


def test_pressed_twice_it_is_sent_once(proved: Client) -> None:
    proved.post("/desk/staff/invite/", {**NEW, "step": "send"})
    answer = proved.post("/desk/staff/invite/", {**NEW, "step": "send"})

    assert told(answer, User.objects.get(login="nina.wilk"), "invited")
    assert doors.letters("staff_invited") == ["staff_invited"]


def test_back_from_the_check_nothing_typed_is_lost(proved: Client) -> None:
    form = doors.text(proved.post("/desk/staff/invite/", {**NEW, "step": "edit"}))
    page = proved.post("/desk/staff/invite/", {**NEW, "step": "edit"})

    assert page.status_code == 200
    assert "Invite somebody to the desk" in form
    assert 'value="nina@iskra.example"' in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Please type a name."),
        ({"name": "Nina\u200bWilk"}, "cannot be printed"),
        ({"login": "a"}, "at least three signs"),
        ({"login": "nina wilk"}, "letters without accents"),
        ({"login": "zofia"}, "Somebody else has this login already"),
        ({"login": "ZOFIA"}, "Somebody else has this login already"),
        ({"login": "x" * 81}, "80"),
        ({"mail": "nina"}, "not a whole e-mail address"),
        ({"mail": "nina@iskra.example\nBcc: all@x.example"}, "not a whole e-mail address"),
        ({"role": ""}, "Please choose one."),
        ({"role": "OWNER"}, "Please choose one."),
        ({"language": "tlh"}, "Please choose one."),
    ],
)
@pytest.mark.parametrize("step", ["check", "send"])
def test_what_cannot_be_is_told_and_nobody_is_invited(
    proved: Client, zofia: User, step: str, wrong: dict[str, str], words: str
) -> None:
    answer = proved.post("/desk/staff/invite/", {**NEW, **wrong, "step": step})

    assert (answer.status_code, words in doors.text(answer)) == (422, True)
    assert "<title>Error: " in answer.content.decode()
    assert User.objects.exclude(staff_role="").count() == 2


def test_the_link_can_be_sent_again_to_a_better_address(proved: Client, admin_user: User) -> None:
    proved.post("/desk/staff/invite/", {**NEW, "step": "send"})
    nina = User.objects.get(login="nina.wilk")
    assert 'value="nina@iskra.example"' in proved.get(page(nina, "invite/")).content.decode()

    answer = proved.post(page(nina, "invite/"), {"mail": "n.wilk@iskra.example"})

    assert told(answer, nina, "invited")
    assert [each.to for each in mail_addresses_of(nina)] == ["n.wilk@iskra.example"]
    assert len(doors.letters("staff_invited")) == 2


def test_whoever_has_a_password_is_sent_no_link(proved: Client, zofia: User) -> None:
    assert told(proved.get(page(zofia, "invite/")), zofia, "already")
    assert told(proved.post(page(zofia, "invite/"), {"mail": "x@x.example"}), zofia, "already")
    assert doors.letters("staff_invited") == []


# ── Changing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_role_is_chosen_checked_and_changed(proved: Client, zofia: User) -> None:
    check = proved.post(page(zofia, "role/"), {"role": "TECHNICIAN", "step": "check"})
    assert ("customer service" in doors.text(check), "network" in doors.text(check)) == (True, True)
    assert again(zofia).staff_role == "CLERK"

    answer = proved.post(page(zofia, "role/"), {"role": "TECHNICIAN", "was": "CLERK", "step": "change"})

    assert told(answer, zofia, "role")
    assert again(zofia).staff_role == "TECHNICIAN"
    assert doors.letters("staff_role_changed") == ["staff_role_changed"]


def test_of_two_who_change_a_role_the_second_is_told(proved: Client, zofia: User) -> None:
    ewa = people.staff("ADMIN", "ewa")
    proved.post(page(zofia, "role/"), {"role": "TECHNICIAN", "step": "check"})
    actions.change_staff_role(zofia, "ACCOUNTANT", at=people.NOON, by=ewa)

    answer = proved.post(page(zofia, "role/"), {"role": "TECHNICIAN", "was": "CLERK", "step": "change"})

    assert told(answer, zofia, "already")
    assert again(zofia).staff_role == "ACCOUNTANT"


@pytest.mark.parametrize("role", ["", "OWNER", "admin"])
def test_there_are_no_other_roles(proved: Client, zofia: User, role: str) -> None:
    assert proved.post(page(zofia, "role/"), {"role": role, "was": "CLERK", "step": "change"}).status_code == 422
    assert again(zofia).staff_role == "CLERK"


def test_an_address_is_typed_checked_and_changed(proved: Client, zofia: User) -> None:
    check = doors.text(proved.post(page(zofia, "mail/"), {"mail": "zosia@iskra.example", "step": "check"}))
    assert ("zofia@iskra.example" in check, "zosia@iskra.example" in check) == (True, True)

    answer = proved.post(page(zofia, "mail/"), {"mail": "zosia@iskra.example", "step": "change"})

    assert told(answer, zofia, "mail")
    assert [each.to for each in mail_addresses_of(zofia)] == ["zosia@iskra.example"]
    repeated = proved.post(page(zofia, "mail/"), {"mail": "zosia@iskra.example", "step": "change"})
    assert told(repeated, zofia, "already")


def test_disabling_ends_everything_at_once_and_twice_is_once(proved: Client, zofia: User) -> None:
    theirs = doors.browser()
    theirs.force_login(zofia)
    doors.switch_on(theirs, zofia)
    assert "the next thing they press is refused" in doors.text(proved.get(page(zofia, "disable/")))
    assert again(zofia).is_active, "looking ends nothing"

    answer = proved.post(page(zofia, "disable/"))

    assert told(answer, zofia, "disabled")
    assert theirs.get("/desk/")["Location"].startswith("/desk/signin/")
    assert not Authenticator.objects.filter(user=zofia).exists()
    assert told(proved.post(page(zofia, "disable/")), zofia, "already")
    assert doors.letters("staff_disabled") == ["staff_disabled"]


def test_whoever_comes_back_begins_anew(proved: Client, zofia: User) -> None:
    proved.post(page(zofia, "disable/"))

    answer = proved.post(page(zofia, "invite/"), {"mail": "zofia@iskra.example"})

    assert told(answer, zofia, "invited")
    assert (again(zofia).is_active, again(zofia).has_usable_password()) == (True, False)


def test_a_colleague_is_signed_out_everywhere(proved: Client, zofia: User) -> None:
    theirs = doors.browser()
    theirs.force_login(zofia)
    assert proved.get(page(zofia, "sessions/")).status_code == 405

    answer = proved.post(page(zofia, "sessions/"))

    assert told(answer, zofia, "signed_out")
    assert not Session.objects.filter(user=zofia).exists()
    assert theirs.get("/desk/")["Location"].startswith("/desk/signin/")


def test_whoever_was_disabled_meanwhile_disables_nobody(proved: Client, admin_user: User, zofia: User) -> None:
    """Two administrators, each on the other's page: who presses first stays."""
    ewa = people.staff("ADMIN", "ewa")
    proved.get(page(ewa, "disable/"))
    actions.disable_staff(admin_user, at=people.NOON, by=ewa)

    answer = proved.post(page(ewa, "disable/"))

    assert answer["Location"].startswith("/desk/signin/")
    assert again(ewa).is_active


def test_a_clerk_who_was_an_administrator_a_moment_ago_decides_nothing(
    proved: Client, admin_user: User, zofia: User
) -> None:
    ewa = people.staff("ADMIN", "ewa")
    actions.change_staff_role(admin_user, "CLERK", at=people.NOON, by=ewa)

    assert proved.post(page(zofia, "disable/")).status_code == 403
    assert again(zofia).is_active


# ── A lost second step ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_colleagues_loss_is_confirmed_or_stopped_by_another(proved: Client, admin_user: User, zofia: User) -> None:
    actions.ask_lost_step(zofia, at=people.NOON)
    assert "The second step of signing in is lost" in doors.text(proved.get(page(zofia)))

    assert told(proved.post(page(zofia, "lost-step/"), {"act": "confirm"}), zofia, "confirmed")
    running = lost_step(zofia)
    assert running is not None
    assert (running.confirmed_by, running.opens_at is None) == (admin_user, False)
    assert told(proved.post(page(zofia, "lost-step/"), {"act": "confirm"}), zofia, "already")

    assert told(proved.post(page(zofia, "lost-step/"), {"act": "stop"}), zofia, "stopped")
    assert lost_step(zofia) is None
    assert told(proved.post(page(zofia, "lost-step/"), {"act": "stop"}), zofia, "already")


def test_a_clerk_has_no_page_to_confirm_a_colleagues_loss(clerk: Client, zofia: User) -> None:
    actions.ask_lost_step(zofia, at=people.NOON)
    doors.step_up(clerk)

    assert clerk.post(page(zofia, "lost-step/"), {"act": "confirm"}).status_code == 403
    assert clerk.post(f"/desk/lost-steps/{zofia.pk}/", {"checked": "DOCUMENT"}).status_code == 404
    assert lost_step(zofia).confirmed_at is None  # type: ignore[union-attr]
