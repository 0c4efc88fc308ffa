"""Who has access to a customer's account, who is invited, whose access has ended; and how the customer is reached."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abonent import profile
from abonent.journal.queries import last_time
from abonent.people import actions, queries
from abonent.people.models import Access, Account, Invitation, User
from abonent.web.addresses import address, address_if_there
from abonent.web.desk.customer import shown
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.frame import speaking

A_MOMENT = timedelta(microseconds=1)
SOON = timedelta(minutes=1)
"""A second press within it sends no second link: the first one, perhaps read by then, would work no more."""
DONE: dict[str, tuple[Promise, Promise]] = {
    "invited": (_("The invitation was sent"), _("The letter is on its way; that can take a few minutes.")),
    "withdrawn": (_("The invitation was withdrawn"), _("Its link does not work any more.")),
    "ended": (_("The access was ended"), _("The person and the account’s addresses are told by mail.")),
    "sent": (_("The link was sent"), _("The link before it does not work any more.")),
}
HOW: dict[str, Promise] = {"invitation": _("by an invitation"), "office": _("from the office")}


@dataclass(frozen=True, slots=True)
class Right:
    """A right in words: `last_day` is the last one with it; `can_end` where the office may end it now."""

    access: Access
    role: str
    how: Promise | str
    last_day: date | None
    can_end: bool

    @property
    def since(self) -> datetime:
        began: datetime = self.access.valid.lower
        return began


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that nobody has accepted: as what, by whom, until when its link works."""

    invitation: Invitation
    role: str
    by: str
    is_old: bool


@staff_page(act="customers.see")
@require_safe
def desk_customer_people(request: StaffRequest, number: str) -> HttpResponse:
    """Show who has access."""
    about = shown(request, number, "people")
    rights = list(queries.rights_on(about.account))
    ended = [right for right in rights if is_over(right, request.at)]
    lasting = [right for right in rights if right not in ended]
    several = sum(queries.owns(right.role) and right.user.is_active for right in lasting) > 1
    context = {
        "rights": [_right(right, can_end=several or not queries.owns(right.role)) for right in lasting],
        "ended": [_right(right) for right in reversed(ended)],
        "waiting": list(_waiting(request, about.account)),
        "invite": address_if_there("desk_invite_person", number=about.number) if request.may("people.invite") else "",
        "change": _change(request, about.account),
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "desk/customer_people.html", {"customer": about, **context})


@staff_page(act="people.invite")
@require_POST
def desk_resend_invitation(request: StaffRequest, number: str, invitation: int) -> HttpResponse:
    """Send the letter of an invitation again, with a fresh link."""
    account = customer(number)
    found = get_object_or_404(queries.invitations(account), pk=invitation)
    try:
        actions.resend_invitation(found, at=request.at, by=request.user)
    except (actions.NoInvitation, actions.NotToGive):
        raise Http404 from None
    return to_people(account, "invited")


@staff_page(act="people.invite")
@require_POST
def desk_withdraw_invitation(request: StaffRequest, number: str, invitation: int) -> HttpResponse:
    """Take an invitation back; it can be sent anew at any time."""
    account = customer(number)
    found = get_object_or_404(queries.invitations(account), pk=invitation)
    with suppress(actions.NoInvitation):
        actions.withdraw_invitation(found, at=request.at, by=request.user)
    return to_people(account, "withdrawn")


@staff_page(act="people.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_end_right(request: StaffRequest, number: str, right: int) -> HttpResponse:
    """Check whose access ends, then end it; the last owner's stays."""
    account = customer(number)
    found = get_object_or_404(queries.rights_on(account), pk=right)
    if is_over(found, request.at):
        return to_people(account, "ended")
    may = not queries.owns(found.role) or queries.has_other_owner(found, at=request.at)
    if request.method == "POST" and may:
        with suppress(actions.AlreadyEnded):
            actions.end_access(found, at=request.at, by=request.user)
        return to_people(account, "ended")
    context = {"customer": shown(request, number, "people"), "right": _right(found, can_end=may)}
    return render(request, "desk/customer_right_end.html", context, status=409 if request.method == "POST" else 200)


@staff_page(act="people.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_first_access(request: StaffRequest, number: str, person: int) -> HttpResponse:
    """Check where the link to a password goes, then send it: nobody here sees or sets a customer's password."""
    account = customer(number)
    having = [right.user for right in queries.rights_on(account) if not is_over(right, request.at)]
    user = next((user for user in having if user.pk == person), None)
    if user is None:
        raise Http404
    to = next(iter(queries.mail_addresses_of(user)), None) if user.is_active else None
    if request.method == "POST" and to:
        sent_at = last_time("person.invited", f"user:{user.pk}")
        if sent_at is None or sent_at < request.at - SOON:
            actions.invite_in(user, at=request.at, by=request.user.pk)
        return to_people(account, "sent")
    days = profile.current().panel.links.invite_days
    context = {"customer": shown(request, number, "people"), "person": user, "to": to, "days": days}
    return render(request, "desk/customer_first_access.html", context, status=409 if request.method == "POST" else 200)


def to_people(account: Account, done: str) -> HttpResponse:
    """Lead back to the list, which says what was done."""
    return redirect(f"{address('desk_customer_people', number=account.number)}?done={done}")


def in_words(role: str) -> str:
    """Return what a role of customers is called."""
    return profile.current().roles[role][speaking()]


def is_over(right: Access, at: datetime) -> bool:
    """Say whether a right has ended."""
    return right.valid.upper is not None and right.valid.upper <= at


def _right(right: Access, *, can_end: bool = False) -> Right:
    last = profile.today(right.valid.upper - A_MOMENT) if right.valid.upper else None
    return Right(right, in_words(right.role), HOW.get(right.how, ""), last, can_end)


def _waiting(request: StaffRequest, account: Account) -> Iterator[Waiting]:
    for each in queries.invitations(account):
        yield Waiting(each, in_words(each.role), _whose(each.invited_by), each.until <= request.at)


def _whose(user: User) -> str:
    return f"{user.name} ({profile.current().desk.roles[user.staff_role][speaking()]})" if user.is_staff else user.name


def _change(request: StaffRequest, account: Account) -> str:
    may = request.may("customers.change")
    return address_if_there("desk_change_contact", number=account.number) if may else ""
