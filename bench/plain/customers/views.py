# mypy: disable-error-code=attr-defined
# The plugin of the type checker knows the models of one project only, and that is the house.
"""The page: what is owed, the bills of two years, the latest payments."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bench.plain.customers.models import Customer


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show what a customer owes, all bills, and the latest payments."""
    customer = get_object_or_404(Customer, user=request.user)
    bills = list(customer.bills.all())
    context = {"customer": customer, "bills": bills, "payments": customer.payments.all()[:12]}
    return render(request, "overview.html", context | {"owed": sum(bill.left for bill in bills)})
