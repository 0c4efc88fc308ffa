"""Coming in with a passkey: instead of everything, after the password, or before something that matters.

Without a script, or in a browser that knows no passkeys, their buttons stay hidden, and all else goes as without them.
"""

from typing import Any, cast

from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.mfa.base.internal.flows import check_rate_limit, post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from abonent.journal.actions import record
from abonent.people.models import User
from abonent.web import doors, trouble
from abonent.web.door import ceremony, second_step
from abonent.web.door.ceremony import Copied, NotBelieved, Purpose
from abonent.web.door.coming import in_stage, second_step_page, sign_in_page, stage_of
from abonent.web.door.forms import AnswerForm, CodeForm, PasswordForm, SignInForm, refused
from abonent.web.door.step_up import onwards, step_up_page
from abonent.web.page import OpenRequest, PersonRequest, local, open_page, person_itself, person_page

NOT_BELIEVED = _("This passkey did not open the door. Please try again, or use the password.")


@open_page()
@require_POST
def sign_in_question(request: OpenRequest) -> HttpResponse:
    """What a browser has to sign to let a customer in whom it will name."""
    return ask_who(request)


def ask_who(request: OpenRequest) -> HttpResponse:
    """Answer with what a browser has to sign at the door of the request."""
    if ratelimit.consume_or_429(request, action="passkey"):
        return trouble.too_often(request)
    return JsonResponse(ceremony.ask_to_sign(request, _purpose(request)))


@open_page()
def sign_in(request: OpenRequest) -> HttpResponse:
    """A customer's passkey instead of login, password and second step."""
    return come_in(request)


def come_in(request: OpenRequest) -> HttpResponse:
    """Let somebody in by a passkey at the door of the request."""
    to = local(request.POST.get("next"))
    if request.user.is_authenticated:
        return redirect(doors.onwards(request, person_itself(request), to))
    if request.method != "POST":
        return redirect(doors.here(request))
    if ratelimit.consume_or_429(request, action="login"):
        return trouble.too_often(request)
    try:
        passkey = _believed(request, _purpose(request))
    except NotBelieved:
        return sign_in_page(request, refused(SignInForm(request=request), NOT_BELIEVED), to, status=422)
    return cast("HttpResponse", perform_passwordless_login(request, passkey, Login(passkey.user, redirect_url=to)))


@open_page()
@in_stage
@require_POST
def second_step_question(request: HttpRequest) -> HttpResponse:
    """What a browser has to sign after the right password."""
    return JsonResponse(ceremony.ask_to_sign(request, Purpose.SECOND_STEP, stage_of(request).login.user))


@open_page()
@in_stage
def sign_second_step(request: HttpRequest) -> HttpResponse:
    """A passkey after the password, instead of a code."""
    stage = stage_of(request)
    if request.method != "POST":
        return redirect("mfa_authenticate")
    try:
        forget = check_rate_limit(stage.login.user)
        passkey = _believed(request, Purpose.SECOND_STEP, stage.login.user)
    except (NotBelieved, ValidationError) as wrong:
        tried_too_often = isinstance(wrong, ValidationError)
        form = refused(CodeForm(user=stage.login.user), wrong if tried_too_often else NOT_BELIEVED)
        return second_step_page(request, form, status=429 if tried_too_often else 422)
    forget()
    post_authentication(request, passkey)
    return cast("HttpResponse", stage.exit())


@person_page(act="me.security")
@require_POST
def step_up_question(request: PersonRequest) -> HttpResponse:
    """What a browser has to sign before something that matters."""
    return JsonResponse(ceremony.ask_to_sign(request, Purpose.STEP_UP, request.user))


@person_page(act="me.security")
def step_up(request: PersonRequest) -> HttpResponse:
    """A passkey instead of the password, before something that matters."""
    if request.method != "POST":
        return redirect("account_reauthenticate")
    if ratelimit.consume_or_429(request, action="reauthenticate", user=request.user):
        return trouble.too_often(request)
    try:
        passkey = _believed(request, Purpose.STEP_UP, request.user)
    except NotBelieved:
        return step_up_page(request, refused(PasswordForm(), NOT_BELIEVED), "account/reauthenticate.html", status=422)
    post_authentication(request, passkey, reauthenticated=True)
    return redirect(onwards(request))


def _purpose(request: OpenRequest) -> Purpose:
    return Purpose.DESK if doors.is_the_desks(request) else Purpose.SIGN_IN


def _believed(request: Any, purpose: Purpose, user: User | None = None) -> Authenticator:
    """Return the passkey that has signed. Raises NotBelieved; what failed is written down, a copy is told of."""
    form = AnswerForm(request.POST)
    try:
        answer = form.cleaned_data["credential"] if form.is_valid() else ""
        signed = ceremony.signed(request, purpose, answer, user)
        second_step.use_passkey(signed)
    except NotBelieved as wrong:
        if isinstance(wrong, Copied):
            second_step.doubt_passkey(wrong.user, at=request.at)
        whose = wrong.user if isinstance(wrong, Copied) else user
        record("sign_in.failed", at=request.at, subject=f"user:{whose.pk}" if whose else "", data={"step": "passkey"})
        raise
    return signed.passkey
