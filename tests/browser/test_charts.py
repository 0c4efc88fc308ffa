"""Names under a chart stand on their instants and cover none of each other, on the narrowest phone and on a desk."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.views_of_lines import device, with_line
from tests.browser.visitor import DESKTOP
from tests.modules import internet

PLACES = """() => {
  const picture = document.querySelector(".chart").getBoundingClientRect();
  const names = [...document.querySelectorAll(".plot .names text")];
  return names.map(name => [name.getBoundingClientRect(), name.getAttribute("x")])
    .filter(([box]) => box.width)
    .map(([box, x]) => [box.left, box.right, (box.left + box.right) / 2 - picture.left - picture.width * parseFloat(x) / 100]);
}"""

MONTHS = """() => [...document.querySelectorAll(".plot .x.dense span")]
  .filter(name => name.checkVisibility({ visibilityProperty: true }))
  .map(name => {
    const words = document.createRange();
    words.selectNodeContents(name);
    const box = words.getBoundingClientRect();
    return [box.left, box.right];
  })"""

COLUMNS_SEEN = """() => {
  document.querySelectorAll("details:has(table)").forEach(each => { each.open = true });
  const box = document.querySelector(".scroll").getBoundingClientRect();
  return [...document.querySelectorAll(".scroll thead")[0].querySelectorAll("th")]
    .filter(column => column.getBoundingClientRect().right <= box.right + 1).length;
}"""
"""Columns of the table that are seen wholly before it is moved sideways."""


@pytest.mark.parametrize("screen", [{"width": 320, "height": 640}, DESKTOP], ids=["phone", "desk"])
def test_names_under_a_chart_cover_none_of_each_other(visit: Visit, screen: dict[str, int]) -> None:
    olena, line = with_line()
    at = scenes.now() - timedelta(hours=1)
    internet.carried(line, device(), [(at, 0, 0), (scenes.now(), 900_000_000, 9_000_000)], number=f"8e{line.pk}")
    visitor = visit(viewport=screen).sign_in(olena.user)
    for span in ("day", "week"):
        page = visitor.go(f"/lines/{line.pk}/traffic/?range={span}")

        places = page.evaluate(PLACES)

        assert len(places) >= 3
        assert all(left[1] + 2 <= right[0] for left, right in pairwise(places)), places
        assert places[-1][1] <= screen["width"]
        assert all(abs(off) < 1 for _, _, off in places), places
        assert page.evaluate(COLUMNS_SEEN) >= 3


def test_names_under_a_chart_have_room_where_text_is_large(visit: Visit) -> None:
    olena, line = with_line()
    at = scenes.now() - timedelta(hours=1)
    internet.carried(line, device(), [(at, 0, 0), (scenes.now(), 900_000_000, 9_000_000)], number=f"8f{line.pk}")
    visitor = visit().sign_in(olena.user)
    for span in ("day", "week"):
        page = visitor.go(f"/lines/{line.pk}/traffic/?range={span}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")

        places = page.evaluate(PLACES)

        assert len(places) >= 2
        assert all(left[1] <= right[0] for left, right in pairwise(places)), places


def test_names_of_months_have_room_where_text_is_large(visit: Visit) -> None:
    olena = scenes.customer()
    scenes.bills(olena.account, 12)
    page = visit().sign_in(olena.user).go("/overview/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    places = page.evaluate(MONTHS)

    assert len(places) >= 3
    assert all(left[1] <= right[0] for left, right in pairwise(places)), places
