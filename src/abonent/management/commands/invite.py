"""`abonent invite`: send somebody the link to their first password, until the desk exists."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from abonent import profile
from abonent.people import passwords
from abonent.people.actions import HasLeft, NoConfirmedAddress, invite_in
from abonent.people.models import User


class Command(BaseCommand):
    help = (
        "Send a person the link with which they choose their first password; nobody else ever sees or sets it. "
        "The link before it works no more. Whoever has forgotten a password asks for a link at the sign-in."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", metavar="LOGIN", help="login of the person, as it stands on the agreement")

    def handle(self, *_: Any, **said: Any) -> None:
        login = passwords.normal(said["login"].strip()).lower()
        user = User.objects.filter(login=login).first()
        if user is None:
            raise CommandError(f"Nobody has the login {login}.")
        try:
            until = invite_in(user, at=timezone.now(), by=None)
        except HasLeft:
            raise CommandError(f"{login} has closed the sign-in; it has to be opened again first.") from None
        except NoConfirmedAddress:
            raise CommandError(f"{login} has no confirmed e-mail address to which a link could go.") from None
        ends = until.astimezone(profile.current().zone)
        self.stdout.write(f"A link is on its way to {user.name}; it works until {ends:%Y-%m-%d %H:%M}.")
