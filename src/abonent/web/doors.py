"""The two doors: customers come in by one and the staff by the other. Neither lets in whom the other is for, nor says why."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse

from abonent.people.models import User

CAME_BY = "door"
"""What the session calls the door at which a password was right, for pages between it and the second step."""
DESK = "desk"


def open_the_desks(request: HttpRequest) -> None:
    """Make this request one at the staff's door; every other is at the customers'."""
    request.door = DESK  # type: ignore[attr-defined]


def as_asked(request: HttpRequest) -> None:
    """Make this request one at the staff's door if its address says so: for pages that are the same at both."""
    if request.GET.get("door") == DESK:
        open_the_desks(request)


def is_the_desks(request: HttpRequest) -> bool:
    """Say whether the request is at the staff's door."""
    return getattr(request, "door", "") == DESK


def is_for(user: User, request: HttpRequest) -> bool:
    """Say whether the door of a request is this person's."""
    return user.is_staff == is_the_desks(request)


def here(request: HttpRequest) -> str:
    """Return the address of the door at which a request is."""
    return reverse("desk_sign_in") if is_the_desks(request) else resolve_url(settings.LOGIN_URL)


def of(user: User) -> str:
    """Return the address of somebody's own door."""
    return reverse("desk_sign_in") if user.is_staff else resolve_url(settings.LOGIN_URL)


def first_page(user: User) -> str:
    """Return the address of the page on which somebody starts."""
    return reverse("desk") if user.is_staff else resolve_url(settings.LOGIN_REDIRECT_URL)


def onwards(request: HttpRequest, user: User, to: str | None) -> str:
    """Return where somebody goes who is in already: where they wanted, if they are at their own door."""
    return to if to and is_for(user, request) else first_page(user)


def remember(request: HttpRequest) -> None:
    """Remember by which door somebody comes in."""
    if is_the_desks(request):
        request.session[CAME_BY] = DESK
    else:
        request.session.pop(CAME_BY, None)


def remembered(request: HttpRequest) -> str:
    """Return the address of the door by which somebody was coming in."""
    return reverse("desk_sign_in") if request.session.get(CAME_BY) == DESK else resolve_url(settings.LOGIN_URL)
