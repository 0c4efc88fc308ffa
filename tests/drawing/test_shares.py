"""A whole in parts as one bar."""

from abonent.drawing.shares import LEAST, WIDTH, shares


def test_parts_fill_the_bar_and_small_ones_can_be_seen() -> None:
    found = shares({"late": 1, "today": 0, "later": 999})

    assert [(share.name, share.count) for share in found] == [("late", 1), ("later", 999)]
    assert found[0].x == 0
    assert found[0].width >= LEAST
    assert found[1].x == found[0].width
    assert abs(found[1].x + found[1].width - WIDTH) < 1


def test_of_nothing_there_is_no_bar() -> None:
    assert shares({"late": 0}) == ()
