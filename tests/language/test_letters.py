"""Letters that documents can write, and those that are asked for in others."""

import pytest

from abonent.language import unwritable
from abonent.language.letters import writable


@pytest.mark.parametrize(
    "name",
    ["Zażółć gęślą jaźń", "Ґалаґан-Їжакевич", "Мар’яненко", "Οδυσσέας Ελύτης", "Nguyễn Thị", "Ó Súilleabháin", "ﬁ", ""],
)
def test_names_of_our_customers_can_be_written(name: str) -> None:
    assert unwritable(name) == []


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("გიორგი", ["გ", "ი", "ო", "რ"]),
        ("Anna Արամ", ["Ա", "ր", "ա", "մ"]),
        ("محمد", ["م", "ح", "د"]),
        ("张伟 🙂", ["张", "伟", "🙂"]),
    ],
)
def test_letters_without_a_shape_are_named_each_once(name: str, letters: list[str]) -> None:
    assert unwritable(name) == letters
    assert set(letters) & set(writable(name)) == set()


def test_what_is_taken_is_never_a_box() -> None:
    taken = "".join(sign for sign in map(chr, range(0x20, 0x30000)) if not unwritable(sign)).replace("□", "")

    assert "□" not in writable(taken)
