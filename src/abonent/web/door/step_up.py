"""Proving oneself again before something that matters (OWASP ASVS 5.0, 7.5.1): asked for at the locked door only."""

from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, reauthenticate_by_password
from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from abonent.web import gate, trouble
from abonent.web.door import second_step
from abonent.web.door.forms import CodeAgainForm, PasswordForm, status
from abonent.web.page import PersonRequest, View, local, person_page


def stepped_up(view: View) -> View:
    """Lead to the step-up whoever has not proved themselves lately, and back again."""

    @wraps(view)
    def page(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.viewing:
            return trouble.not_through_their_eyes(request)
        if did_recently_reauthenticate(request):
            return view(request, *args, **kwargs)
        there = request.path if request.method == "POST" else request.get_full_path()
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': there})}")

    return page


@sensitive_post_parameters()
@person_page(act="me.security")
def step_up(request: PersonRequest) -> HttpResponse:
    """The password once more."""
    if refused := ratelimit.consume_or_429(request, action="reauthenticate", user=request.user):
        return cast("HttpResponse", refused)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_right(request, form):
        reauthenticate_by_password(request)
        return redirect(onwards(request))
    return step_up_page(request, form, "account/reauthenticate.html", status=status(form))


@person_page(act="me.security")
def step_up_by_code(request: PersonRequest) -> HttpResponse:
    """A code instead of the password."""
    if not gate.is_on(request.user):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': onwards(request)})}")
    if refused := ratelimit.consume_or_429(request, action="reauthenticate", user=request.user):
        return cast("HttpResponse", refused)
    form = CodeAgainForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        form.save()
        return redirect(onwards(request))
    return step_up_page(request, form, "mfa/reauthenticate.html", status=status(form))


def _is_right(request: PersonRequest, form: Form) -> bool:
    adapter = get_adapter()
    try:
        right = adapter.reauthenticate(request.user, form.cleaned_data["password"])
    except ValidationError as tried_too_often:
        form.add_error("password", tried_too_often)
        return False
    if not right:
        form.add_error("password", adapter.validation_error("incorrect_password"))
    return bool(right)


def onwards(request: PersonRequest) -> str:
    """Return where to go when the proof was given."""
    return local(request.POST.get("next") or request.GET.get("next")) or reverse("mfa_index")


def step_up_page(request: PersonRequest, form: Form, template: str, *, status: int) -> HttpResponse:
    """Show the page that asks for a proof, with every other proof the person could give."""
    user = request.user
    context = {
        "form": form,
        "next": onwards(request),
        "has_code": second_step.has_app(user),
        "has_passkey": second_step.has_passkey(user),
    }
    return render(request, template, context, status=status)
