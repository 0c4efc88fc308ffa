"""In without a password: asking for a link, and choosing a new or a first password with one from a letter.

Whoever asks learns nothing (`people.actions.recovering`). A link is opened by machines that read mail, too: only the
form that follows uses it up. Afterwards the way in is the usual one, with the second step where there is one.
"""

from typing import cast

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.people import passwords
from abonent.people.actions import FIRST, RECOVER, SpentCode, ask_for_link, choose_password
from abonent.people.models import Code, User
from abonent.web import doors, gate, trouble
from abonent.web.door import links
from abonent.web.door.forms import NewPasswordForm, status
from abonent.web.page import OpenRequest, open_page

PURPOSES = (RECOVER, FIRST)
OFTEN = _("That was asked too often. Please look for the letters that were sent, try again in an hour, or call us.")


class ForgotForm(forms.Form):
    """Whose password was forgotten. That the two belong together is seen later, by nobody who waits for it."""

    login = forms.CharField(max_length=80, error_messages={"required": _("Please type the login.")})
    mail = forms.EmailField(
        error_messages={
            "required": _("Please type the e-mail address."),
            "invalid": _("This is not a whole e-mail address. It looks like anna@example.com."),
        }
    )

    def clean_login(self) -> str:
        return passwords.normal(self.cleaned_data["login"]).lower()

    def clean_mail(self) -> str:
        return str(self.cleaned_data["mail"]).casefold()


@open_page()
@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: OpenRequest) -> HttpResponse:
    """Ask for a link to a new password, by login and e-mail address."""
    doors.as_asked(request)
    form = ForgotForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        # Both together are what is counted: whoever knows only the login keeps nobody from asking.
        if ratelimit.consume(request, action="recover", key=f"{said['login']} {said['mail']}"):
            ask_for_link(said["login"], said["mail"])
            return redirect(f"{_here(request)}{'&' if doors.is_the_desks(request) else '?'}done=1")
        form.add_error(None, forms.ValidationError(OFTEN, code="rate_limited"))
    minutes = profile.current().panel.links.recover_minutes
    done = request.GET.get("done") == "1"
    context = {"form": form, "done": done, "minutes": minutes, "here": _here(request), "door": doors.here(request)}
    return render(request, "account/forgot.html", context, status=status(form))


def _here(request: OpenRequest) -> str:
    return f"{request.path}?door={doors.DESK}" if doors.is_the_desks(request) else request.path


@open_page()
@require_safe
def open_link(request: OpenRequest, token: str) -> HttpResponse:
    """Take a letter's link in, so that it stands in the address no longer."""
    for purpose in PURPOSES:
        links.let_go(request, purpose)
        if links.take_in(request, purpose, token, at=request.at):
            return redirect("new_password")
    return _spent(request)


@sensitive_post_parameters()
@open_page()
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: OpenRequest) -> HttpResponse:
    """Choose a password with the link that was opened in this browser."""
    if not ratelimit.consume(request, action="link"):
        return trouble.too_often(request)
    link = _waiting(request)
    if link is None or link.user is None:
        return _spent(request)
    has_step = gate.is_on(link.user)
    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=link.user, second_step=has_step)
    if form.is_valid():
        return _choose(request, link.purpose, form.cleaned_data["new"])
    context = {"form": form, "first": link.purpose == FIRST, "login": _shown(link), "has_step": has_step}
    return render(request, "account/new_password.html", context, status=status(form))


def _waiting(request: OpenRequest) -> Code | None:
    found = (links.waiting(request, purpose, at=request.at) for purpose in PURPOSES)
    return next((link for link in found if link and link.user and link.user.is_active), None)


def _shown(link: Code) -> str:
    """Return the login that a first password is for; of a forgotten one only what its owner recognizes.

    A link that somebody else got hold of shall not tell both things that signing in takes.
    """
    login = str(link.user)
    return login if link.purpose == FIRST else f"{login[:2]}…"


def _choose(request: OpenRequest, purpose: str, new: str) -> HttpResponse:
    try:
        user = choose_password(purpose, links.token(request, purpose), new, at=request.at)
    except SpentCode:
        return _spent(request)
    _leave(request)
    if purpose == FIRST:
        return _sign_in(request, user)
    return redirect(f"{doors.of(user)}?done=password")


def _leave(request: HttpRequest) -> None:
    """End what this browser was, be it somebody else's session: the next one in is who has just chosen."""
    logout(request)
    request.session.flush()


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Whoever has just chosen the first password need not type it twice; a second step is asked for all the same."""
    return cast("HttpResponse", perform_password_login(request, {"username": user.login}, Login(user=user)))


def _spent(request: OpenRequest) -> HttpResponse:
    return render(request, "account/link_spent.html", status=410)
