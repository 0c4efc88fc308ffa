"""Which PPPoE password a line may have: it is typed into routers, so it is printable ASCII without spaces (RFC 2865, 5.2)."""

import re
import secrets
from collections.abc import Iterator

from django.utils.translation import gettext as _

from abonent import profile
from abonent.people.passwords import is_guessed
from abonent.profile.internet import LinePassword

PRINTABLE = re.compile(r"[!-~]+")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that is taken for something else when it is read aloud or copied by hand."""
TOGETHER = 4
"""So many letters stand together in what is proposed, so that nobody loses their place in it."""


def rule() -> LinePassword:
    """Return how long passwords of this operator's lines are."""
    internet = profile.current().internet
    assert internet  # noqa: S101 - the profile is refused where the module is used without
    return internet.password


def proposed_password() -> str:
    """Return a password made at random: groups of letters and digits, as long as the profile says."""
    length = rule().proposed
    return "".join(_letter(place, length) for place in range(length))


def line_password_faults(password: str, *, login: str) -> list[str]:
    """Say, in the active language, why a line cannot have a password; nothing when it can."""
    return list(_faults(password, login, rule()))


def _letter(place: int, length: int) -> str:
    between = place % (TOGETHER + 1) == TOGETHER and place < length - 1
    return "-" if between else secrets.choice(LETTERS)


def _faults(password: str, login: str, rule: LinePassword) -> Iterator[str]:
    if not rule.least <= len(password) <= rule.most:
        yield _("The password of a line has %(least)s to %(most)s characters.") % {
            "least": rule.least,
            "most": rule.most,
        }
    elif not PRINTABLE.fullmatch(password):
        yield _("Use only letters from a to z, digits and signs, without spaces: some routers do not take others.")
    elif is_guessed(password, about=[login]):
        yield _("This password is too easy to guess. Choose another, or take the one that is proposed.")
