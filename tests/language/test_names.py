"""Names sort as in a telephone book and are compared leniently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abonent.language import likeness, sort_key

POLISH = [
    "Adamek",
    "Ąkowski",
    "Bąk",
    "Cabała",
    "Ćwik",
    "Lis",
    "Łabędź",
    "Maj",
    "Nowak",
    "Nowak Zofia",
    "Nowakowski",
    "Ósmy",
    "Paź",
    "Quist",
    "Rak",
    "Sowa",
    "Śliwa",
    "Wrona",
    "Zając",
    "Źrebiec",
    "Żak",
]
UKRAINIAN = [
    "Андрієнко",
    "Гнатюк",
    "Ґонта",
    "Дорошенко",
    "Євтушенко",
    "Жук",
    "Зима",
    "Ивченко",
    "Іваненко",
    "Їжак",
    "Йовенко",
    "Коваль",
    "Щерба",
    "Юрченко",
    "Яценко",
]


@pytest.mark.parametrize("names", [POLISH, UKRAINIAN, [*POLISH, *UKRAINIAN]])
def test_names_sort_by_their_alphabet(names: list[str]) -> None:
    keys = [sort_key(name) for name in names]

    assert keys == sorted(set(keys))


def test_case_apostrophes_and_hyphens_do_not_count() -> None:
    assert sort_key("Мар'яненко") == sort_key("МАРʼЯНЕНКО") == sort_key("Мар’яненко")
    assert sort_key("Nowak-Kowalska  Anna") == sort_key("nowak kowalska anna")


def test_a_foreign_mark_stands_with_its_letter() -> None:
    assert sort_key("Béla") == sort_key("Bela")


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert sort_key("Jo\u0301zef") == sort_key("Józef") != sort_key("Jozef")


@given(st.text())
def test_a_key_sorts_in_every_collation(name: str) -> None:
    key = sort_key(name)

    assert key == "" or (key.isascii() and key.isalnum() and key == key.lower())


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
