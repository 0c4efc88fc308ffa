"""No desk without a second step: what somebody of the staff has to do first, before any page of theirs opens."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from abonent.people.models import User
from abonent.web.door import second_step
from abonent.web.session import forget

STEP = "mfa"
"""What allauth calls the second step in its list of proofs that a session was begun with."""


def lacks_step(user: User) -> bool:
    """Say whether somebody has to set a second step up before the desk opens."""
    return second_step.is_obligatory(user) and not second_step.is_on(user)


def unproved(request: HttpRequest, user: User) -> HttpResponse | None:
    """End a session that was begun before the second step was set up elsewhere: whoever sits there has not shown it.

    Returns nothing where all is well, or nothing has been set up yet.
    """
    if not second_step.is_obligatory(user) or _proved(request, user) or not second_step.is_on(user):
        return None
    request.session.flush()
    return forget(redirect("desk_sign_in"))


def prove(request: HttpRequest, step: Authenticator) -> None:
    """Write down that this browser has shown the second step, by setting it up."""
    record_authentication(request, step.user, STEP, type=step.type, id=step.pk)


def _proved(request: HttpRequest, user: User) -> bool:
    return any(each["method"] == STEP for each in get_authentication_records(request, user))
