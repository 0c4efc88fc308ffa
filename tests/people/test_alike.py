"""What the database makes of names: alike when they sound alike, in the order of their own alphabets, near when mistyped."""

import random
import string
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abonent.database import finding
from abonent.people.models import Account
from tests.people import FIRST_DAY

ASKING = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LETTERS = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźżабвгґдезиіїйклмнопрстуфхцчшщьюяєж '’-"
NAMES = st.text(st.sampled_from(LETTERS + LETTERS.upper()), max_size=30)


def made(function: str, said: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT abonent_{function}(%s)", [said])
        return cursor.fetchone()[0]


def folded(said: str) -> str:
    return str(made("fold", said))


def in_order(*names: str) -> list[str]:
    """The names as the database sorts the customers of these names."""
    opened = [
        Account(number=str(200_000 + place), holder=name, language="pl", opened_on=FIRST_DAY)
        for place, name in enumerate(names)
    ]
    Account.objects.bulk_create(opened)
    return list(Account.objects.exclude(pk=0).order_by("sort_key", "pk").values_list("holder", flat=True))


@pytest.mark.parametrize(
    "spellings",
    [
        ("Шевчук", "Shevchuk", "Szewczuk", "ШЕВЧУК", "szewczuk"),
        ("Żak", "zak", "ŻAK", "Źak", "Z\u0307ak"),
        ("Górski", "gorski", "GÓRSKI", "Go\u0301rski"),
        ("Ковальський", "Kowalski", "Kovalskyi", "Kowalskij", "ковальский"),
        ("Хмельницький", "Khmelnytskyi", "Chmielnyckyj".replace("ie", "e"), "Chmelnicki"),
        ("Щербак", "Shcherbak", "Szczerbak"),
        ("Кравець", "Kravets", "Krawec"),
        ("Юрій", "Yurii", "Jurij", "Iurii"),
        ("Ярослав", "Yaroslav", "Jarosław", "Iaroslav"),
        ("Їжак", "Yizhak", "Jiżak", "Izhak"),
        ("Євген", "Yevhen", "Jewhen", "Ievhen"),
        ("Жук", "Zhuk", "Żuk"),
        ("Мар'яна", "Мар’яна", "Марʼяна", "Mariana", "Marjana"),
        ("Łódź", "lodz", "Lodz"),
        ("Grzegorz", "gzegoz", "Gżegoż"),
        ("Олександр", "Oleksandr", "Olexandr"),
        ("Björn Strauß-Müller", "bjorn strauss muller", "BJÖRN  STRAUSS MÜLLER"),
        ("ul. Leśna 5/12, 16-999 Gródek", "UL LESNA 5 12 16 999 grodek", "ul Leśna 5/12 16-999 Grodek"),
        ("ＦＵＬＬ　ｗｉｄｔｈ ５", "full width 5"),
        ("I\u0307stanbul", "istanbul"),
    ],
)  # fmt: skip
def test_what_sounds_alike_is_found_alike(db: None, spellings: tuple[str, ...]) -> None:
    assert len({folded(each) for each in spellings}) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [("Kowal", "Kowalski"), ("Nowak", "Nowik"), ("Гнатюк", "Ґнатюк"), ("Lis", "Las"), ("Anna", "Ana"), ("5", "55")],
)
def test_what_sounds_different_is_not(db: None, first: str, second: str) -> None:
    assert folded(first) != folded(second)


def test_every_letter_has_its_own_counterpart(db: None) -> None:
    """The lists of `translate` stand against each other: one letter too few would shift all that follow."""
    cyrillic = dict(zip("абвгґдезийклмнопрстуф", "abvhgdeziiklmnoprstuf", strict=True))
    cyrillic |= dict(
        zip("хцчшщыэёжіїєюя", ["c", "c", "c", "s", "sc", "i", "e", "e", "z", "i", "i", "ie", "iu", "ia"], strict=True)
    )
    polish = dict(zip("ąćęłńóśźżwyjđø", "acelnoszzviido", strict=True))

    assert {letter: folded(f"b{letter}b") for letter in cyrillic} == {
        letter: f"b{like}b" for letter, like in cyrillic.items()
    }
    assert {letter: folded(f"b{letter}b") for letter in polish} == {
        letter: f"b{like}b" for letter, like in polish.items()
    }
    assert folded("ьъ'’ʼ`´") == ""


@ASKING
@given(name=NAMES)
def test_what_is_searched_is_plain_words_with_one_space_between(db: None, name: str) -> None:
    found = folded(name)

    assert found == " ".join(found.split())
    assert set(found) <= set(string.ascii_lowercase + string.digits + " ")
    assert folded(name.upper()) == folded(name.lower()) == found


@ASKING
@given(said=st.text(max_size=60).filter(lambda said: "\0" not in said))
def test_whatever_is_said_is_searched_and_sorted_somehow(db: None, said: str) -> None:
    said = said.encode(errors="replace").decode()

    assert finding.fold(said) == folded(said).split()
    assert isinstance(made("sort_key", said), str)
    assert not set("'&|!:()\\<>* ") & set("".join(finding.fold(said)))


def test_what_cannot_be_sent_to_a_database_is_asked_without_it(db: None) -> None:
    assert finding.fold("Kowal\0ski") == ["koval", "ski"]


def test_very_long_words_are_searched(db: None) -> None:
    assert len(folded("ﷺ" * 10_000)) > 0
    assert finding.fold("Kowalski " * 20_000)[-1] == "kovalski"


POLISH = ["Adamek", "Ąkowski", "Bąk", "Cabała", "Ćwik", "Lis", "Łabędź", "Maj", "Nowak", "Nowakowski", "Ósmy", "Paź", "Quist", "Rak", "Sowa", "Śliwa", "Wrona", "Zając", "Źrebiec", "Żak"]  # fmt: skip
UKRAINIAN = ["Андрієнко", "Гнатюк", "Гяр", "Ґонта", "Дорошенко", "Едем", "Єва", "Євтушенко", "Жук", "Зима", "Ивченко", "Ияк", "Іваненко", "Їжак", "Йовенко", "Коваль", "Щерба", "Юрченко", "Яценко"]  # fmt: skip


@pytest.mark.parametrize("names", [POLISH, UKRAINIAN, [*POLISH, *UKRAINIAN]])
def test_customers_stand_in_the_order_of_their_alphabets(db: None, names: list[str]) -> None:
    mixed = random.Random(7).sample(names, len(names))  # noqa: S311 - any order but the right one

    assert in_order(*mixed) == names


def test_capitals_marks_and_signs_do_not_count_in_the_order(db: None) -> None:
    assert made("sort_key", "Мар'яненко") == made("sort_key", "МАРʼЯНЕНКО") == made("sort_key", "Мар’яненко")
    assert made("sort_key", "Nowak-Kowalska  Anna") == made("sort_key", " nowak kowalska ANNA")
    assert made("sort_key", "Béla") == made("sort_key", "bela")
    assert made("sort_key", "Jo\u0301zef") == made("sort_key", "Józef") != made("sort_key", "Jozef")
    assert made("sort_key", "И\u0306осип") == made("sort_key", "йосип")


def test_a_surname_alone_stands_before_the_same_with_more(db: None) -> None:
    assert in_order("Nowakowski Jan", "Nowak Zofia", "Nowak", "Nowak-Lis Ewa", "Nowąk") == [
        "Nowak",
        "Nowak-Lis Ewa",
        "Nowak Zofia",
        "Nowakowski Jan",
        "Nowąk",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "slip", ["kovaski", "kovallski", "kovalsli", "kovlaski", "okvalski", "ovalski", "kovalsk", "kovalskia"]
)
def test_a_word_with_one_slip_shares_something_with_the_word(db: None, slip: str) -> None:
    assert set(made("slips", slip)) & set(made("slips", "kovalski"))
    assert finding.apart(slip, "kovalski") == 1


def test_other_words_share_nothing(db: None) -> None:
    assert not set(made("slips", "kovalski")) & set(made("slips", "novakovski"))
    assert not set(made("slips", "lis")) & set(made("slips", "rak"))


@given(word=st.text("abc", max_size=8), other=st.text("abc", max_size=8))
def test_slips_are_counted_alike_from_both_sides(word: str, other: str) -> None:
    assert finding.apart(word, other) == finding.apart(other, word)
    assert (finding.apart(word, other) == 0) is (word == other)
    assert abs(len(word) - len(other)) <= finding.apart(word, other) <= max(len(word), len(other))


@pytest.mark.parametrize(("words", "question"), [
    ([["kovalski"]], "('kovalski':*)"),
    ([["kovalski", "kovalska"], ["5"]], "('kovalski':* | 'kovalska':*) & ('5')"),
    ([["a"], ["5a"]], "('a') & ('5a')"),
])  # fmt: skip
def test_a_question_has_all_words_in_one_of_their_spellings(words: list[list[str]], question: str) -> None:
    assert finding.asked(words, begin=True) == question
    assert ":*" not in finding.asked(words, begin=False)
