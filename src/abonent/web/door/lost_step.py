"""When the second step is lost: asking behind the right password, waiting, going on without it, and stopping all that."""

from contextlib import suppress
from typing import Any, cast

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from abonent import profile
from abonent.people import queries
from abonent.people.actions import (
    NoLostStep,
    SpentCode,
    TooEarly,
    ask_lost_step,
    stop_lost_step,
    stop_lost_step_by_link,
)
from abonent.people.actions.lost_step import PURPOSE
from abonent.web import trouble
from abonent.web.door import links, second_step
from abonent.web.door.coming import in_stage, stage_of
from abonent.web.door.forms import NewPasswordForm, status
from abonent.web.page import OpenRequest, PersonRequest, open_page, person_page

STOPPED = "lost_step_stopped"
"""What the session calls it that a link from a letter has just stopped it: an address that says so could be sent around."""


@open_page()
@in_stage
def lost(request: Any) -> HttpResponse:
    """What happens when the second step is lost, and how far that is; asking for it."""
    user = stage_of(request).login.user
    running = queries.lost_step(user)
    if running and running.is_open(request.at):
        return redirect("lost_step_open")
    if request.method == "POST" and running is None:
        if not ratelimit.consume(request, action="lost_step", user=user):
            return trouble.too_often(request)
        ask_lost_step(user, at=request.at)
    if request.method == "POST":
        return redirect("lost_step")
    context = {"step": running, "hours": profile.current().panel.lost_step_hours, "at": request.at}
    return render(request, "mfa/lost_step.html", context)


@sensitive_post_parameters()
@open_page()
@in_stage
def without(request: Any) -> HttpResponse:
    """Go on without the second step when the waiting time is over; a password too short to stand alone is replaced."""
    stage = stage_of(request)
    user = stage.login.user
    running = queries.lost_step(user)
    if running is None or not running.is_open(request.at):
        return redirect("lost_step")
    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=user, second_step=False)
    if request.method == "POST" and (user.password_is_long or form.is_valid()):
        return _opened(request, "" if user.password_is_long else form.cleaned_data["new"])
    form = form if not user.password_is_long else NewPasswordForm(user=user, second_step=False)
    context = {"form": form, "short": not user.password_is_long}
    return render(request, "mfa/lost_step_open.html", context, status=status(form))


@person_page(act="me.security")
@require_POST
def stop(request: PersonRequest) -> HttpResponse:
    """Stop it from inside: whoever is in has not lost the second step, or does not want it taken away."""
    with suppress(NoLostStep):
        stop_lost_step(request.user, by=request.user, at=request.at)
    return redirect("mfa_index")


@open_page()
@require_safe
def open_stop_link(request: OpenRequest, token: str) -> HttpResponse:
    """Take the token of a letter's link out of the address."""
    if not ratelimit.consume(request, action="link"):
        return trouble.too_often(request)
    request.session.pop(STOPPED, None)
    links.take_in(request, PURPOSE, token, at=request.at)
    return redirect("stop_lost_step_by_link")


@open_page()
def stop_by_link(request: OpenRequest) -> HttpResponse:
    """Stop it with the link from the letter, without signing in. Looking stops nothing: machines open links too."""
    if not ratelimit.consume(request, action="link"):
        return trouble.too_often(request)
    code = links.waiting(request, PURPOSE, at=request.at)
    if code is not None and request.method == "POST":
        request.session[STOPPED] = _stopped(request)
        return redirect("stop_lost_step_by_link")
    stopped = request.method != "POST" and request.session.get(STOPPED)
    state = "ask" if code else "stopped" if stopped else "spent"
    return render(request, "mfa/stop_lost_step.html", {"state": state}, status=410 if state == "spent" else 200)


def _stopped(request: OpenRequest) -> bool:
    """Stop it with the link that was opened; say whether that could still be done."""
    token = links.token(request, PURPOSE)
    links.let_go(request, PURPOSE)
    with suppress(SpentCode, NoLostStep):
        stop_lost_step_by_link(token, at=request.at)
        return True
    return False


def _opened(request: HttpRequest, new: str) -> HttpResponse:
    """Take away what was lost, end the sign-in that waited, and lead to where a new second step is set up."""
    stage = stage_of(request)
    try:
        second_step.open_without(stage.login.user, at=request.at, new_password=new)  # type: ignore[attr-defined]
    except (NoLostStep, TooEarly, second_step.PasswordTooShort):
        return redirect("lost_step")
    stage.login.redirect_url = reverse("mfa_index")
    return cast("HttpResponse", stage.exit())
