"""One-time codes and links: they work once, in time, and only for what they were made for."""

from datetime import timedelta

import pytest

from abonent.people.actions import SpentCode, WrongCode, make_code, make_link, seen_link, try_code, use_link
from abonent.people.bulk import forget_codes
from abonent.people.models import Code, User
from tests.people import NOON

HOUR = timedelta(hours=1)


def test_a_link_works_once_and_looking_at_it_does_not_use_it_up(olena: User) -> None:
    token = make_link("RECOVER", user=olena, at=NOON, lasts=HOUR)

    assert seen_link("RECOVER", token, at=NOON).user == olena
    assert use_link("RECOVER", token, at=NOON).user == olena
    with pytest.raises(SpentCode):
        use_link("RECOVER", token, at=NOON)


def test_a_link_is_too_old_at_the_instant_it_ends(olena: User) -> None:
    token = make_link("RECOVER", user=olena, at=NOON, lasts=HOUR)

    with pytest.raises(SpentCode):
        seen_link("RECOVER", token, at=NOON + HOUR)
    assert seen_link("RECOVER", token, at=NOON + HOUR - timedelta(seconds=1)).user == olena


def test_a_link_for_one_thing_does_nothing_else(olena: User) -> None:
    token = make_link("RECOVER", user=olena, at=NOON, lasts=HOUR)

    with pytest.raises(SpentCode):
        use_link("JOIN", token, at=NOON)


def test_a_new_link_makes_the_old_one_of_the_same_subject_void(olena: User) -> None:
    old = make_link("RECOVER", user=olena, subject="user:1", at=NOON, lasts=HOUR)
    new = make_link("RECOVER", user=olena, subject="user:1", at=NOON + HOUR / 2, lasts=HOUR)

    with pytest.raises(SpentCode):
        use_link("RECOVER", old, at=NOON + HOUR / 2)
    assert use_link("RECOVER", new, at=NOON + HOUR / 2).subject == "user:1"


def test_neither_code_nor_token_is_kept(olena: User) -> None:
    token = make_link("RECOVER", user=olena, at=NOON, lasts=HOUR)
    code = make_code("CONFIRM", user=olena, subject="contact:1", bound_to="browser", at=NOON)

    kept = str(list(Code.objects.values()))
    assert token not in kept
    assert f"'{code}'" not in kept


def test_a_code_has_six_digits_and_works_once_in_the_browser_that_asked(olena: User) -> None:
    code = make_code("CONFIRM", user=olena, subject="contact:1", bound_to="browser", at=NOON)

    assert (len(code), code.isdigit()) == (6, True)
    with pytest.raises(SpentCode):
        try_code("CONFIRM", code, subject="contact:1", bound_to="another browser", at=NOON)
    spaced = f"{code[:3]} {code[3:]}"
    assert try_code("CONFIRM", spaced, subject="contact:1", bound_to="browser", at=NOON).user == olena
    with pytest.raises(SpentCode):
        try_code("CONFIRM", code, subject="contact:1", bound_to="browser", at=NOON)


def test_after_five_wrong_tries_the_right_code_does_not_work_either(olena: User) -> None:
    code = make_code("CONFIRM", user=olena, subject="contact:1", bound_to="browser", at=NOON)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    left = []
    for _ in range(5):
        with pytest.raises(WrongCode) as caught:
            try_code("CONFIRM", wrong, subject="contact:1", bound_to="browser", at=NOON)
        left.append(caught.value.left)

    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(SpentCode):
        try_code("CONFIRM", code, subject="contact:1", bound_to="browser", at=NOON)


def test_a_code_lives_ten_minutes(olena: User) -> None:
    code = make_code("CONFIRM", user=olena, subject="contact:1", bound_to="browser", at=NOON)

    with pytest.raises(SpentCode):
        try_code("CONFIRM", code, subject="contact:1", bound_to="browser", at=NOON + timedelta(minutes=10))


def test_codes_are_forgotten_a_season_after_they_ended(olena: User) -> None:
    make_link("RECOVER", user=olena, at=NOON, lasts=HOUR)
    long = make_link("STOP_LOST", user=olena, at=NOON, lasts=timedelta(days=60))
    over = NOON + HOUR + timedelta(days=90)

    assert [forget_codes(over), forget_codes(over + timedelta(seconds=1)), forget_codes(over)] == [0, 1, 0]
    assert seen_link("STOP_LOST", long, at=NOON).user == olena
