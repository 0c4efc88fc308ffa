"""Signing in, in one step or two, and signing out."""

from typing import cast

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows import logout
from allauth.core import ratelimit
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from abonent.web.door.forms import CodeForm, SignInForm, status
from abonent.web.page import OpenRequest, local, open_page


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
    context = {"form": form, "next": to or "", "chosen": request.GET.get("done") == "password"}
    return render(request, "account/login.html", context, status=status(form))


@open_page()
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def second_step(request: HttpRequest) -> HttpResponse:
    """The code from the authenticator app, or a recovery code, within a quarter of an hour after the password."""
    stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001 - allauth's place for it
    form = CodeForm(request.POST if request.method == "POST" else None, user=stage.login.user)
    if form.is_valid():
        form.save()
        return cast("HttpResponse", stage.exit())
    return render(request, "mfa/authenticate.html", {"form": form}, status=status(form))


@open_page()
def sign_out(request: OpenRequest) -> HttpResponse:
    """End the session and let the browser forget what it kept; a link only asks whether that is meant."""
    if request.method != "POST":
        return render(request, "account/logout.html") if request.user.is_authenticated else redirect(settings.LOGIN_URL)
    logout.logout(request)
    answer = redirect(settings.LOGIN_URL)
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer
