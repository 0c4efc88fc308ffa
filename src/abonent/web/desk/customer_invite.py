"""Giving somebody access to a customer's account: by an invitation to their own address, in any role, the owner's too."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.people import actions
from abonent.people.actions import Guest
from abonent.people.models import Invitation
from abonent.web import kept_form
from abonent.web.desk.customer import shown
from abonent.web.desk.customer_people import to_people
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.door.forms import status
from abonent.web.frame import speaking
from abonent.web.me.people import InviteForm
from abonent.web.me.roles import as_what


class OfficeInviteForm(InviteForm):
    """As an owner invites; the office may also ask somebody to own the account."""

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, today=today)
        self.fields["role"].choices = [(role, role) for role in profile.current().roles]  # type: ignore[attr-defined]


@staff_page(act="people.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_invite_person(request: StaffRequest, number: str) -> HttpResponse:
    """Choose whom to invite, check, send."""
    account = customer(number)
    typed = kept_form.typed(request)
    form = OfficeInviteForm(typed, today=profile.today(request.at))
    good, step = form.is_valid(), typed.get("step", "") if typed else ""
    if good and request.method == "POST" and step != "send":
        return kept_form.keep(request)
    if good and request.method == "POST" and _sent(request, number, form):
        kept_form.forget(request)
        return to_people(account, "invited")
    is_checked = form.is_valid() and step != "change"
    template = "desk/customer_invite_check.html" if is_checked else "desk/customer_invite.html"
    return render(request, template, _page(request, number, form), status=status(form))


def _page(request: StaffRequest, number: str, form: InviteForm) -> dict[str, Any]:
    roles = [as_what(role, speaking()) for role in profile.current().roles]
    chosen = next((role for role in roles if form.is_bound and role.code == form["role"].value()), None)
    days = profile.current().panel.links.invite_days
    return {"customer": shown(request, number, "people"), "form": form, "roles": roles, "chosen": chosen, "days": days}


def _sent(request: StaffRequest, number: str, form: InviteForm) -> bool:
    """Send it; the same form sent twice is one invitation, another one to the same address is refused."""
    try:
        actions.invite(customer(number), form.guest(), at=request.at, by=request.user)
    except actions.AlreadyInvited as before:
        if not _is_same(form.guest(), before.invitation):
            form.add_error(
                "mail", gettext("Somebody was invited by this address already. Withdraw that invitation first.")
            )
            return False
    return True


def _is_same(guest: Guest, invitation: Invitation) -> bool:
    return guest == Guest(invitation.name, invitation.mail, invitation.role, invitation.access_until)
