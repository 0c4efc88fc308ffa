"""Closing one's sign-in: what happens, what goes on and what is kept is said before; then it is done at once."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.people import actions
from abonent.people.leaving import LeftAccount, left_accounts
from abonent.people.models import User
from abonent.people.queries import owns
from abonent.web.addresses import address_if_there
from abonent.web.door.step_up import stepped_up
from abonent.web.page import OpenRequest, PersonRequest, open_page, person_page
from abonent.web.session import forget


@person_page(act="me.close")
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def close_sign_in(request: PersonRequest) -> HttpResponse:
    """Show what closing means, and close."""
    if request.method == "POST":
        _close(request.user, at=request.at)
        request.session.flush()
        return forget(redirect("sign_in_closed"))
    language = request.LANGUAGE_CODE
    context = {
        "person": request.user,
        "accounts": [_shown(left, language) for left in left_accounts(request.user, at=request.at)],
        "privacy": address_if_there("privacy", language=language),
        "my_data": address_if_there("my_data"),
    }
    return render(request, "account/close.html", context)


@open_page()
@require_safe
def sign_in_closed(request: OpenRequest) -> HttpResponse:
    """Say that it is done, and how things go on without it."""
    pays = address_if_there("public_pay", language=request.LANGUAGE_CODE) if profile.current().panel.public.pay else ""
    return render(request, "account/closed.html", {"pays": pays})


@transaction.atomic
def _close(user: User, *, at: datetime) -> None:
    actions.close_sign_in(user, at=at)
    Authenticator.objects.filter(user_id=user.pk).delete()


def _shown(left: LeftAccount, language: str) -> dict[str, Any]:
    """Return an account as its page tells of it. Who else has a right on it, only its owner is told."""
    roles = profile.current().roles
    is_owner = owns(left.access.role)
    return {
        "account": left.access.account,
        "role": roles[left.access.role][language],
        "is_owner": is_owner,
        "others": [(other.user.name, roles[other.role][language]) for other in left.others] if is_owner else [],
        "has_owner": left.has_owner,
        "letters": ", ".join(left.letters),
    }
