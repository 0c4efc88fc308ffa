"""A customer leaves, or somebody else takes their agreement over: the end is entered, and carried out when its day has come.

What is carried out is one transaction: whoever takes over begins, the final bill is issued, the account is closed. A process
that dies in it leaves an end whose day has come, and the next look (`carry_out_due`) carries it out.
"""

import logging
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from abonent import profile
from abonent.billing import queries
from abonent.billing.actions.changing import TooLongAgo, in_time
from abonent.billing.actions.final import final_sum, issue_final_bill
from abonent.billing.actions.papers import send_papers
from abonent.billing.models import Invoice, Payer
from abonent.contracts import actions as contracts
from abonent.contracts.models import Agreement, Ending
from abonent.contracts.queries import due_endings, is_awaited, is_served
from abonent.people import actions as people
from abonent.people.models import Account, User

log = logging.getLogger(__name__)

A_DAY = timedelta(days=1)


class NotBilled(Exception):
    """The account that was named has no payer: nobody would be charged for what it takes over."""


@transaction.atomic
def end_agreement(
    agreement: Agreement, *, ends_on: date, reason: str, at: datetime, by: User, note: str = ""
) -> Ending:
    """Enter the end of an agreement (`ends_on` is the first day without it) and tell the customer; carry it out if that day has come.

    Raises TooLongAgo, and what contracts.end_agreement raises.
    """
    people.lock_account(agreement.account_id)
    in_time(agreement.account, ends_on, at=at)
    ending = contracts.end_agreement(agreement, ends_on=ends_on, reason=reason, note=note, at=at, by=by.pk)
    _tell(ending, "agreement_ends", at=at)
    carry_out(ending, at=at, by=by)
    return Ending.objects.get(pk=ending.pk)


@transaction.atomic
def hand_over(agreement: Agreement, *, to: Account, on: date, at: datetime, by: User, note: str = "") -> Ending:
    """Let another account take an agreement over from a day on, which is not past, and tell both. Debts stay where they are.

    Raises TooLongAgo, NotBilled, and what contracts.end_agreement raises.
    """
    contracts.lock_both(agreement.account_id, to)
    if on < profile.today(at):
        raise TooLongAgo(profile.today(at))
    if not Payer.objects.filter(account=to).exists():
        raise NotBilled
    reason = Ending.Reason.TRANSFER
    ending = contracts.end_agreement(agreement, ends_on=on, reason=reason, note=note, to=to, at=at, by=by.pk)
    _tell(ending, "agreement_handed_over", at=at)
    _tell(ending, "agreement_taken_over", at=at, account=to)
    carry_out(ending, at=at, by=by)
    return Ending.objects.get(pk=ending.pk)


@transaction.atomic
def take_back_end(ending: Ending, *, at: datetime, by: User) -> Ending:
    """Let an agreement go on as if its end had not been entered, and tell everybody concerned. Raises EndHasCome, LineTaken."""
    taken_back = contracts.take_back_end(ending, at=at, by=by.pk)
    _tell(taken_back, "agreement_goes_on", at=at)
    if taken_back.to:
        _tell(taken_back, "agreement_not_taken_over", at=at, account=taken_back.to)
    return taken_back


@transaction.atomic
def carry_out(ending: Ending, *, at: datetime, by: User | None = None) -> list[Invoice]:
    """Carry out an end whose day has come; return the documents of the final bill. Done again it does nothing.

    An account to which something else is delivered has no final bill: what comes back comes with the next one.
    Raises LineTaken.
    """
    contracts.lock_both(ending.account_id, ending.to)
    ending = Ending.objects.select_related("account", "agreement", "to").get(pk=ending.pk)
    if ending.carried_out_at or ending.taken_back_at or ending.ends_on > profile.today(at):
        return []
    contracts.carry_out(ending, at=at, by=by.pk if by else None)
    account = ending.account
    if is_served(account, at=at):
        return []
    issued = issue_final_bill(account, at=at, by=by)
    if not is_awaited(account):
        people.close_account(account, on=ending.ends_on, at=at, by=by)
    _send_final_bill(ending, issued, at=at)
    return issued


@transaction.atomic
def expected_final_bill(
    agreement: Agreement, *, ends_on: date, at: datetime, to: Account | None = None
) -> Decimal | None:
    """Return what the final bill comes to if the agreement ends on a day and nothing else changes; below nothing it comes back.

    None where something else is delivered to the account, and nothing is final. Nothing of it stays. Raises what
    contracts.end_agreement raises.
    """
    reason = Ending.Reason.TRANSFER if to else Ending.Reason.AGREED
    try:
        contracts.end_agreement(agreement, ends_on=ends_on, reason=reason, to=to, at=at, by=None)
        if is_served(agreement.account, at=max(at, profile.midnight(ends_on))):
            return None
        return final_sum(agreement.account, ended_on=ends_on, on=profile.today(at))
    finally:
        transaction.set_rollback(True)


def carry_out_due(*, at: datetime) -> int:
    """Carry out every end whose day has come, each by itself; return how many. One that fails keeps no other from it."""
    done = 0
    for ending in due_endings(on=profile.today(at)):
        try:
            carry_out(ending, at=at)
            done += 1
        except Exception:
            log.exception("The end of agreement %s could not be carried out.", ending.agreement_id)
    return done


def _tell(ending: Ending, template: str, *, at: datetime, account: Account | None = None) -> None:
    told = account or ending.account
    context = {
        "account": told.number,
        "agreement": ending.agreement.number,
        "last": (ending.ends_on - A_DAY).isoformat(),
        "on": ending.ends_on.isoformat(),
    }
    people.notify(told, template, key=f"{template}:{ending.pk}", at=at, context=context)


def _send_final_bill(ending: Ending, issued: list[Invoice], *, at: datetime) -> None:
    account = ending.account
    owed = queries.total_open(queries.debts(account))
    credit = queries.total_open(queries.unused_credits(account))
    context = {
        "account": account.number,
        "agreement": ending.agreement.number,
        "last": (ending.ends_on - A_DAY).isoformat(),
        "documents": [[document.number, queries.slug(document.number), str(document.total)] for document in issued],
        "owed": str(owed) if owed > Decimal(0) else "",
        "credit": str(credit) if credit > Decimal(0) else "",
    }
    people.notify(account, "final_bill", key=f"final_bill:{ending.pk}", at=at, context=context)
    if issued:
        send_papers(account, issued, at=at)
