"""Somebody is invited to the desk in three steps, once, and the link can be sent again."""

import pytest
from django.test import Client

from abonent.people.models import User
from abonent.people.queries import mail_addresses_of
from tests.web import doors
from tests.web.desk.staff.colleagues import page, told

NEW = {"name": "Nina Wilk", "login": "nina.wilk", "mail": "nina@iskra.example", "role": "CLERK", "language": "pl"}


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
