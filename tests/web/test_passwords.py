"""Which passwords may be chosen: long enough, not known to everybody, not made of what others know."""

import pytest
from django.utils import translation

from abonent.people import passwords
from abonent.people.models import User

ABOUT = ["anna.nowak", "Anna Nowak", "100234", "Jan Kowalski"]


def ways(password: str, *, second_step: bool = False) -> list[str]:
    with translation.override("en"):
        return [fault.split(".")[0] for fault in passwords.faults(password, second_step=second_step, about=ABOUT)]


TOO_SHORT_ALONE = ["The password needs at least 15 characters"]
TOO_SHORT = ["The password needs at least 8 characters"]
GUESSED = ["This password is one of those that are guessed first"]
KNOWN = ["This password is made of what others know: the login, a name, an account number"]


@pytest.mark.parametrize("length", [1, 14])
def test_alone_it_needs_fifteen_characters(length: int) -> None:
    assert ways("kżzwqvxjhgmbtrp"[:length]) == TOO_SHORT_ALONE


def test_fifteen_are_enough() -> None:
    assert ways("kżzwqvxjhgmbtrp") == []


def test_beside_a_second_step_it_needs_eight() -> None:
    assert ways("kzwqvxj", second_step=True) == TOO_SHORT
    assert ways("kzwqvxjh", second_step=True) == []


def test_at_least_sixty_four_are_taken_whole() -> None:
    assert ways("kzwqvxjh" * 7 + "mbtrpsdf") == []
    assert ways("ab cd" * 25 + "xyz") == []
    assert ways("ab cd" * 25 + "xyz!") == ["The password can have at most 128 characters"]


@pytest.mark.parametrize(
    "password", ["cztery słowa bez ładu", "чотири слова без ладу", "🐳🐳🐳 wal w rzece 🐳", "all lower case words"]
)
def test_there_are_no_rules_of_composition(password: str) -> None:
    assert ways(password) == []


@pytest.mark.parametrize(
    "password", ["password", "12345678", "qwertyui", "passwordpassword", "aaaaaaaaaaaaaaaa", "abcabcabcabcabc", "123456789012345", "QWERTYUIOPASDFGH"]
)  # fmt: skip
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert ways(password, second_step=True) == GUESSED


@pytest.mark.parametrize(
    "password",
    [
        "Anna.Nowak.Anna.Nowak",
        "anna.nowak100234",
        "Iskra Net 2026!",
        "Jan-Kowalski-1987",
        "nowak nowak 1 2 3",
        "anna.nowak.123456",
    ],
)
def test_what_others_know_is_refused(password: str) -> None:
    assert ways(password) == KNOWN


def test_a_word_that_others_know_may_be_part_of_more() -> None:
    assert ways("nowak hoduje pstre kury") == []


def test_both_ways_to_write_a_letter_are_one_password(db: None) -> None:
    user = User(login="x")
    user.set_password("z\u0307o\u0301\u0142w na le\u017caku w cieniu")

    assert user.check_password("\u017c\u00f3\u0142w na le\u017caku w cieniu")
    assert not user.check_password("\u017c\u00f3\u0142w na le\u017caku w cieni")


def test_the_whole_password_counts() -> None:
    user = User(login="x")
    user.set_password("k" * 127 + "a")

    assert not user.check_password("k" * 127 + "b")


@pytest.mark.parametrize(
    ("password", "long"), [("x" * 14, False), ("x" * 15, True), ("e\u0301" * 14, False), (None, False)]
)
def test_it_is_remembered_whether_a_password_may_stand_alone(password: str | None, long: bool) -> None:
    user = User(login="x", password_is_long=not long)

    user.set_password(password)

    assert user.password_is_long is long
