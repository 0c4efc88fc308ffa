"""What is not on the chosen account, and is on another one of the same person: they are led there instead of nowhere.

The way back from the bank and the links of letters name a payment or a bill, and not the account. By then another account may
be chosen: in another tab, or because somebody has signed in anew.
"""

from collections.abc import Callable

from django.http import Http404, HttpResponse

from abonent.people import queries as people
from abonent.people.models import Account
from abonent.web import trouble
from abonent.web.page import CustomerRequest


def elsewhere(request: CustomerRequest, act: str, *, has: Callable[[Account], bool]) -> HttpResponse:
    """Offer the account that has it and on which they may do this. Raises Http404 where there is none."""
    others = (key for key in request.keys if key.account_id != request.account.pk and people.may(key.role, act))
    found = next((key.account for key in others if has(key.account)), None)
    if found is None:
        raise Http404
    return trouble.on_another_account(request, there=found, chosen=request.account)
