"""No desk without a second step: what somebody of the staff has to do first, before any page of theirs opens."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from abonent.people.models import User
from abonent.web.session import forget

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second step: an app, or a passkey; recovery codes only stand in for it."""
STEP = "mfa"
"""What allauth calls the second step in its list of proofs that a session was begun with."""


def is_on(user: User) -> bool:
    """Say whether signing in with the password asks this person for something more."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=STEPS).exists())


def is_obligatory(user: User) -> bool:
    """Say whether this person must have a second step."""
    return user.is_staff and settings.STAFF_SECOND_STEP


def lacks_step(user: User) -> bool:
    """Say whether somebody has to set a second step up before the desk opens."""
    return is_obligatory(user) and not is_on(user)


def unproved(request: HttpRequest, user: User) -> HttpResponse | None:
    """End a session that was begun before the second step was set up elsewhere: whoever sits there has not shown it.

    Returns nothing where all is well, or nothing has been set up yet.
    """
    if not is_obligatory(user) or _proved(request, user) or not is_on(user):
        return None
    request.session.flush()
    return forget(redirect("desk_sign_in"))


def prove(request: HttpRequest, step: Authenticator) -> None:
    """Write down that this browser has shown the second step, by setting it up."""
    record_authentication(request, step.user, STEP, type=step.type, id=step.pk)


def _proved(request: HttpRequest, user: User) -> bool:
    return any(each["method"] == STEP for each in get_authentication_records(request, user))
