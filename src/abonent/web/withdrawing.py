"""Taking a change back that waits for the office: the one form that every page with such a change has."""

from django.shortcuts import get_object_or_404

from abonent.cases import actions, queries
from abonent.web.page import CustomerRequest


def withdraw(request: CustomerRequest, kind: str) -> bool:
    """Take back the change that the form names; say whether it still waited. Raises Http404."""
    ref = request.POST.get("withdraw", "").replace("\0", "")
    order = get_object_or_404(queries.orders(request.account), kind=kind, ref=ref)
    try:
        actions.withdraw(order, at=request.at, by=request.user)
    except actions.AlreadyDecided:
        return False
    return True
