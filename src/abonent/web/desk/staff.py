"""Who works at the desk: the list, and each person – role, second step, where they are signed in, what happened to the sign-in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.journal.kinds import sentence
from abonent.journal.queries import latest_about
from abonent.people import colleagues, queries
from abonent.people.actions import FIRST
from abonent.people.models import User
from abonent.web import gate
from abonent.web.addresses import address
from abonent.web.desk.filters import Choice, Options
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Column, Table, Tag
from abonent.web.door import sessions
from abonent.web.frame import speaking

LATEST = 20
"""So many of the things that happened to a sign-in are shown."""
HERE = Q(ended_at=None)
INVITED = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
STATES: dict[str, tuple[str, Promise, Q]] = {
    "works": ("ok", pgettext_lazy("staff", "works here"), HERE & ~INVITED),
    "invited": ("info", pgettext_lazy("staff", "invited"), HERE & INVITED),
    "disabled": ("bad", pgettext_lazy("staff", "disabled"), ~HERE),
}
"""How somebody stands, with the colour of the tag, and how the database finds them."""
DONE: dict[str, tuple[str, Promise, Promise | str]] = {
    "invited": ("ok", _("The invitation was sent"), _("The letter is on its way; that can take a few minutes.")),
    "role": ("ok", _("The role was changed"), _("It counts from the next page on; a letter tells of it.")),
    "mail": ("ok", _("The e-mail address was changed"), _("The address before it was told.")),
    "disabled": ("ok", _("The sign-in has ended"), _("Every session is over, and nothing opens the desk any more.")),
    "signed_out": ("ok", _("Signed out everywhere"), _("To come in again it takes password and second step.")),
    "confirmed": ("ok", _("It is confirmed"), _("The waiting time runs; the person is told at every address.")),
    "stopped": ("ok", _("The second step stays"), _("The person is told.")),
    "already": ("info", _("It had been done before"), _("What was pressed just now changed nothing.")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in the list."""

    user: User
    has_step: bool
    seen_at: datetime | None

    @property
    def step(self) -> Tag:
        return Tag("ok", _("yes")) if self.has_step else Tag("warn", _("no"))

    @property
    def state(self) -> Tag:
        return Tag(*state(self.user)[1:])


def in_words(role: str) -> str:
    """Return what a role is called; one that the profile does not know any more by its code."""
    words = profile.current().desk.roles.get(role)
    return words[speaking()] if words else role


def _by_role() -> Options:
    return {role: (in_words(role), Q(staff_role=role)) for role in profile.current().desk.roles}


STAFF = Table(
    caption=_("Those who work at the desk"),
    columns=(
        Column("name", _("Name"), lambda row: row.user.name, sort=("name",)),
        Column("login", _("Login"), lambda row: row.user.login, sort=("login",)),
        Column("role", _("Role"), lambda row: in_words(row.user.staff_role)),
        Column("step", _("Second step"), lambda row: row.step, "tag"),
        Column("seen", _("Last here"), lambda row: row.seen_at, "moment"),
        Column("state", _("How it stands"), lambda row: row.state, "tag"),
    ),
    leads_to=lambda row: address("desk_staff_person", colleague=row.user.pk),
    filters=(
        Choice("role", _("Role"), _by_role),
        Choice("state", _("State"), {name: (words, where) for name, (_colour, words, where) in STATES.items()}),
    ),
    sort="name",
)


@staff_page(act="staff.see")
@require_safe
def desk_staff(request: StaffRequest) -> HttpResponse:
    """List who works or has worked at the desk. They are few: the index person_of_staff finds them all."""
    return STAFF.page(request, "desk/staff.html", queries.staff().order_by(), shown=_rows)


@staff_page(act="staff.see")
@require_safe
def desk_staff_person(request: StaffRequest, colleague: int) -> HttpResponse:
    """Show how somebody's sign-in stands, and what can be done about it."""
    user = get_object_or_404(queries.staff(), pk=colleague)
    name, colour, words = state(user)
    context = {
        "person": user,
        "role": in_words(user.staff_role),
        "state": (colour, words),
        "is_here": name != "disabled",
        "has_come_in": name == "works",
        "is_oneself": user.pk == request.user.pk,
        "link_until": colleagues.link_until(FIRST, user, at=request.at),
        "mails": [each.to for each in queries.mail_addresses_of(user)],
        "step_kinds": _kinds(user),
        "seats": sessions.seats(user, here="", at=request.at),
        "seen_at": colleagues.last_seen([user]).get(user.pk),
        "lost": queries.lost_step(user),
        "deeds": list(_deeds(user)),
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "desk/staff_person.html", context)


def _kinds(user: User) -> list[str]:
    """Return of which kinds somebody's second steps are; recovery codes are theirs alone to see."""
    found = Authenticator.objects.filter(user_id=user.pk, type__in=gate.STEPS)
    return list(found.values_list("type", flat=True))


def state(user: User) -> tuple[str, str, Promise]:
    """Return how somebody stands: the name of it, the colour of its tag, and the tag."""
    name = "disabled" if not user.is_active else "works" if colleagues.has_come_in(user) else "invited"
    colour, words, _where = STATES[name]
    return name, colour, words


def _rows(users: list[User]) -> list[Row]:
    seen = colleagues.last_seen(users)
    found = Authenticator.objects.filter(user_id__in=[user.pk for user in users], type__in=gate.STEPS)
    having = set(found.values_list("user_id", flat=True))
    return [Row(user, user.pk in having, seen.get(user.pk)) for user in users]


def _deeds(user: User) -> Iterator[tuple[datetime, Promise, str]]:
    """Walk what happened to somebody's sign-in, the newest first: when, what, and who did it if it was somebody else."""
    events = list(latest_about(f"user:{user.pk}", most=LATEST))
    ids: set[Any] = {event.by_id for event in events} - {user.pk, None}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    for event in events:
        yield event.at, sentence(event.kind), names.get(event.by_id or 0, "")
