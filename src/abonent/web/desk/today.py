"""What waits today: the desk's first page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abonent.web.desk.page import StaffRequest, staff_page


@staff_page(act="desk.see")
@require_safe
def desk(request: StaffRequest) -> HttpResponse:
    """Show what waits, for whom, and until when."""
    return render(request, "desk/today.html")
