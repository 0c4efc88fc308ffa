"""The office of the demonstration: one of each role, with a password that works, the same at every start."""

from datetime import UTC, datetime

from django.contrib.auth import authenticate
from django.core.management import call_command
from pytest_django import Settings

from abonent import profile
from abonent.demo.staff import office, open_the_office
from abonent.people.models import User
from abonent.people.queries import mail_addresses_of

AT = datetime(2026, 11, 21, 11, tzinfo=UTC)


def test_there_is_one_of_each_role_who_can_come_in_and_be_reached(db: None) -> None:
    assert open_the_office(at=AT) == len(profile.current().desk.roles)

    assert [each.role for each in office()] == list(profile.current().desk.roles)
    for each in office():
        user = authenticate(username=each.login, password=each.password)
        assert isinstance(user, User)
        assert (user.staff_role, user.password_is_long) == (each.role, True)
        assert [found.to for found in mail_addresses_of(user)] == [each.email]


def test_a_demo_that_starts_again_leaves_them_as_visitors_left_them(db: None) -> None:
    open_the_office(at=AT)
    User.objects.filter(login="zofia.wilk").update(ended_at=AT)

    assert open_the_office(at=AT) == 0
    assert User.objects.get(login="zofia.wilk").ended_at == AT
    assert User.objects.filter(login__in=[each.login for each in office()]).count() == len(office())


def test_each_is_printed_in_a_line_that_a_script_can_read(db: None, settings: Settings, capsys: object) -> None:
    settings.DEMO = True

    call_command("fill", customers=0)

    printed = capsys.readouterr().out.splitlines()  # type: ignore[attr-defined]
    staff = [line for line in printed if line.startswith("staff ")]
    assert staff == [f"staff {each.login} {each.password}" for each in office()]
    assert all(len(line.split()) == 3 for line in printed)
