"""The lines on the first page: whether each is connected, and where to look when something is wrong."""

from collections.abc import Iterator
from typing import Any

from abonent.modules.internet.bulk.shown import shown
from abonent.modules.internet.charts.chart import DAY, chart, course
from abonent.modules.internet.models import Line
from abonent.modules.internet.portal import words
from abonent.people.queries import may
from abonent.web.page import CustomerRequest
from abonent.web.portal.calculation import named

MOST = 3
"""So many lines are shown; the list has them all."""


def panels(request: CustomerRequest) -> Iterator[tuple[str, dict[str, Any]]]:
    """Show the lines of the account; nothing where there are none.

    One statement, however many they are, and one for what the only line carried in the last day.
    """
    if not may(request.access.role, "lines.see"):
        return
    found = shown(request.account, at=request.at)
    if found:
        context: dict[str, Any] = {"lines": found[:MOST], "more": len(found) > MOST, "several": len(found) > 1}
        if len(found) == 1:
            carried = course(Line(pk=found[0].pk), DAY, at=request.at)
            context["chart"] = chart(carried, DAY, table=False)
        yield (
            "internet/panel.html",
            {**context, "tag": words.tags(request.at), "megabits": words.megabits, "named": named},
        )
