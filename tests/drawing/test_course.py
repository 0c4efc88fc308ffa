"""A sum over time as a line in steps."""

from datetime import date
from decimal import Decimal

from abonent.drawing.course import course

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def points(**values: str) -> list[tuple[date, Decimal]]:
    return [(date(2026, 11, int(day[1:])), Decimal(value)) for day, value in values.items()]


def test_it_stays_until_the_day_on_which_it_changes() -> None:
    found = course(Decimal(0), points(d4="60.00", d16="0.00"), first=FIRST, last=LAST)

    assert found.line == "M0 200.0H60.0V0.0H300.0V200.0H600"
    assert found.area == f"{found.line}V200.0H0Z"
    assert (found.top, found.middle, found.bottom, found.zero) == (Decimal(60), Decimal(30), Decimal(0), 200.0)


def test_below_nothing_there_is_room_too() -> None:
    found = course(Decimal("-50.00"), points(d16="50.00"), first=FIRST, last=LAST)

    assert found.line == "M0 200.0H300.0V0.0H600"
    assert (found.top, found.bottom, found.zero) == (Decimal(50), Decimal(-50), 100.0)
    assert (found.highest, found.lowest) == ((date(2026, 11, 16), Decimal("50.00")), (FIRST, Decimal("-50.00")))


def test_what_is_always_below_nothing_hangs_from_the_top() -> None:
    found = course(Decimal("-10.00"), points(d16="-20.00"), first=FIRST, last=LAST)

    assert (found.top, found.bottom, found.zero) == (Decimal(0), Decimal(-20), 0.0)


def test_one_day_with_nothing_is_a_line_along_the_bottom() -> None:
    found = course(Decimal(0), [], first=FIRST, last=FIRST)

    assert (found.line, found.top) == ("M0 200.0H600", Decimal(1))
    assert found.highest == (FIRST, Decimal(0))
