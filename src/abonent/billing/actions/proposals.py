"""Money that shall be given up or paid out: proposed, decided by another person above the profile's amount, paid out.

The account's lock comes first, so of two who decide at once the second is told what the first did. Then comes what the same
person decides alone: at once for many accounts it is counted together, too.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from abonent import profile
from abonent.billing import queries
from abonent.billing.actions.books import book
from abonent.billing.actions.giving_back import MoreThanCredit, MoreThanOwed, refund, write_off
from abonent.billing.actions.ledger import enter
from abonent.billing.actions.paying import NothingToPay
from abonent.billing.models import Entry, Proposal
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people import queries as rights
from abonent.people.bulk import one_at_a_time
from abonent.people.models import OPERATOR, Account, User

LATELY = timedelta(days=30)
"""What one person has decided alone within this time, for one account or to one bank account, counts together: many small ones are a large one."""
REF = re.compile(r"P-[2-9A-HJ-NP-Z]{8}")

State, Kind = Proposal.State, Proposal.Kind


class BadRef(ValueError):
    """The form's token is not one that we made, or belongs to another account."""


class AlreadyDecided(Exception):
    """The proposal does not wait any more (`proposal.state`)."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(f"{proposal.ref} is {proposal.state}")
        self.proposal = proposal


class TakesTwo(Exception):
    """Whoever proposed so much does not decide about it."""


class MayNotDecide(Exception):
    """This role does not decide about proposals."""


class NotToPayOut(Exception):
    """There is no refund that waits to be paid out, or the day cannot be."""


@transaction.atomic
def propose(  # noqa: PLR0913 - what, how much, why, to whom
    account: Account,
    kind: str,
    *,
    amount: Decimal,
    reason: str,
    ref: str,
    at: datetime,
    by: User,
    bank_account: str = "",
    recipient: str = "",
) -> Proposal:
    """Propose a refund or a write-off; where whoever proposes may decide it alone, it is done at once.

    `ref` was made with the form (`queries.proposal_ref`): the same form sent twice is one proposal. Raises NothingToPay,
    MoreThanCredit, MoreThanOwed, BadRef.
    """
    found = people.lock_account(account.pk)
    there = Proposal.objects.filter(ref=ref).first()
    if not REF.fullmatch(ref) or (there and there.account_id != found.pk):
        raise BadRef(ref)
    if there:
        return there
    _check(found, kind, amount)
    _count_together(by)
    made = Proposal.objects.create(
        ref=ref,
        account=found,
        kind=kind,
        amount=amount,
        reason=reason,
        bank_account=bank_account,
        recipient=recipient,
        takes_two=takes_two(found, kind, amount, at=at, by=by, bank_account=bank_account),
        proposed_at=at,
        proposed_by=by,
    )
    _record("proposal.made", made, at=at, by=by)
    if not made.takes_two and rights.may_at_desk(by.staff_role, "proposals.decide"):
        return accept(made, at=at, by=by)
    return made


def _check(account: Account, kind: str, amount: Decimal) -> None:
    if amount <= 0:
        raise NothingToPay
    if kind == Kind.REFUND and amount > (credit := queries.free_credit(account)):
        raise MoreThanCredit(credit)
    if kind == Kind.WRITE_OFF and amount > (owed := queries.total_open(queries.debts(account))):
        raise MoreThanOwed(owed)


def _count_together(by: User) -> None:
    """Let one decision of a person alone be counted at a time, whichever accounts they are about."""
    one_at_a_time(f"decides-alone:{by.pk}")


def takes_two(account: Account, kind: str, amount: Decimal, *, at: datetime, by: User, bank_account: str = "") -> bool:
    """Say whether another person has to decide: it is too much, alone or with what somebody decided alone lately."""
    alone = Proposal.objects.filter(kind=kind, state=State.DONE, proposed_by=by, decided_by=by)
    same = Q(account=account) | Q(bank_account=bank_account) if bank_account else Q(account=account)
    found = alone.filter(same, decided_at__gt=at - LATELY).aggregate(sum=Sum("amount"))
    return amount + (found["sum"] or 0) > profile.current().desk.four_eyes_above


@transaction.atomic
def accept(proposal: Proposal, *, at: datetime, by: User) -> Proposal:
    """Do what was proposed: give up the debt, or promise the credit for paying out.

    Raises MayNotDecide, TakesTwo, AlreadyDecided, and MoreThanCredit or MoreThanOwed when it has become less meanwhile.
    """
    found = _waiting(proposal, by=by)
    if found.proposed_by_id == by.pk:
        _count_together(by)
        if is_for_two(found, at=at, by=by):
            raise TakesTwo
    do = refund if found.kind == Kind.REFUND else write_off
    do(found.account, amount=found.amount, once=found.ref, at=at, by=by, via="desk")
    _end(found, State.DONE, at=at, by=by)
    _record("proposal.accepted", found, at=at, by=by)
    _tell(found, "refund_accepted" if found.kind == Kind.REFUND else "debt_written_off", at=at)
    return found


@transaction.atomic
def refuse(proposal: Proposal, *, answer: str, at: datetime, by: User) -> Proposal:
    """Do not do what was proposed; the customer is told about a refund, and that is not a decision that takes two.

    Raises MayNotDecide, AlreadyDecided.
    """
    found = _waiting(proposal, by=by)
    _end(found, State.REFUSED, at=at, by=by, answer=answer)
    _record("proposal.refused", found, at=at, by=by)
    if found.kind == Kind.REFUND:
        _tell(found, "refund_refused", at=at, answer=answer)
    return found


@transaction.atomic
def withdraw(proposal: Proposal, *, at: datetime, by: User) -> Proposal:
    """Take back one's own proposal. Raises MayNotDecide for another's, AlreadyDecided."""
    if proposal.proposed_by_id != by.pk:
        raise MayNotDecide
    found = _locked(proposal)
    _end(found, State.WITHDRAWN, at=at, by=by)
    _record("proposal.withdrawn", found, at=at, by=by)
    return found


def _waiting(proposal: Proposal, *, by: User) -> Proposal:
    if not rights.may_at_desk(by.staff_role, "proposals.decide"):
        raise MayNotDecide
    return _locked(proposal)


def is_for_two(found: Proposal, *, at: datetime, by: User) -> bool:
    """Say whether whoever proposed it cannot decide it now: they may have decided the like meanwhile."""
    now = takes_two(found.account, found.kind, found.amount, at=at, by=by, bank_account=found.bank_account)
    return bool(found.takes_two or now)


def _locked(proposal: Proposal) -> Proposal:
    account = people.lock_account(proposal.account_id)
    found = Proposal.objects.select_related("decided_by", "proposed_by").get(pk=proposal.pk)
    found.account = account
    if found.state != State.WAITING:
        raise AlreadyDecided(found)
    return found


def _end(found: Proposal, state: str, *, at: datetime, by: User, answer: str = "") -> None:
    found.state, found.decided_at, found.decided_by, found.answer = state, at, by, answer
    found.save(update_fields=["state", "decided_at", "decided_by", "answer"])


def _record(kind: str, of: Proposal, *, at: datetime, by: User) -> None:
    record(kind, at=at, by=by.pk, account=of.account_id, subject=f"proposal:{of.ref}", via="desk")


def _tell(of: Proposal, letter: str, *, at: datetime, **more: str) -> None:
    context: dict[str, Any] = {"amount": str(of.amount), "account": of.account.number, **more}
    if of.kind == Kind.REFUND:
        context["ending"] = of.bank_account[-4:]
    people.notify(of.account, letter, key=f"{letter}:{of.ref}", at=at, context=context)


@transaction.atomic
def pay_out(proposals: list[Proposal], *, on: date, at: datetime, by: User) -> int:
    """Write down that refunds have left the bank on a day; return how many were not written down before.

    Raises NotToPayOut for a day to come, or before one of them was decided.
    """
    accounts = sorted({each.account_id for each in proposals})
    for account in accounts:
        people.lock_account(account)
    waiting = queries.refunds_to_pay().filter(pk__in=[each.pk for each in proposals]).order_by("pk")
    found = list(waiting.select_related("account"))
    if on > profile.today(at) or any(on < profile.today(each.decided_at) for each in found if each.decided_at):
        raise NotToPayOut
    operator = Account.objects.get(pk=OPERATOR)
    for each in found:
        _left_the_bank(operator, each, on=on, at=at, by=by)
    return len(found)


def _left_the_bank(operator: Account, of: Proposal, *, on: date, at: datetime, by: User) -> None:
    enter(
        operator,
        debit=book("refunds").pk,
        credit=book("bank:main").pk,
        amount=of.amount,
        kind=Entry.Kind.TRANSFER,
        cause=f"paid-out:{of.ref}",
        value_on=on,
        at=at,
        by=by,
    )
    Proposal.objects.filter(pk=of.pk).update(paid_on=on)
    _record("refund.paid_out", of, at=at, by=by)
    _tell(of, "refund_paid", at=at, paid_on=on.isoformat())
