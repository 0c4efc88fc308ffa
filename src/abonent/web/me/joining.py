"""Joining somebody's account by the link of a letter; one's own right on an account, and giving it back."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abonent import profile
from abonent.people import actions, passwords, queries
from abonent.people.actions import JOIN
from abonent.people.models import Access, Invitation, User
from abonent.web import trouble
from abonent.web.door import links
from abonent.web.door.forms import PersonName, password_field, status
from abonent.web.me.people import shown
from abonent.web.me.roles import may_do, may_not_do
from abonent.web.page import CHOSEN, CustomerRequest, OpenRequest, PersonRequest, customer_page, open_page, person_page

TAKEN = _("Somebody else has this login already. Please choose another one.")


LOGIN: dict[str, Any] = {
    "regex": r"^[a-z0-9][a-z0-9._@+-]*$",
    "min_length": 3,
    "max_length": 80,
    "strip": True,
    "error_messages": {
        "required": _("Please type a login."),
        "invalid": _("A login is made of letters without accents, digits, and the signs . _ - + @"),
        "min_length": _("A login has at least three signs."),
    },
}
"""What a login is made of."""


class LoginField(forms.RegexField):
    """A login as it is kept: in small letters, each written in the one way there is."""

    def to_python(self, value: Any) -> str:
        return passwords.normal(str(super().to_python(value))).lower()


class NewcomerForm(forms.Form):
    """A sign-in of one's own: login, name, password."""

    login = LoginField(**LOGIN)
    name = PersonName(required=_("Please type your name."))
    password = password_field(error_messages={"required": _("Please type a password.")})

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.shortest = passwords.shortest(second_step=False)

    def clean_login(self) -> str:
        login = str(self.cleaned_data["login"])
        if queries.login_is_taken(login):
            raise forms.ValidationError(TAKEN)
        return login

    def clean(self) -> None:
        said = self.cleaned_data
        if "password" not in said:
            return
        account = self.invitation.account
        about = [said.get("login", ""), said.get("name", ""), account.number, account.holder, self.invitation.mail]
        if faults := passwords.faults(said["password"], second_step=False, about=about):
            self.add_error("password", forms.ValidationError(faults, code="weak"))


@open_page()
@require_safe
def join_link(request: OpenRequest, token: str) -> HttpResponse:
    """Take a letter's link in, so that it stands in the address no longer. Machines that read mail may look, too."""
    if not links.take_in(request, JOIN, token, at=request.at):
        return _spent(request)
    return redirect("join")


@open_page()
@require_safe
def join(request: OpenRequest) -> HttpResponse:
    """Who invites to what; whoever is signed in may join, others sign in or make a sign-in."""
    invitation = _invitation(request)
    if invitation is None:
        return _spent(request)
    context = _about(request, invitation)
    if request.user.is_authenticated:
        user = request.user
        context |= {"person": user, "kept": queries.right_in_the_way(user, invitation, at=request.at)}
        return render(request, "me/join.html", context)
    return render(request, "me/join_stranger.html", context)


@person_page(act="me.join")
@require_POST
def join_account(request: PersonRequest) -> HttpResponse:
    """Join as whoever is signed in."""
    try:
        given = actions.accept_invitation(links.token(request, JOIN), request.user, at=request.at)
    except actions.SpentCode:
        return _spent(request)
    except actions.HasRight:
        return redirect("join")  # which says so
    return _joined(request, given)


@sensitive_post_parameters()
@open_page()
@require_http_methods(["GET", "HEAD", "POST"])
def join_new(request: OpenRequest) -> HttpResponse:
    """Make a sign-in, and join with it."""
    if request.user.is_authenticated:
        return redirect("join")
    invitation = _invitation(request)
    if invitation is None:
        return _spent(request)
    # Whether a login is taken has to be said, so it can be asked some times only.
    if not ratelimit.consume(request, action="link"):
        return trouble.too_often(request)
    form = _newcomer_form(request, invitation)
    if form.is_bound and form.is_valid():
        return _make(request, form)
    return _new_page(request, form)


@customer_page(act="access.see")
@require_safe
def my_right(request: CustomerRequest) -> HttpResponse:
    """What I am on this account, since when, and what I may do."""
    right = get_object_or_404(queries.rights_on(request.account), pk=request.access.pk)
    role = right.role
    context = {
        "right": shown(right, request),
        "can": may_do(role),
        "cannot": may_not_do(role),
        "may_leave": queries.may(role, "access.leave"),
        "joined": request.GET.get("joined") == "1",
    }
    return render(request, "me/right.html", context)


@customer_page(act="access.leave")
@require_http_methods(["GET", "HEAD", "POST"])
def leave_account(request: CustomerRequest) -> HttpResponse:
    """Give one's own right back: check, then done."""
    if request.method != "POST":
        right = queries.rights_on(request.account).get(pk=request.access.pk)
        return render(request, "me/right_end.html", {"right": shown(right, request)})
    with suppress(actions.AlreadyEnded):  # by a second click in the same instant
        actions.end_access(request.access, at=request.at, by=request.user)
    request.session.pop(CHOSEN, None)
    return redirect(f"{reverse('me')}?done=left")


def _invitation(request: OpenRequest) -> Invitation | None:
    code = links.waiting(request, JOIN, at=request.at)
    return queries.invitation_of(code, at=request.at) if code else None


def _about(request: OpenRequest, invitation: Invitation) -> dict[str, Any]:
    role = invitation.role
    return {
        "invitation": invitation,
        "role": profile.current().roles[role][str(get_language())],
        "can": may_do(role),
        "cannot": may_not_do(role),
        "last_day": _last_day(invitation),
        "left": (_last_day(invitation) - profile.today(request.at)).days if invitation.access_until else 0,
    }


def _last_day(invitation: Invitation) -> date:
    return invitation.access_until - timedelta(days=1) if invitation.access_until else date.max


def _newcomer_form(request: OpenRequest, invitation: Invitation) -> NewcomerForm:
    posted = request.POST if request.method == "POST" else None
    return NewcomerForm(posted, invitation=invitation, initial={"name": invitation.name})


def _new_page(request: OpenRequest, form: NewcomerForm) -> HttpResponse:
    context = {"form": form, "mail": form.invitation.mail, "account": form.invitation.account}
    return render(request, "me/join_new.html", context, status=status(form))


def _make(request: OpenRequest, form: NewcomerForm) -> HttpResponse:
    said = form.cleaned_data
    newcomer = User(login=said["login"], name=said["name"], language=str(get_language()), joined_at=request.at)
    newcomer.set_password(said["password"])
    try:
        given = actions.join_as_newcomer(links.token(request, JOIN), newcomer, at=request.at)
    except actions.SpentCode:
        return _spent(request)
    except actions.LoginTaken:
        form.add_error("login", str(TAKEN))  # in the meantime
        return _new_page(request, form)
    perform_password_login(request, {"username": newcomer.login}, Login(user=newcomer))
    return _joined(request, given)


def _joined(request: Any, given: Access) -> HttpResponse:
    links.let_go(request, JOIN)
    request.session[CHOSEN] = given.account_id
    return redirect(f"{reverse('my_right')}?joined=1")


def _spent(request: Any) -> HttpResponse:
    return render(request, "me/join_spent.html", {"signed_in": request.user.is_authenticated}, status=410)
