"""Signing in, in one step or two, and signing out."""

from functools import wraps
from typing import Any, cast

from allauth.account.internal.flows import logout
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStageController
from allauth.core import ratelimit
from allauth.mfa.stages import AuthenticateStage
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from abonent.people import queries
from abonent.web import doors
from abonent.web.door import leaving
from abonent.web.door import second_step as steps
from abonent.web.door.forms import CodeForm, SignInForm, status
from abonent.web.page import OpenRequest, View, local, open_page, person_itself
from abonent.web.session import forget


def in_stage(view: View) -> View:
    """Let in whoever has given the right password and nothing more yet; not one that was changed meanwhile."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(doors.first_page(person_itself(request)))
        stage = LoginStageController.enter(request, AuthenticateStage.key)
        if stage is None:
            return redirect(doors.remembered(request))
        changed = queries.password_changed_at(stage.login.user)
        if changed is not None and changed.timestamp() > stage.login.initiated_at:
            clear_login(request)
            return redirect(doors.remembered(request))
        request._login_stage = stage  # type: ignore[attr-defined]  # noqa: SLF001 - where allauth looks for it
        return view(request, *args, **kwargs)

    return page


@sensitive_post_parameters()
@open_page()
def sign_in(request: OpenRequest) -> HttpResponse:
    """Login and password of a customer."""
    return come_in(request)


def come_in(request: OpenRequest) -> HttpResponse:
    """Ask for login and password at the door of the request; whoever is signed in goes on."""
    to = local(request.POST.get("next") or request.GET.get("next"))
    if request.user.is_authenticated:
        return redirect(doors.onwards(request, person_itself(request), to))
    if refused := ratelimit.consume_or_429(request, action="login"):
        return cast("HttpResponse", refused)
    form = SignInForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        doors.remember(request)
        return cast("HttpResponse", form.login(request, redirect_url=to))
    return sign_in_page(request, form, to, status=status(form))


def sign_in_page(request: OpenRequest, form: Form, to: str | None, *, status: int) -> HttpResponse:
    """Show the page that asks for login and password, or for a passkey."""
    context = {"form": form, "next": to or "", "chosen": request.GET.get("done") == "password"}
    context["left"] = leaving.has_just_left(request) and not form.is_bound
    template = "desk/sign_in.html" if doors.is_the_desks(request) else "account/login.html"
    return leaving.told(request, render(request, template, context, status=status))


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
    return render(request, "mfa/authenticate.html", {"door": doors.of(user), **context}, status=status)


def stage_of(request: HttpRequest) -> Any:
    """Return where somebody is on the way in: allauth's place for it."""
    return request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001


@open_page()
def sign_out(request: OpenRequest) -> HttpResponse:
    """End the session and let the browser forget what it kept; a link only asks whether that is meant."""
    door = doors.of(person_itself(request)) if request.user.is_authenticated else doors.here(request)
    if request.method != "POST":
        context = {"back": doors.first_page(person_itself(request))} if request.user.is_authenticated else {}
        return render(request, "account/logout.html", context) if context else redirect(door)
    logout.logout(request)
    return leaving.tell(forget(redirect(door)))
