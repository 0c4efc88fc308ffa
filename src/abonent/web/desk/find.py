"""The page of the desk's search box: what was found, or at once the one thing that can be meant."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from abonent.people import queries as people
from abonent.web.desk.finding import LONGEST, find
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.engine import render_block

PAGE = "desk/find.html"


@staff_page(act="customers.see")
@require_safe
def desk_find(request: StaffRequest) -> HttpResponse:
    """Find what was typed; a script that asks while somebody types gets the list alone, and is led nowhere."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    part = "HX-Request" in request.headers
    found = find(typed, at=request.at, acts=people.desk_acts_of(request.user.staff_role))
    if found.only and not part:
        return redirect(found.only)
    context = {"found": found, "typed": typed}
    answer = render_block(request, PAGE, "found", context) if part else render(request, PAGE, context)
    patch_vary_headers(answer, ("HX-Request",))
    return answer
