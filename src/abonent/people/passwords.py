"""Which password a person may choose (NIST SP 800-63B-4, 3.1.1.2): long enough, and not one that everybody guesses.

There are no rules of composition. Spaces and every letter of Unicode are taken; what is typed is taken whole.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abonent import profile

ROWS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)
SHORT_PIECE = 8
"""What is shorter and repeated to make a password is no better than one piece of it."""
OWN_ENOUGH = 6
"""So many characters must be left when everything that is known about a person is taken out."""
SHORTEST_WORD = 3


def normal(typed: str) -> str:
    """Return the one way to write what was typed: a letter with a mark can come from a keyboard in two ways (Unicode, NFC)."""
    return unicodedata.normalize("NFC", typed)


def is_long(password: str) -> bool:
    """Say whether a password may stand alone, without a second step."""
    return len(normal(password)) >= profile.current().sign_in.password.alone_min


def shortest(*, second_step: bool) -> int:
    """Return how many characters a password must have."""
    rule = profile.current().sign_in.password
    return rule.with_second_step_min if second_step else rule.alone_min


def faults(password: str, *, second_step: bool, about: Iterable[str]) -> list[str]:
    """Say, in the active language, why a password cannot be chosen; nothing when it can.

    `about` is what strangers may know or guess of the person: login, name, numbers of accounts.
    """
    return list(_faults(normal(password), shortest(second_step=second_step), about))


def is_guessed(password: str, *, about: Iterable[str]) -> bool:
    """Say whether a password is guessed among the first, or made of what others know (`about`, and the operator's name)."""
    left = _without(password, [*about, profile.current().name])
    return _is_guessed_first(password) or _is_not_enough(left)


def _faults(password: str, least: int, about: Iterable[str]) -> Iterator[str]:
    most = profile.current().sign_in.password.max
    if len(password) < least:
        yield ngettext(
            "The password needs at least %(count)s character.",
            "The password needs at least %(count)s characters.",
            least,
        ) % {"count": least}
    elif len(password) > most:
        yield ngettext(
            "The password can have at most %(count)s character.",
            "The password can have at most %(count)s characters.",
            most,
        ) % {"count": most}
    elif _is_guessed_first(password):
        yield _(
            "This password is one of those that are guessed first. Choose another, for example a few words that do not belong together."
        )
    elif _is_not_enough(_without(password, [*about, profile.current().name])):
        yield _("This password is made of what others know: the login, a name, an account number. Choose other words.")


def _is_not_enough(left: str) -> bool:
    return len(left) < OWN_ENOUGH or _is_guessed_first(left)


def _is_guessed_first(password: str) -> bool:
    plain = password.casefold()
    piece = _piece(plain)
    if piece != plain:
        return len(piece) < SHORT_PIECE or piece in _common()
    return plain in _common() or any(plain in way for row in ROWS for way in (row, row[::-1]))


def _piece(text: str) -> str:
    """Return the shortest piece that makes the text when repeated."""
    return text[: (text + text).find(text, 1)]


def _without(password: str, words: Iterable[str]) -> str:
    """Return what is left of a password when known words are taken out; what is neither letter nor digit does not count."""
    left = re.sub(r"[\W_]+", "", password.casefold())
    for word in sorted(_parts(words), key=len, reverse=True):
        left = left.replace(word, "")
    return left


def _parts(words: Iterable[str]) -> set[str]:
    plain = [normal(word).casefold() for word in words]
    parts = {re.sub(r"[\W_]+", "", word) for word in plain} | {
        part for word in plain for part in re.split(r"[\W_]+", word)
    }
    return {part for part in parts if len(part) >= SHORTEST_WORD}


@cache
def _common() -> frozenset[str]:
    """Return the 20 000 passwords that leak most, as Django brings them."""
    return frozenset(CommonPasswordValidator().passwords)
