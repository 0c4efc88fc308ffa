"""`abonent staff`: invite the first administrator of the desk, and say who works there."""

import re
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from abonent import profile
from abonent.language import is_printable, lengths
from abonent.people import colleagues, passwords
from abonent.people.actions import FIRST, Colleague, LoginTaken, invite_staff
from abonent.people.models import User
from abonent.people.queries import staff

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,79}")
"""As the desk takes them."""


class Command(BaseCommand):
    help = (
        "Invite somebody to the staff's desk (invite LOGIN --name --mail --role): a link for choosing a password goes out by "
        "mail. Meant for the first administrator, who invites all others at the desk. Or show who works there (list)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        acts.add_parser("list", help="who works at the desk, and how each stands")
        invite = acts.add_parser("invite", help="let somebody work at the desk")
        invite.add_argument(
            "login", metavar="LOGIN", help="what they will sign in with: letters without accents, digits, . _ -"
        )
        invite.add_argument("--name", required=True, help="name and surname, as customers may read it")
        invite.add_argument("--mail", required=True, help="e-mail address: whoever reads the letter comes in")
        invite.add_argument(
            "--role", required=True, choices=list(profile.current().desk.roles), help="what they may do"
        )

    def handle(self, *_: Any, **said: Any) -> None:
        if said["act"] == "list":
            self._list()
            return
        login = _login(said["login"])
        new = Colleague(login, _name(said["name"]), _address(said["mail"]), said["role"])
        try:
            made = invite_staff(new, at=timezone.now(), by=None)
        except LoginTaken:
            raise CommandError(
                f"Somebody has the login {login} already; abonent invite {login} sends the link again."
            ) from None
        self.stdout.write(f"A link is on its way to {made.name}; it works until {_ends(made)}.")

    def _list(self) -> None:
        for user in staff():
            state = "works" if colleagues.has_come_in(user) else "invited"
            self.stdout.write(
                f"{user.login}  {user.staff_role}  {user.name}  {state if user.is_active else 'disabled'}"
            )
        if not staff().exists():
            self.stdout.write("Nobody works at the desk yet.")


def _login(typed: str) -> str:
    login = passwords.normal(typed.strip()).lower()
    if not LOGIN.fullmatch(login):
        raise CommandError(
            f"{typed!r} is no login: that is 3 to 80 letters without accents, digits and the signs . _ -, and begins with "
            "a letter or digit."
        )
    return login


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > lengths.NAME or not is_printable(name):
        raise CommandError(f"A name has 1 to {lengths.NAME} characters, all of which can be printed.")
    return name


def _address(typed: str) -> str:
    try:
        validate_email(typed)
    except ValidationError:
        raise CommandError(f"{typed!r} is not a whole e-mail address.") from None
    return typed


def _ends(user: User) -> str:
    until = colleagues.link_until(FIRST, user, at=timezone.now())
    return f"{until.astimezone(profile.current().zone):%Y-%m-%d %H:%M}" if until else ""
