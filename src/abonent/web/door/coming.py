"""Signing in, in one step or two, and signing out."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows import logout
from allauth.account.internal.stagekit import clear_login
from allauth.core import ratelimit
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from abonent.people import queries
from abonent.web.door import second_step as steps
from abonent.web.door.forms import CodeForm, SignInForm, status
from abonent.web.page import OpenRequest, View, local, open_page
from abonent.web.session import forget

_after_the_password: Callable[[View], View] = login_stage_required(
    stage=AuthenticateStage.key, redirect_urlname="account_login"
)


def in_stage(view: View) -> View:
    """Let in whoever has given the right password and nothing more yet; not one that was changed meanwhile."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        login = stage_of(request).login
        changed = queries.password_changed_at(login.user)
        if changed is not None and changed.timestamp() > login.initiated_at:
            clear_login(request)
            return redirect(settings.LOGIN_URL)
        return view(request, *args, **kwargs)

    return _after_the_password(page)


@sensitive_post_parameters()
@open_page()
def sign_in(request: OpenRequest) -> HttpResponse:
    """Login and password; whoever is signed in goes on."""
    to = local(request.POST.get("next") or request.GET.get("next"))
    if request.user.is_authenticated:
        return redirect(to or settings.LOGIN_REDIRECT_URL)
    if refused := ratelimit.consume_or_429(request, action="login"):
        return cast("HttpResponse", refused)
    form = SignInForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        return cast("HttpResponse", form.login(request, redirect_url=to))
    return sign_in_page(request, form, to, status=status(form))


def sign_in_page(request: OpenRequest, form: Form, to: str | None, *, status: int) -> HttpResponse:
    """Show the page that asks for login and password, or for a passkey."""
    context = {"form": form, "next": to or "", "chosen": request.GET.get("done") == "password"}
    return render(request, "account/login.html", context, status=status)


@open_page()
@in_stage
def second_step(request: HttpRequest) -> HttpResponse:
    """The code from the authenticator app, or a recovery code, within a quarter of an hour after the password.

    Whoever has lost it, and has waited, is led past it; unless it was found again ("code" in the address).
    """
    stage = stage_of(request)
    lost = queries.lost_step(stage.login.user)
    if request.method != "POST" and "code" not in request.GET and lost and lost.is_open(request.at):  # type: ignore[attr-defined]
        return redirect("lost_step_open")
    form = CodeForm(request.POST if request.method == "POST" else None, user=stage.login.user)
    if form.is_valid():
        form.save()
        return cast("HttpResponse", stage.exit())
    return second_step_page(request, form, status=status(form))


def second_step_page(request: HttpRequest, form: Form, *, status: int) -> HttpResponse:
    """Show the page that asks for a code or a passkey, whichever the person has."""
    user = stage_of(request).login.user
    context = {"form": form, "has_app": steps.has_app(user), "has_passkey": steps.has_passkey(user)}
    return render(request, "mfa/authenticate.html", context, status=status)


def stage_of(request: HttpRequest) -> Any:
    """Return where somebody is on the way in: allauth's place for it."""
    return request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001


@open_page()
def sign_out(request: OpenRequest) -> HttpResponse:
    """End the session and let the browser forget what it kept; a link only asks whether that is meant."""
    if request.method != "POST":
        return render(request, "account/logout.html") if request.user.is_authenticated else redirect(settings.LOGIN_URL)
    logout.logout(request)
    return forget(redirect(settings.LOGIN_URL))
