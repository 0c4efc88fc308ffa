"""The office lets somebody wait, takes that back, and answers who disagrees with a line of the statement."""

from datetime import date, datetime, timedelta

from django.db import transaction

from abonent import profile
from abonent.billing.actions.posting import relieve
from abonent.billing.models import Respite
from abonent.billing.queries.respites import A_DAY, last_day
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import Account, User

LONGEST_DAYS = 366
"""Farther away nobody is spared without looking again."""

Kind, Ended = Respite.Kind, Respite.Ended


class AlreadySpared(Exception):
    """The office lets the account wait already (`respite`)."""

    def __init__(self, respite: Respite) -> None:
        super().__init__(f"respite:{respite.pk}")
        self.respite = respite


class NotThatDay(Exception):
    """The day has passed, or is too far away."""


class HasEnded(Exception):
    """The respite has ended before (`respite.ended`)."""

    def __init__(self, respite: Respite) -> None:
        super().__init__(respite.ended)
        self.respite = respite


class NotThatKind(Exception):
    """Only a disagreement is answered, and nothing else than one is taken back."""


@transaction.atomic
def spare(account: Account, *, day: date, note: str, once: str, at: datetime, by: User) -> Respite:
    """Let all that is owed wait until a day, the last of the respite, because the office says so. `note` is for the office.

    Raises NotThatDay, AlreadySpared.
    """
    account = people.lock_account(account.pk)
    found = Respite.objects.filter(account=account, kind=Kind.OFFICE, entry=None)
    if there := found.filter(plan=once).first():
        return there
    if spared := found.filter(ended_at=None).select_related("made_by").first():
        raise AlreadySpared(spared)
    if not timedelta(0) <= day - profile.today(at) <= timedelta(days=LONGEST_DAYS):
        raise NotThatDay
    made = Respite.objects.create(
        account=account, kind=Kind.OFFICE, plan=once, until=day + A_DAY, note=note, made_at=at, made_by=by
    )
    subject = f"respite:{made.pk}"
    record("respite.given", at=at, by=by.pk, account=account.pk, subject=subject, via="desk")
    relieve(account, at=at, because=subject)
    context = {"account": account.number, "day": day.isoformat()}
    people.notify(account, "respite_given", key=f"respite_given:{made.pk}", at=at, context=context)
    return made


@transaction.atomic
def end_respite(respite: Respite, *, reason: str, at: datetime, by: User) -> Respite:
    """Take back that somebody may wait; of a plan all parts. The ladder goes on from where it was, and the customer is told.

    Raises NotThatKind for a disagreement, which is answered; HasEnded.
    """
    found = _locked(respite)
    if found.kind == Kind.DISPUTE:
        raise NotThatKind
    _end([found, *_rest(found)], Ended.TAKEN_BACK, reason, at=at, by=by)
    record("respite.taken_back", at=at, by=by.pk, account=found.account_id, subject=f"respite:{found.pk}", via="desk")
    until = last_day(found)
    context = {
        "account": found.account.number,
        "kind": found.kind,
        "day": until.isoformat() if until else "",
        "reason": reason,
    }
    people.notify(found.account, "respite_taken_back", key=f"respite_taken_back:{found.pk}", at=at, context=context)
    return found


@transaction.atomic
def answer_dispute(respite: Respite, *, accepted: bool, answer: str, at: datetime, by: User) -> Respite:
    """Answer somebody who disagrees with an entry, by letter. Where the office agrees, the entry waits until it is corrected
    (`correct_bill` ends that), or that is taken back. Raises NotThatKind, HasEnded.
    """
    found = _locked(respite)
    if found.kind != Kind.DISPUTE:
        raise NotThatKind
    _end([found], Ended.ANSWERED, answer, at=at, by=by)
    subject = f"respite:{found.pk}"
    record(
        "dispute.accepted" if accepted else "dispute.refused",
        at=at, by=by.pk, account=found.account_id, subject=subject, via="desk",
    )  # fmt: skip
    if accepted:
        Respite.objects.create(
            account=found.account, kind=Kind.OFFICE, plan=subject, entry=found.entry, note=answer,
            made_at=at, made_by=by,
        )  # fmt: skip
    _tell_answer(found, accepted=accepted, at=at)
    return found


def _tell_answer(found: Respite, *, accepted: bool, at: datetime) -> None:
    entry = found.entry
    assert entry  # noqa: S101 - a disagreement is with an entry
    context = {
        "account": found.account.number,
        "accepted": accepted,
        "answer": found.answer,
        "number": entry.invoice.number if entry.invoice else "",
        "booked_on": entry.booked_on.isoformat(),
        "amount": str(entry.amount),
        "entry": entry.pk,
    }
    people.notify(found.account, "dispute_answered", key=f"dispute_answered:{found.pk}", at=at, context=context)


def replace(account: Account, *, at: datetime, by: User) -> None:
    """End what lets all of an account wait, because something else takes its place; nobody is told of that."""
    found = Respite.objects.filter(account=account, kind__in=(Kind.PROMISE, Kind.OFFICE), entry=None, ended_at=None)
    found.update(ended=Ended.TAKEN_BACK, ended_at=at, ended_by=by)


def _locked(respite: Respite) -> Respite:
    account = people.lock_account(respite.account_id)
    found = Respite.objects.select_related("ended_by", "made_by", "entry__invoice").get(pk=respite.pk)
    found.account = account
    if found.ended_at:
        raise HasEnded(found)
    return found


def _rest(of: Respite) -> list[Respite]:
    """Return the other parts of a plan that have not ended."""
    if of.kind != Kind.INSTALMENTS:
        return []
    parts = Respite.objects.filter(account=of.account, kind=of.kind, plan=of.plan, ended_at=None)
    return list(parts.exclude(pk=of.pk))


def _end(found: list[Respite], how: Respite.Ended, answer: str, *, at: datetime, by: User) -> None:
    for each in found:
        each.ended, each.answer, each.ended_at, each.ended_by = how, answer, at, by
        each.save(update_fields=["ended", "answer", "ended_at", "ended_by"])
