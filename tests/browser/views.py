"""The list of everything that can be seen: each a page of the URL configuration in one of its states.

A view is a function that brings a visitor there: `@view("bill")` names the page as the URL configuration does.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.visitor import Visitor

type Way = Callable[[Visitor], object]


@dataclass(frozen=True)
class View:
    """A page (its name in the URL configuration; "" where there is no page), and how one comes to see it so.

    `lasting`: loading it again shows the same, so it can be looked at in other languages too.
    """

    page: str
    way: Way
    lasting: bool = True

    def __str__(self) -> str:
        return self.way.__name__


VIEWS: list[View] = []


def is_the_whole(view: View) -> bool:
    """Tell whether everything is looked at in a view: once for each page, in the first of its states."""
    return view.page == "" or view is next(each for each in VIEWS if each.page == view.page)


def view(page: str, *, lasting: bool = True) -> Callable[[Way], Way]:
    """Put a function on the list."""

    def listed(way: Way) -> Way:
        VIEWS.append(View(page, way, lasting))
        return way

    return listed
