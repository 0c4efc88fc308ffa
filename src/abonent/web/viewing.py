"""Looking at the portal through a customer's eyes: somebody of the staff, for a while, for a reason, changing nothing.

What is looked at stands in the session; nobody becomes anybody else. So a viewing ends with the session, and each page
asks anew whether the person's role still allows it and whether its time is over.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abonent import profile
from abonent.journal.actions import record
from abonent.journal.models import Event
from abonent.language import written
from abonent.people import queries as people
from abonent.people.models import Access, Account, User
from abonent.web import trouble
from abonent.web.module import modules
from abonent.web.session import Answer

KEPT = "viewing"
"""What the session calls it."""
ACT = "customers.view_as"
BEGAN = "customer.viewed"
ALSO_NEEDS = {"contract.documents": "documents.see"}
"""What a customer may do with a page, and what somebody of the staff has to be allowed for the same."""
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""What changes nothing (RFC 9110, 9.2.1), whether a page answers it or not."""


class Over(Exception):
    """The viewing has just ended: its time is over, or the role allows it no longer."""

    def __init__(self, account: Account) -> None:
        super().__init__(account.number)
        self.account = account


@dataclass(frozen=True, slots=True)
class Viewing:
    """Somebody of the staff looks through the eyes of a customer until an instant, if they do not end it before."""

    account: Account
    since: datetime
    until: datetime


def begin(request: HttpRequest, account: Account, *, reason: str, at: datetime) -> Viewing:
    """Look through a customer's eyes from now on; a viewing of another customer ends. One that goes on goes on."""
    with suppress(Over):
        going = going_on(request, at=at)
        if going and going.account == account:
            return going
    end(request, at=at)
    until = at + timedelta(minutes=profile.current().desk.viewing_minutes)
    request.session[KEPT] = {"account": account.pk, "since": at.isoformat(), "until": until.isoformat()}
    data = {"role": cast("User", request.user).staff_role, "reason": reason, "until": until.isoformat()}
    record(BEGAN, at=at, account=account.pk, by=request.user.pk, via="desk", data=data)
    return Viewing(account, at, until)


def going_on(request: HttpRequest, *, at: datetime) -> Viewing | None:
    """Return the viewing of this session, if there is one. Raises Over at the first look after its end."""
    viewing, user = _kept(request), cast("User", request.user)
    if viewing is None:
        return None
    if at < viewing.until and user.is_staff and people.may_at_desk(user.staff_role, ACT):
        return viewing
    end(request, at=min(at, viewing.until))
    raise Over(viewing.account)


def end(request: HttpRequest, *, at: datetime) -> Viewing | None:
    """End the viewing of this session; return the one that ended."""
    viewing = _kept(request)
    if viewing is not None:
        del request.session[KEPT]
        record("customer.view_ended", at=at, account=viewing.account.pk, by=request.user.pk, via="desk")
    return viewing


def at_latest(event: Event) -> str:
    """Say of the beginning of a viewing until when it could last: its end is written down only where somebody looked again."""
    until = event.data.get("until", "") if event.kind == BEGAN else ""
    if not until:
        return ""
    clock = written(get_language() or "").clock(datetime.fromisoformat(until).astimezone(profile.current().zone))
    return _("until %(clock)s at the latest") % {"clock": clock}


def eyes(viewing: Viewing) -> Access:
    """Return the right through which the customer's pages are seen: an owner's, or, where nobody signs in yet, what one would have."""
    owners = [role for role in profile.current().roles if people.owns(role)]
    right = people.rights_on(viewing.account).filter(role__in=owners, valid__contains=viewing.since).first()
    found = right or Access(role=owners[0], valid=DateTimeTZRange(viewing.since, None))
    found.account = viewing.account
    return found


def missing(user: User, act: str) -> str:
    """Return the act of the desk that a customer's page needs too and this person's role may not do; "" where nothing is missing."""
    of_modules = {each: needs for module in modules() for each, needs in module.also_needs.items()}
    needed = {**of_modules, **ALSO_NEEDS}.get(act, "")
    return "" if not needed or people.may_at_desk(user.staff_role, needed) else needed


def note_file(request: HttpRequest, answer: HttpResponse, viewing: Viewing, *, at: datetime) -> None:
    """Write down that a file was taken along: it outlives the viewing."""
    if request.method == "GET" and answer.has_header("Content-Disposition"):
        user, subject = cast("User", request.user), f"file:{request.path}"[:120]
        data = {"role": user.staff_role}
        record(
            "customer.file_taken", at=at, account=viewing.account.pk, by=user.pk, subject=subject, via="desk", data=data
        )


def nothing_changes(get_response: Answer) -> Answer:
    """Refuse every form while somebody looks through a customer's eyes, wherever it leads; the desk is their own, and so is the way out."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in READING and KEPT in request.session:
            at = timezone.now()
            if request.path == reverse("account_logout"):
                end(request, at=at)
            elif not request.path.startswith(reverse("desk")) and _still(request, at):
                return trouble.only_looking(request)
        return get_response(request)

    return answer


def _still(request: HttpRequest, at: datetime) -> bool:
    """Say whether the viewing goes on. One that is over is left to the page, which says so."""
    viewing = _kept(request)
    request.viewing = viewing if viewing and at < viewing.until else None  # type: ignore[attr-defined]
    return bool(request.viewing)  # type: ignore[attr-defined]


def _kept(request: HttpRequest) -> Viewing | None:
    kept = request.session.get(KEPT)
    if not kept or not request.user.is_authenticated:
        return None
    since, until = (datetime.fromisoformat(kept[key]) for key in ("since", "until"))
    account = Account.objects.select_related("post_place").filter(pk=kept["account"]).first()
    return Viewing(account, since, until) if account else None
