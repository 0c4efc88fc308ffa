"""Somebody of the demonstration leaves: a few days ago they gave notice at the office, and soon their agreement ends."""

from datetime import datetime, timedelta

from django.db import transaction

from abonent import profile
from abonent.billing.actions import end_agreement
from abonent.contracts.models import Agreement, Ending
from abonent.demo.letters import as_if_sent
from abonent.demo.script import script
from abonent.people.models import User

DAYS_AGO, DAYS_LEFT = timedelta(days=6), timedelta(days=10)
NOTE = "Przeprowadzka do Białegostoku; router odda w biurze."


@transaction.atomic
def leave(at: datetime) -> None:
    """Let one be about to leave; when their day has come, the next. Whose end was taken back stays."""
    clerk = User.objects.filter(staff_role="CLERK", ended_at=None).order_by("pk").first()
    if clerk is None or Ending.objects.filter(carried_out_at=None, taken_back_at=None).exists():
        return
    entered_at = at - DAYS_AGO
    ends_on = profile.today(at) + DAYS_LEFT
    theirs = Agreement.objects.filter(
        account__number__gte=str(script().first_number), valid__endswith=None, account__kind="PERSON",
        signed_on__lt=profile.today(entered_at), endings=None,
    )  # fmt: skip
    agreement = theirs.select_related("account").order_by("account__number").first()
    if agreement is None:
        return
    end_agreement(agreement, ends_on=ends_on, reason=Ending.Reason.CUSTOMER, note=NOTE, at=entered_at, by=clerk)
    as_if_sent(agreement.account_id, entered_at)
