"""Places in a long list: each row is met once whatever comes meanwhile, and nothing that anybody types breaks it."""

import json
from base64 import urlsafe_b64encode
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abonent.database import paging
from abonent.people.models import Account
from tests.people import FIRST_DAY
from tests.web.desk.long_list import customers, listing, numbers, opened

pytestmark = pytest.mark.usefixtures("reads_english")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    keys=st.lists(st.integers(0, 4), min_size=1, max_size=40),
    size=st.integers(1, 7),
    comes=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=8),
    down=st.booleans(),
)
def test_rows_that_come_meanwhile_neither_hide_nor_double_others(
    db: None, keys: list[int], size: int, comes: list[tuple[int, int]], down: bool
) -> None:
    """Any ties, any size of page, rows that come before or behind while somebody walks through the pages and back."""
    with transaction.atomic():
        met, back, stay = _walked(keys, size, comes, order=paging.Order(("opened_on",), down=down))
        transaction.set_rollback(True)

    assert len(met) == len(set(met))
    assert len(back) == len(set(back))
    assert stay <= set(met)
    assert stay <= set(back)


def _walked(
    keys: list[int], size: int, comes: list[tuple[int, int]], *, order: paging.Order
) -> tuple[list[int], list[int], set[int]]:
    """Walk to the end while rows come, and back to the beginning; the rows that were there at first are the third."""
    stay = {each.pk for place, key in enumerate(keys) for each in opened(1, first=200_000 + place, opened_on=day(key))}
    met: list[int] = []
    back: list[int] = []
    piece, number = paging.piece(customers(), order, size=size), 300_000
    for step in range(200):
        met += [row.pk for row in piece.rows]
        for key in [key for when, key in comes if when == step]:
            opened(1, first=(number := number + 1), opened_on=day(key))
        if not piece.behind:
            break
        piece = paging.piece(customers(), order, size=size, behind=order.of(piece.rows[-1]))
    while True:
        back += [row.pk for row in reversed(piece.rows)]
        if not piece.before:
            return met, back, stay
        piece = paging.piece(customers(), order, size=size, before=order.of(piece.rows[0]))


def day(key: int) -> date:
    return FIRST_DAY + timedelta(days=key)


def test_pieces_of_a_file_hold_each_row_once(db: None) -> None:
    opened(25)

    found = list(paging.pieces(customers(), paging.Order(("opened_on",)), size=10))

    assert [len(each) for each in found] == [10, 10, 5]
    assert len({row.pk for each in found for row in each}) == 25


def test_a_place_is_written_and_read() -> None:
    order = paging.Order(("sort_key", "opened_on"))
    place = ("шевчук 'олена'", date(2026, 11, 21), 17)

    assert paging.read(paging.written(place), order, Account) == place


@given(said=st.one_of(st.text(max_size=80), st.binary(max_size=60).map(lambda raw: urlsafe_b64encode(raw).decode())))
def test_what_is_no_place_is_said_to_be_none(said: str) -> None:
    with pytest.raises(paging.NoPlace):
        paging.read(said, paging.Order(("number",)), Account)


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["a"],
        ["a", "b"],
        ["a", "17", "17"],
        ["a", str(2**63)],
        ["a", "-1" * 99],
        ["a\0", "1"],
        ["\ud800", "1"],
        [None, "1"],
        [["a"], "1"],
        [{"a": 1}, "1"],
        ["a", 1],
        ["a" * 5000, "1"],
        {"a": "b"},
        "ab",
        None,
        17,
    ],
)
def test_a_place_made_up_by_somebody_begins_at_the_beginning(db: None, values: Any) -> None:
    opened(3)
    said = urlsafe_b64encode(json.dumps(values).encode()).decode()

    for way in ("after", "before"):
        assert numbers(listing(f"?{way}={said}")) == ["200000", "200001", "200002"]


@pytest.mark.parametrize("sort", ["since", "holder"])
@pytest.mark.parametrize("value", ["9999-12-31", "0001-01-01", "2026-02-30", "now", "infinity", "", "1e9", "zż"])
def test_no_place_whatever_breaks_a_list(db: None, sort: str, value: str) -> None:
    opened(3)

    table = listing(f"?sort={sort}&after={paging.written((value, 1))}")

    assert len(table.rows) == 3
