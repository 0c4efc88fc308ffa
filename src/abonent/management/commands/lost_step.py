"""`abonent lost-step`: what the office does when a customer has lost the second step of signing in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from abonent import profile
from abonent.people.actions import AlreadyConfirmed, NeedsAnother, NoLostStep, confirm_lost_step, stop_lost_step
from abonent.people.models import LostStep, User
from abonent.people.queries import lost_steps


class Command(BaseCommand):
    help = (
        "Show who has said that the second step of signing in is lost (list). Look at an identity document, then let the "
        "waiting time begin (confirm LOGIN); or let everything stay as it is (refuse LOGIN). The customer is told by mail."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=("list", "confirm", "refuse"))
        parser.add_argument("login", nargs="?", default="", metavar="LOGIN")
        parser.add_argument("--by", default="", metavar="LOGIN", help="the member of staff who has seen the document")

    def handle(self, *_: Any, **said: Any) -> None:
        if said["act"] == "list":
            self._list()
            return
        user, by = _person(said["login"]), _staff(said["by"]) if said["by"] else None
        try:
            if said["act"] == "confirm":
                step = confirm_lost_step(user, by=by, at=timezone.now())
                self.stdout.write(f"{user.login} can sign in with the password alone from {_when(step.opens_at)}.")
            else:
                stop_lost_step(user, by=by, at=timezone.now())
                self.stdout.write(f"The second step of {user.login} stays.")
        except NoLostStep:
            raise CommandError(f"{user.login} has not said that the second step is lost.") from None
        except AlreadyConfirmed:
            raise CommandError(f"That was confirmed before; the waiting time of {user.login} runs.") from None
        except NeedsAnother:
            raise CommandError(
                f"{user.login} is staff: another administrator confirms it (--by LOGIN). If there is none, "
                "abonent staff invite lets one in."
            ) from None

    def _list(self) -> None:
        running = list(lost_steps())
        for step in running:
            self.stdout.write(f"{step.user.login}  {step.user.name}  asked {_when(step.asked_at)}  {_state(step)}")
        if not running:
            self.stdout.write("Nobody has lost a second step.")


def _state(step: LostStep) -> str:
    return f"opens {_when(step.opens_at)}" if step.opens_at else "waits for the office"


def _when(at: Any) -> str:
    return f"{at.astimezone(profile.current().zone):%Y-%m-%d %H:%M}"


def _person(login: str) -> User:
    found = User.objects.filter(login=login.lower()).first()
    if found is None:
        raise CommandError(f"There is nobody with the login {login!r}.")
    return found


def _staff(login: str) -> User:
    found = _person(login)
    if not found.is_staff:
        raise CommandError(f"{login} is not staff.")
    return found
