"""Who works at the desk of the demonstration: one of each role, with a password that everybody may read."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from abonent.demo.script import script
from abonent.people import passwords
from abonent.people.bulk import reach, welcome
from abonent.people.models import OPERATOR, User


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the office."""

    login: str
    password: str
    name: str
    language: str
    email: str
    role: str


def office() -> list[Colleague]:
    """Return everybody of the office, as demo.toml says."""
    return [Colleague(**said) for said in script().staff]


@transaction.atomic
def open_the_office(*, at: datetime) -> int:
    """Let those work at the desk who do not yet; return how many. What visitors change about them stays so."""
    known = set(User.objects.filter(login__in=[each.login for each in office()]).values_list("login", flat=True))
    new = [each for each in office() if each.login not in known]
    users = welcome([_user(each, at) for each in new])
    reach([(OPERATOR, user.pk, each.email) for user, each in zip(users, new, strict=True)], confirmed_at=at)
    return len(new)


def _user(colleague: Colleague, at: datetime) -> User:
    return User(
        login=colleague.login,
        name=colleague.name,
        language=colleague.language,
        staff_role=colleague.role,
        joined_at=at,
        password=make_password(passwords.normal(colleague.password)),
        password_is_long=passwords.is_long(colleague.password),
    )
