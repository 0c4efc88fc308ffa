"""What waits today, for whom and until when: the desk's first page."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.drawing.shares import Share, shares
from abonent.journal import queries as journal
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.piles import MOST, Pile, Thing, piles


@dataclass(frozen=True, slots=True)
class Strip:
    """A few numbers: what waits for an answer, how much of it is late or to be answered today, and what I have done."""

    waiting: str
    late: str
    today: str
    done: str
    bar: tuple[Share, ...]


@staff_page(act="desk.see")
@require_safe
def desk(request: StaffRequest) -> HttpResponse:
    """Show what waits for this person, and until when."""
    found = piles(request)
    context = {
        "strip": _strip(found, _done(request)),
        "answers": [pile for pile in found if pile.to_answer],
        "soon": [pile for pile in found if not pile.to_answer],
        "day": profile.today(request.at),
    }
    return render(request, "desk/today.html", context)


def counted(number: int) -> str:
    """Write how many there are; a hundred is many."""
    return f"{MOST - 1}+" if number >= MOST else str(number)


def _strip(found: list[Pile], done: int) -> Strip:
    things = [thing for pile in found if pile.to_answer for thing in pile.things]
    late, today = sum(map(_is_late, things)), sum(map(_is_for_today, things))
    bar = shares({"late": late, "today": today, "later": len(things) - late - today})
    return Strip(counted(len(things)), counted(late), counted(today), counted(done), bar)


def _is_late(thing: Thing) -> bool:
    return thing.deadline is not None and thing.deadline.late > 0


def _is_for_today(thing: Thing) -> bool:
    return thing.deadline is not None and thing.deadline.is_today


def _done(request: StaffRequest) -> int:
    since: datetime = profile.midnight(profile.today(request.at))
    return journal.count_done(request.user.pk, via="desk", since=since, most=MOST)
