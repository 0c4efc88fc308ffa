"""Who may stand at the desk: `@staff_page(act="customers.see")`, somebody of the staff whose role may do the act.

Staff has a second step of signing in, always; who has none yet is led to where it is set up, and nowhere else.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from abonent import profile
from abonent.journal.actions import record
from abonent.people import queries as people
from abonent.people.models import Account, User
from abonent.web import gate, trouble, viewing
from abonent.web.at_the_desk import at_the_desk
from abonent.web.page import OpenRequest, person_itself, to_the_door

type DeskView = Callable[..., HttpResponse | StreamingHttpResponse]
"""A view of the desk; long lists are sent piece by piece."""


class StaffRequest(OpenRequest):
    """A request of somebody of the staff who may do this."""

    user: User
    viewing: viewing.Viewing | None

    def may(self, act: str) -> bool:
        """Say whether they may also do another act: what a page does not offer, it does not show."""
        return people.may_at_desk(self.user.staff_role, act)


def staff_page(*, act: str) -> Callable[[DeskView], DeskView]:
    """Open a page to the staff whose role may do the act; others are told so, and it is written down."""

    def decorate(view: DeskView) -> DeskView:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | StreamingHttpResponse:
            if not request.user.is_authenticated:
                return to_the_door(request, reverse("desk_sign_in"))
            found = _at_work(request)
            if not found.user.is_staff:
                raise Http404  # customers have no desk, and need not know which pages it has
            if gate.lacks_step(found.user):
                return redirect("mfa_index")
            if refused := gate.unproved(request, found.user):
                return refused
            if not people.may_at_desk(found.user.staff_role, act):
                return _denied(found, act)
            return view(found, *args, **kwargs)

        page.act, page.at_desk = act, True  # type: ignore[attr-defined]
        return page

    return decorate


def customer(number: str) -> Account:
    """Return the account with a number, as it stands in an address of the desk. Raises Http404."""
    plain = profile.current().account_number.plain(number)
    found = Account.objects.select_related("post_place").filter(number=plain or "").exclude(pk=0).first()
    if found is None:
        raise Http404
    return found


def _at_work(request: HttpRequest) -> StaffRequest:
    found = cast("StaffRequest", request)
    found.user = person_itself(request)
    found.at = timezone.now()
    found.viewing = None
    with suppress(viewing.Over):  # the portal says so, where it is looked at
        found.viewing = viewing.going_on(request, at=found.at)
    found.may = lambda act: people.may_at_desk(found.user.staff_role, act)  # type: ignore[method-assign]
    found.frame = lambda: at_the_desk(found, found.user)
    return found


def _denied(request: StaffRequest, act: str) -> HttpResponse:
    record("access.denied", at=request.at, by=request.user.pk, subject=f"desk:{act}", via="desk")
    return trouble.desk_forbidden(request)
