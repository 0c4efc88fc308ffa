"""What differs between two lines, piece by piece."""

import pytest

from abonent.web.desk.differences import line, pieces


@pytest.mark.parametrize(
    ("old", "new", "was", "will"),
    [
        ("ul. Polna 3/12", "ul. Polna 8/12", "ul. Polna [3]/12", "ul. Polna [8]/12"),
        ("Sklep Jodła", "Sklep i pracownia Jodła", "Sklep Jodła", "Sklep [i pracownia ]Jodła"),
        ("Jan Kowalski", "Anna Nowak", "[Jan Kowalski]", "[Anna Nowak]"),
        ("", "Anna", "", "[Anna]"),
        ("same", "same", "same", "same"),
    ],
)
def test_words_that_differ_are_marked(old: str, new: str, was: str, will: str) -> None:
    marked = ["".join(f"[{text}]" if differs else text for text, differs in side) for side in pieces(old, new)]

    assert marked == [was, will]


def test_lines_are_compared_one_by_one() -> None:
    found = line("Address", ["ul. Polna 3", "16-999 Gródek"], ["ul. Polna 3"])

    assert not found.same
    assert found.old == ((("ul. Polna 3", False),), (("16-999 Gródek", True),))
    assert found.new == ((("ul. Polna 3", False),),)
