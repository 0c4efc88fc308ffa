"""One customer at a glance: what somebody at the telephone has to see first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abonent.web.desk.customer import shown
from abonent.web.desk.page import StaffRequest, staff_page


@staff_page(act="customers.see")
@require_safe
def desk_customer(request: StaffRequest, number: str) -> HttpResponse:
    """Show a customer as a whole."""
    return render(request, "desk/customer.html", {"customer": shown(request, number, "overview")})
