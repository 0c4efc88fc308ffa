"""People on an account: who has a right, who is invited, whose right has ended, and what they did."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.core import ratelimit
from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abonent import profile
from abonent.journal.kinds import sentence
from abonent.journal.queries import events_by
from abonent.people import actions, queries
from abonent.people.actions import Guest
from abonent.people.models import Access, Invitation
from abonent.web import kept_form, trouble
from abonent.web.door.forms import PersonName, status
from abonent.web.door.step_up import stepped_up
from abonent.web.me.roles import as_what
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.money import last_page, page_number

A_PAGE = 25
A_DAY = timedelta(days=1)
LONGEST = timedelta(days=3660)
"""Nobody is invited until a day farther away: it would be a mistyped year."""

DONE = {
    "invited": (_("The invitation was sent"), _("The letter is on its way; that can take a few minutes.")),
    "withdrawn": (_("The invitation was withdrawn"), _("Its link does not work any more.")),
    "ended": (_("The access was ended"), _("Both of you are told by mail.")),
}


class InviteForm(forms.Form):
    """Who is invited, as what, and until when."""

    name = PersonName(required=_("Please type a name."))
    mail = forms.EmailField(
        error_messages={
            "required": _("Please type an e-mail address."),
            "invalid": _("This is not a whole e-mail address. It looks like anna@example.com."),
        }
    )
    role = forms.ChoiceField(
        error_messages={"required": _("Please choose what they may do."), "invalid_choice": _("Please choose one.")}
    )
    last_day = forms.DateField(required=False, error_messages={"invalid": _("This is not a date.")})

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today
        self.fields["role"].choices = [(role, role) for role in queries.roles_to_give()]  # type: ignore[attr-defined]

    def clean_last_day(self) -> date | None:
        day: date | None = self.cleaned_data["last_day"]
        if day and day < self.today:
            raise forms.ValidationError(_("This day is over. Leave the field empty if there is no last day."))
        if day and day > self.today + LONGEST:
            raise forms.ValidationError(_("This day is too far away. Leave the field empty if there is no last day."))
        return day

    def guest(self) -> Guest:
        """Return what was typed."""
        said, day = self.cleaned_data, self.cleaned_data["last_day"]
        return Guest(said["name"], said["mail"], said["role"], day + A_DAY if day else None)


@dataclass(frozen=True, slots=True)
class Right:
    """A right as the page shows it: `last_day` is the last one with it, `left` how many days away that is."""

    access: Access
    role: str
    last_day: date | None
    left: int
    can_end: bool

    @property
    def since(self) -> datetime:
        began: datetime = self.access.valid.lower
        return began


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that waits: the last day of its link, and of the right that it would give."""

    invitation: Invitation
    role: str
    is_old: bool
    link_day: date
    left: int
    last_day: date | None


@customer_page(act="people.see")
@require_safe
def my_people(request: CustomerRequest) -> HttpResponse:
    """Who has access on this account, who is invited, whose right has ended."""
    rights = list(queries.rights_on(request.account))
    ended = [right for right in rights if _is_over(right, request.at)]
    context = {
        "rights": [shown(right, request) for right in rights if right not in ended],
        "waiting": [_waiting(each, request) for each in queries.invitations(request.account)],
        "ended": [shown(right, request) for right in reversed(ended)],
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "me/people.html", context)


@customer_page(act="people.change")
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def invite_person(request: CustomerRequest) -> HttpResponse:
    """Choose whom to invite, check, send."""
    typed = kept_form.typed(request)
    form = InviteForm(typed, today=profile.today(request.at))
    step = typed.get("step", "") if typed else ""
    if request.method == "POST" and form.is_valid():
        return _invite(request, form) if step == "send" else kept_form.keep(request)
    is_checked = step != "change" and form.is_valid()
    return _page(request, "me/people_check.html" if is_checked else "me/people_invite.html", form)


@customer_page(act="people.change")
@require_POST
def resend_invitation(request: CustomerRequest, invitation: int) -> HttpResponse:
    """Send the letter again, with a fresh link."""
    found = get_object_or_404(queries.invitations(request.account), pk=invitation)
    if not ratelimit.consume(request, action="invite", user=request.user):
        return trouble.too_often(request)
    try:
        actions.resend_invitation(found, at=request.at, by=request.user)
    except (actions.NoInvitation, actions.NotToGive):
        raise Http404 from None
    return _back("invited")


@customer_page(act="people.change")
@require_POST
def withdraw_invitation(request: CustomerRequest, invitation: int) -> HttpResponse:
    """Take an invitation back; it can be sent anew at any time."""
    found = get_object_or_404(queries.invitations(request.account), pk=invitation)
    try:
        actions.withdraw_invitation(found, at=request.at, by=request.user)
    except actions.NoInvitation:
        raise Http404 from None
    return _back("withdrawn")


@customer_page(act="people.change")
@require_http_methods(["GET", "HEAD", "POST"])
def end_right(request: CustomerRequest, right: int) -> HttpResponse:
    """Check whose right ends, then end it. The owner's own is not ended here."""
    found = get_object_or_404(queries.rights_on(request.account), pk=right)
    if queries.owns(found.role):
        raise Http404
    if _is_over(found, request.at):  # the form was sent twice, or the other has given it back
        return _back("ended")
    if request.method != "POST":
        return render(request, "me/people_end.html", {"right": shown(found, request)})
    with suppress(actions.AlreadyEnded):
        actions.end_access(found, at=request.at, by=request.user)
    return _back("ended")


@customer_page(act="people.see")
@require_safe
def person_deeds(request: CustomerRequest, right: int) -> HttpResponse:
    """What a person did on this account, the newest first."""
    found = get_object_or_404(queries.rights_on(request.account), pk=right)
    first = queries.rights_on(request.account).filter(user=found.user_id).values_list("valid", flat=True)[0]
    events = events_by(found.user_id, account=request.account.pk, since=first.lower)
    number, last = page_number(request), last_page(events.count(), A_PAGE)
    if not 1 <= number <= last:
        raise Http404
    some = events[(number - 1) * A_PAGE : number * A_PAGE]
    deeds = [(event.at, sentence(event.kind), _where(event.subject)) for event in some]
    context = {"right": shown(found, request), "deeds": deeds, "number": number, "last": last}
    return render(request, "me/people_deeds.html", context)


def shown(right: Access, request: CustomerRequest) -> Right:
    """Return a right as pages show it."""
    last = profile.today(right.valid.upper - timedelta(microseconds=1)) if right.valid.upper else None
    left = (last - profile.today(request.at)).days if last else 0
    can_end = not queries.owns(right.role) and not _is_over(right, request.at)
    return Right(right, _in_words(right.role, request), last, left, can_end)


def _is_over(right: Access, at: datetime) -> bool:
    return right.valid.upper is not None and right.valid.upper <= at


def _waiting(invitation: Invitation, request: CustomerRequest) -> Waiting:
    today, until = profile.today(request.at), profile.today(invitation.until - timedelta(microseconds=1))
    last = invitation.access_until - A_DAY if invitation.access_until else None
    is_old = invitation.until <= request.at
    return Waiting(invitation, _in_words(invitation.role, request), is_old, until, (until - today).days, last)


def _in_words(role: str, request: CustomerRequest) -> str:
    return str(profile.current().roles[role][request.LANGUAGE_CODE])


def _page(request: CustomerRequest, template: str, form: InviteForm) -> HttpResponse:
    roles = [as_what(role, request.LANGUAGE_CODE) for role in queries.roles_to_give()]
    context = {"form": form, "roles": roles, "days": profile.current().panel.links.invite_days}
    if form.is_bound and form.is_valid():
        context |= {"chosen": next(each for each in roles if each.code == form.cleaned_data["role"])}
    return render(request, template, context, status=status(form))


def _invite(request: CustomerRequest, form: InviteForm) -> HttpResponse:
    if not ratelimit.consume(request, action="invite", user=request.user):
        return trouble.too_often(request)
    try:
        actions.invite(request.account, form.guest(), at=request.at, by=request.user)
    except actions.AlreadyInvited as before:
        if not _is_same(form.guest(), before.invitation):
            form.add_error(
                "mail", gettext("Somebody was invited by this address already. Withdraw that invitation first.")
            )
            return _page(request, "me/people_invite.html", form)
    kept_form.forget(request)
    return _back("invited")


def _is_same(guest: Guest, invitation: Invitation) -> bool:
    """Say whether a form was sent twice."""
    sent = Guest(invitation.name, invitation.mail, invitation.role, invitation.access_until)
    return guest == sent


def _where(subject: str) -> str:
    """Return the page of what an event is about, where there is one."""
    kind, _colon, ref = subject.partition(":")
    return reverse("payment", kwargs={"ref": ref}) if kind == "payment" and ref else ""


def _back(done: str) -> HttpResponse:
    return redirect(f"{reverse('my_people')}?done={done}")
