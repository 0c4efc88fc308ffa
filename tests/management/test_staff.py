"""`abonent staff`: the first administrator of a desk is invited at the machine, and the list says how each stands."""

import pytest
from django.core.management import CommandError, call_command

from abonent.people import actions
from abonent.people.models import User
from abonent.people.queries import lost_step
from tests import people
from tests.web import links

ROMAN = ("invite", "Roman.Bor", "--name", "Roman  Bór", "--mail", "roman@iskra.example", "--role", "ADMIN")


def test_the_first_administrator_gets_a_link(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("staff", *ROMAN)

    made = User.objects.get(login="roman.bor")
    assert (made.name, made.staff_role, made.has_usable_password()) == ("Roman Bór", "ADMIN", False)
    assert links.letter("staff_invited").to == "roman@iskra.example"
    said = capsys.readouterr().out
    assert said.startswith("A link is on its way to Roman Bór; it works until 20")
    assert links.token("staff_invited") not in said


def test_a_login_that_somebody_has_is_refused(db: None) -> None:
    call_command("staff", *ROMAN)

    with pytest.raises(
        CommandError, match=r"^Somebody has the login roman\.bor already; abonent invite roman\.bor sends"
    ):
        call_command("staff", *ROMAN)


def test_the_link_is_sent_again_by_the_command_for_everybody(db: None) -> None:
    call_command("staff", *ROMAN)
    call_command("invite", "roman.bor")

    assert User.objects.filter(login="roman.bor").count() == 1
    assert links.letter("staff_invited").to == "roman@iskra.example"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--role", "BOSS"), "invalid choice: 'BOSS'"),
        (("--mail", "roman"), "not a whole e-mail address"),
        (("--name", "  "), "A name has 1 to 160 characters"),
        (("--name", "R" * 161), "A name has 1 to 160 characters"),
        (("--name", "Roman\u202eBór"), "all of which can be printed"),
    ],
)
def test_what_cannot_be_is_refused(db: None, more: tuple[str, str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("staff", *ROMAN, *more)

    assert not User.objects.filter(login="roman.bor").exists()


@pytest.mark.parametrize("login", ["", "rb", "roman bor", "żółw", ".roman", "r" * 81])
def test_a_login_is_one_that_the_desk_would_take(db: None, login: str) -> None:
    with pytest.raises(CommandError, match="is no login: that is 3 to 80 letters without accents"):
        call_command("staff", "invite", login, *ROMAN[2:])

    assert not User.objects.exists()


def test_the_list_says_how_each_stands(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("staff", "list")
    assert capsys.readouterr().out == "Nobody works at the desk yet.\n"
    roman, ewa = people.staff("ADMIN", "roman"), people.staff("CLERK", "ewa")
    actions.invite_staff(actions.Colleague("nina", "Nina", "n@x.example", "CLERK"), at=people.NOON, by=roman)
    actions.disable_staff(ewa, at=people.NOON, by=roman)

    call_command("staff", "list")

    assert sorted(capsys.readouterr().out.splitlines()) == [
        "ewa  CLERK  Zofia Clerk  disabled",
        "nina  CLERK  Nina  invited",
        "roman  ADMIN  Zofia Admin  works",
    ]


def test_a_lost_second_step_of_the_staff_is_confirmed_by_another_administrator_only(db: None) -> None:
    roman, ewa = people.staff("ADMIN", "roman"), people.staff("CLERK", "ewa")
    actions.ask_lost_step(roman, at=people.NOON)

    for by in ((), ("--by", "roman"), ("--by", "ewa")):
        with pytest.raises(CommandError, match=r"^roman is staff: another administrator confirms it"):
            call_command("lost_step", "confirm", "roman", *by)

    User.objects.filter(pk=ewa.pk).update(staff_role="ADMIN")
    call_command("lost_step", "confirm", "roman", "--by", "ewa")
    assert lost_step(roman).confirmed_by == ewa  # type: ignore[union-attr]
