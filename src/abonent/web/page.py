"""Who may stand on which page, and with which account. Every view of the house carries one of three signs.

- `@customer_page(act="bills.see")`: a person, on one account, in a role that may do the act
- `@person_page(act="me.password")`: a person, about themselves
- `@open_page()`: anybody

A view so marked finds on its request who is there (`user`), on which account (`account`, `access`) and when (`at`: the
clock is read once), and what stands around the page (`frame`, made when a template asks for it).
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from abonent.journal.actions import record
from abonent.people import queries as people
from abonent.people.models import Access, Account, User
from abonent.web import gate, trouble, viewing
from abonent.web.around import inside
from abonent.web.at_the_desk import at_the_desk
from abonent.web.frame import Frame
from abonent.web.session import forget
from abonent.web.viewing import READING

type View = Callable[..., HttpResponse]

OF_STAFF_TOO = frozenset({"me.password", "me.security", "me.sessions"})
"""What the staff settles about its own sign-in on the same pages, in the frame of the desk. All else here is customers'."""
CHOSEN = "account"
"""What the session calls the account that was chosen last."""


class OpenRequest(HttpRequest):
    """A request of anybody."""

    at: datetime
    frame: Callable[[], Frame]


class PersonRequest(OpenRequest):
    """A request of somebody who is signed in. `keys` are the rights they have today, by number of account."""

    user: User
    keys: list[Access]
    viewing: viewing.Viewing | None


class CustomerRequest(PersonRequest):
    """A request of somebody who may do this, on this account."""

    account: Account
    access: Access


def customer_page(*, act: str) -> Callable[[View], View]:
    """Open a page to those whose role on the chosen account may do the act; others are told so, and it is written down."""

    def decorate(view: View) -> View:
        @_signed_in(act)
        def page(request: CustomerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.viewing:
                return _through_their_eyes(request, act, lambda: view(request, *args, **kwargs))
            if request.user.is_staff:
                return lead(request, reverse("desk"))
            if not request.keys:
                return trouble.no_account(request)
            if request.method not in READING and request.POST.get("account") != request.account.number:
                return _shown_for_another(request)
            if not people.may(request.access.role, act):
                return _denied(request, act)
            return view(request, *args, **kwargs)

        opened = wraps(view)(page)
        opened.of_account = True  # type: ignore[attr-defined]
        return opened

    return decorate


def person_page(*, act: str) -> Callable[[View], View]:
    """Open a page to everybody who is signed in: it concerns nobody but them."""

    def decorate(view: View) -> View:
        @_signed_in(act)
        def page(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.viewing:
                return trouble.not_through_their_eyes(request)
            if request.user.is_staff and act not in OF_STAFF_TOO:
                return lead(request, reverse("desk"))
            if request.user.is_staff and (refused := gate.unproved(request, request.user)):
                return refused
            return view(request, *args, **kwargs)

        return wraps(view)(page)

    return decorate


def open_page() -> Callable[[View], View]:
    """Open a page to everybody."""

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            opened = cast("OpenRequest", request)
            opened.at = timezone.now()
            return view(opened, *args, **kwargs)

        page.act = ""  # type: ignore[attr-defined]
        return page

    return decorate


def local(address: str | None) -> str | None:
    """Return an address of ours as it is, and nothing for any other: nobody is led away by a link with `next=`."""
    ours = (
        bool(address) and str(address).startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    )
    return address if ours else None


def _signed_in(act: str) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_the_door(request, resolve_url(settings.LOGIN_URL))
            try:
                return view(_with_keys(request), *args, **kwargs)
            except viewing.Over as over:
                return lead(request, f"{reverse('desk_view_as', kwargs={'number': over.account.number})}?over=1")

        page.act = act  # type: ignore[attr-defined]
        return page

    return decorate


def _with_keys(request: HttpRequest) -> PersonRequest:
    found = cast("CustomerRequest", request)
    found.user = person_itself(request)
    found.at = timezone.now()
    found.viewing = viewing.going_on(request, at=found.at) if found.user.is_staff else None
    found.keys = [viewing.eyes(found.viewing)] if found.viewing else people.keys(found.user, at=found.at)
    if found.keys:
        found.access = next((key for key in found.keys if key.account_id == request.session.get(CHOSEN)), found.keys[0])
        found.account = found.access.account
    if found.user.is_staff and not found.viewing:
        found.frame = lambda: at_the_desk(found, found.user, locked=gate.lacks_step(found.user))
        return found
    found.frame = lambda: inside(found, found.user, found.keys, getattr(found, "access", None))
    return found


def person_itself(request: HttpRequest) -> User:
    """Return the person instead of Django's lazy stand-in."""
    return cast("User", getattr(request.user, "_wrapped", request.user))


def to_the_door(request: HttpRequest, door: str) -> HttpResponse:
    """Lead a stranger to a sign-in and back again.

    A browser whose session was ended elsewhere, or by the clock, forgets what it kept, as after signing out here.
    """
    answer = lead(request, f"{door}?{urlencode({'next': request.get_full_path()})}")
    ended = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty()
    return forget(answer) if ended else answer


def lead(request: HttpRequest, address: str) -> HttpResponse:
    """Lead somewhere else. htmx must go there with the whole page, not swap it into a part."""
    if "HX-Request" not in request.headers:
        return HttpResponseRedirect(address)
    answer = HttpResponse(headers={"HX-Redirect": address})
    patch_vary_headers(answer, ("HX-Request",))
    return answer


def _through_their_eyes(request: CustomerRequest, act: str, page: Callable[[], HttpResponse]) -> HttpResponse:
    """Show somebody of the staff a page as the customer sees it; what they take along is written down."""
    assert request.viewing  # noqa: S101 - asked by the caller
    if not people.may(request.access.role, act):
        return trouble.not_through_their_eyes(request)
    if needed := viewing.missing(request.user, act):
        record("access.denied", at=request.at, by=request.user.pk, subject=f"desk:{needed}", via="desk")
        return trouble.desk_forbidden(request)
    answer = page()
    viewing.note_file(request, answer, request.viewing, at=request.at)
    return answer


def _denied(request: CustomerRequest, act: str) -> HttpResponse:
    record("access.denied", at=request.at, account=request.account.pk, by=request.user.pk, subject=f"act:{act}")
    return trouble.forbidden(request)


def _shown_for_another(request: CustomerRequest) -> HttpResponse:
    """Refuse a form that was shown for another account than the one chosen by now, in another tab or another way."""
    record("form.refused", at=request.at, account=request.account.pk, by=request.user.pk)
    number = request.POST.get("account", "")
    shown = next((key.account for key in request.keys if key.account.number == number), None)
    return trouble.other_account(request, shown=shown, chosen=request.account)
