"""Two measures over time: an area, a second line, and what is not known left open."""

from decimal import Decimal

from abonent.drawing.areas import areas


def test_a_measure_stands_in_the_middle_of_its_stretch_and_lines_go_on_to_the_edges() -> None:
    found = areas([(10.0, 1.0), (5.0, 2.0), (0.0, 0.0)])

    assert found.line == "M0 0.0L100 0.0L300 100.0L500 200.0L600 200.0"
    assert found.area == f"{found.line}V200H0Z"
    assert found.second == "M0 180.0L100 180.0L300 160.0L500 200.0L600 200.0"
    assert (found.top, found.middle) == (Decimal(10), Decimal(5))


def test_what_is_not_known_is_left_open() -> None:
    found = areas([None, (4.0, 8.0), None, (8.0, 8.0)])

    assert found.line == "M150 100.0L225 100.0L300 100.0M450 0.0L525 0.0L600 0.0"
    assert found.area == "M150 100.0L225 100.0L300 100.0V200H150ZM450 0.0L525 0.0L600 0.0V200H450Z"


def test_nothing_at_all_is_a_line_along_the_bottom_and_nothing_known_no_line() -> None:
    assert areas([(0.0, 0.0)]).line == "M0 200.0L300 200.0L600 200.0"
    assert areas([None]).line == ""
    assert areas([]).area == ""
