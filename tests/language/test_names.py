"""Names are compared leniently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abonent.language import likeness


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Nowak Anna", "anna  NOWAK"),
        ("Łabędź Żaneta", "Labedz Zaneta"),
        ("Nowak-Kowalska", "Nowak Kowalska"),
        ("Мар'яненко Олена", "Мар’яненко Олена"),
        ("Iваненко", "Іваненко"),
        ("Ґонта", "Гонта"),
        ("Ковале́нко", "Коваленко"),
    ],
)
def test_spellings_of_one_name_are_alike(first: str, second: str) -> None:
    assert likeness(first) == likeness(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [("Nowak Anna", "Nowak Hanna"), ("Сергій", "Сергии"), ("Nowak", "Nowakowski"), ("Коваль", "Kowal")],
)
def test_different_names_are_not_alike(first: str, second: str) -> None:
    assert likeness(first) != likeness(second)


@given(st.text())
def test_likeness_of_likeness_is_itself(name: str) -> None:
    assert likeness(likeness(name)) == likeness(name)
