"""What an administrator does about those who work at the desk; each time they prove that it is they, and nobody decides about themselves."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from abonent import profile
from abonent.people import actions, colleagues, queries
from abonent.people.models import LostStep, User
from abonent.web import trouble
from abonent.web.desk.page import DeskView, StaffRequest, staff_page
from abonent.web.desk.staff import in_words
from abonent.web.door.forms import PersonName, status
from abonent.web.door.step_up import stepped_up
from abonent.web.me.joining import LoginField
from abonent.web.page import View

TAKEN = _("Somebody else has this login already. Please choose another one.")
MAIL = {
    "required": _("Please type an e-mail address."),
    "invalid": _("This is not a whole e-mail address. It looks like anna@example.com."),
}
CHOOSE = {"required": _("Please choose one."), "invalid_choice": _("Please choose one.")}


class MailForm(forms.Form):
    """Where letters about a sign-in go."""

    mail = forms.EmailField(label=_("E-mail address"), error_messages=MAIL)


class RoleForm(forms.Form):
    """What somebody may do at the desk."""

    role = forms.ChoiceField(label=_("Role"), error_messages=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles()  # type: ignore[attr-defined]


class InviteForm(RoleForm, MailForm):
    """Who is to work at the desk, and as what."""

    name = PersonName(required=_("Please type a name."))
    login = LoginField(
        r"^[a-z0-9][a-z0-9._-]*$",
        min_length=3,
        max_length=80,
        strip=True,
        error_messages={
            "required": _("Please type a login."),
            "invalid": _("A login is made of letters without accents, digits, and the signs . _ -"),
            "min_length": _("A login has at least three signs."),
        },
    )
    language = forms.ChoiceField(label=_("Language"), error_messages=CHOOSE)
    field_order = ("name", "login", "mail", "role", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages()  # type: ignore[attr-defined]

    def colleague(self) -> actions.Colleague:
        """Return what was typed."""
        return actions.Colleague(**self.cleaned_data)


def roles() -> list[tuple[str, str]]:
    """Return the roles to choose from: code and words."""
    return [(role, in_words(role)) for role in profile.current().desk.roles]


def languages() -> list[tuple[str, str]]:
    """Return the languages to choose from, each called as in the language of the page: one chooses for somebody else."""
    return [(code, str(get_language_info(code)["name_translated"])) for code in profile.current().languages]


def deciding(view: View) -> DeskView:
    """Open a page to those who decide about the staff, once they have proved that it is they."""
    return staff_page(act=colleagues.ADMINISTERS)(stepped_up(view))


@deciding
@require_http_methods(["GET", "HEAD", "POST"])
def desk_invite_staff(request: StaffRequest) -> HttpResponse:
    """Say who and as what, check, send."""
    posted = request.POST if request.method == "POST" else None
    form = InviteForm(posted, initial={"language": profile.current().languages[0]})
    step = request.POST.get("step", "")
    if step == "send" and form.is_valid():
        return _invite(request, form)
    if step == "check" and form.is_valid() and not queries.login_is_taken(form.cleaned_data["login"]):
        return _invite_page(request, form, "desk/staff_invite_check.html")
    if step == "check" and form.is_valid():
        form.add_error("login", str(TAKEN))
    return _invite_page(request, form, "desk/staff_invite.html")


@deciding
@require_http_methods(["GET", "HEAD", "POST"])
def desk_invite_staff_again(request: StaffRequest, colleague: int) -> HttpResponse:
    """Send the link again, or let somebody come back who was disabled."""
    user = _other(request, colleague)
    if user.is_active and colleagues.has_come_in(user):
        return _to(user, "already")
    mails = [each.to for each in queries.mail_addresses_of(user)]
    form = MailForm(request.POST if request.method == "POST" else None, initial={"mail": next(iter(mails), "")})
    if form.is_valid():
        said = form.cleaned_data["mail"]
        return _do(request, user, "invited", lambda: actions.invite_staff_again(user, said, **_who(request)))
    context = {"person": user, "form": form, "days": profile.current().panel.links.invite_days}
    return render(request, "desk/staff_invite_again.html", context, status=status(form))


@deciding
@require_http_methods(["GET", "HEAD", "POST"])
def desk_change_staff_role(request: StaffRequest, colleague: int) -> HttpResponse:
    """Choose a role, check, change."""
    user = _other(request, colleague)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": user.staff_role})
    step = request.POST.get("step", "") if form.is_valid() else ""
    if step == "change" and request.POST.get("was") != user.staff_role:
        return _to(user, "already")  # a colleague was quicker: what was checked does not hold any more
    if step == "change":
        role = form.cleaned_data["role"]
        return _do(request, user, "role", lambda: actions.change_staff_role(user, role, **_who(request)))
    context = {"person": user, "form": form, "roles": roles(), "was": in_words(user.staff_role)}
    if step == "check":
        context["will"] = in_words(form.cleaned_data["role"])
    template = "desk/staff_role_check.html" if step == "check" else "desk/staff_role.html"
    return render(request, template, context, status=status(form))


@deciding
@require_http_methods(["GET", "HEAD", "POST"])
def desk_change_staff_mail(request: StaffRequest, colleague: int) -> HttpResponse:
    """Type another address, check, change."""
    user = _other(request, colleague)
    mails = [each.to for each in queries.mail_addresses_of(user)]
    form = MailForm(request.POST if request.method == "POST" else None)
    step = request.POST.get("step", "") if form.is_valid() else ""
    if step == "change":
        said = form.cleaned_data["mail"]
        return _do(request, user, "mail", lambda: actions.change_staff_mail(user, said, **_who(request)))
    template = "desk/staff_mail_check.html" if step == "check" else "desk/staff_mail.html"
    return render(request, template, {"person": user, "form": form, "mails": mails}, status=status(form))


@deciding
@require_http_methods(["GET", "HEAD", "POST"])
def desk_disable_staff(request: StaffRequest, colleague: int) -> HttpResponse:
    """Say what ends, and end it at once."""
    user = _other(request, colleague)
    if request.method == "POST":
        return _do(request, user, "disabled", lambda: _disable(user, **_who(request)))
    return render(request, "desk/staff_disable.html", {"person": user, "role": in_words(user.staff_role)})


@deciding
@require_POST
def desk_end_staff_sessions(request: StaffRequest, colleague: int) -> HttpResponse:
    """Sign somebody out wherever they are."""
    user = _other(request, colleague)
    return _do(request, user, "signed_out", lambda: actions.end_staff_sessions(user, **_who(request)))


@deciding
@require_http_methods(["GET", "HEAD", "POST"])
def desk_staff_lost_step(request: StaffRequest, colleague: int) -> HttpResponse:
    """Confirm that a colleague has lost the second step, or leave everything as it is."""
    user = _other(request, colleague)
    step = queries.lost_step(user)
    if step is None:
        return _to(user, "already")
    if request.method == "POST":
        return _settle(request, step)
    context = {"person": user, "step": step, "hours": profile.current().panel.lost_step_hours}
    return render(request, "desk/staff_lost_step.html", context)


def _settle(request: StaffRequest, step: LostStep) -> HttpResponse:
    user, via = step.user, "desk"
    with suppress(actions.NoLostStep, actions.AlreadyConfirmed, actions.NeedsAnother):
        if request.POST.get("act") == "stop":
            actions.stop_lost_step(user, via=via, **_who(request))
            return _to(user, "stopped")
        actions.confirm_lost_step(user, via=via, checked="COLLEAGUE", **_who(request))
        return _to(user, "confirmed")
    return _to(user, "already")


def _who(request: StaffRequest) -> dict[str, Any]:
    return {"at": request.at, "by": request.user}


def _other(request: StaffRequest, colleague: int) -> User:
    """Return somebody else of the staff: about oneself there is no such page."""
    if colleague == request.user.pk:
        raise Http404
    return get_object_or_404(queries.staff(), pk=colleague)


def _do(request: StaffRequest, user: User, done: str, act: Callable[[], object]) -> HttpResponse:
    """Do it, and say so on the person's page; what a colleague or a second click did before is not done twice."""
    try:
        act()
    except (actions.AlreadySo, actions.HasComeIn):
        return _to(user, "already")
    except (actions.MayNot, actions.LastAdministrator):
        return trouble.desk_forbidden(request)
    return _to(user, done)


@transaction.atomic
def _disable(user: User, **who: Any) -> None:
    actions.disable_staff(user, **who)
    Authenticator.objects.filter(user_id=user.pk).delete()


def _to(user: User, done: str) -> HttpResponse:
    return redirect(f"{reverse('desk_staff_person', args=[user.pk])}?done={done}")


def _invite_page(request: StaffRequest, form: InviteForm, template: str) -> HttpResponse:
    context = {
        "form": form,
        "roles": roles(),
        "languages": languages(),
        "days": profile.current().panel.links.invite_days,
    }
    return render(request, template, context, status=status(form))


def _invite(request: StaffRequest, form: InviteForm) -> HttpResponse:
    new = form.colleague()
    try:
        made = actions.invite_staff(new, **_who(request))
    except actions.MayNot:
        return trouble.desk_forbidden(request)
    except actions.LoginTaken:
        sent = queries.staff().filter(login=new.login, name=new.name, staff_role=new.role).first()
        if sent and not colleagues.has_come_in(sent):
            return _to(sent, "invited")  # by a second click
        form.add_error("login", str(TAKEN))
        return _invite_page(request, form, "desk/staff_invite.html")
    return _to(made, "invited")
