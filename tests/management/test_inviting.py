"""`abonent invite`: a link for whoever it is meant for, and plain words where there cannot be one."""

import pytest
from django.core.management import CommandError, call_command

from abonent.people.models import Account, User
from abonent.post.models import Message
from tests import people
from tests.people import NOON
from tests.web import links


def test_a_person_gets_a_link(account: Account, olena: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("invite", " OLENA ")

    assert links.letter("first_access").to == "olena@example.com"
    said = capsys.readouterr().out
    assert said.startswith("A link is on its way to Olena Petrenko; it works until 20")
    assert links.token("first_access") not in said


@pytest.mark.usefixtures("account")
def test_a_login_that_nobody_has_is_refused() -> None:
    with pytest.raises(CommandError, match=r"^Nobody has the login olga\.$"):
        call_command("invite", "olga")


def test_who_has_left_is_not_invited(account: Account, olena: User) -> None:
    olena.ended_at = NOON
    olena.save()

    with pytest.raises(CommandError, match=r"^olena has closed the sign-in; it has to be opened again first\.$"):
        call_command("invite", "olena")
    assert not Message.objects.exists()


@pytest.mark.usefixtures("db")
def test_who_has_no_address_is_not_invited() -> None:
    people.person("jan", "Jan Bąk")

    with pytest.raises(CommandError, match=r"^jan has no confirmed e-mail address to which a link could go\.$"):
        call_command("invite", "jan")
    assert not Message.objects.exists()
