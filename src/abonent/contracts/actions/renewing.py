"""An agreement is followed by the next one, under which what is delivered goes on."""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from abonent import profile
from abonent.contracts.models import Agreement, Subscription
from abonent.journal.actions import record
from abonent.people.actions import lock_account


class NotInForce(Exception):
    """The agreement does not hold on the day in question."""


@transaction.atomic
def renew_agreement(
    agreement: Agreement,
    *,
    number: str,
    since: date,
    minimum_until: date | None,
    at: datetime,
    by: int | None = None,
) -> Agreement:
    """End an agreement and sign the next one from the same day on; what is delivered goes on under it.

    Raises NotInForce when the agreement does not hold on that day.
    """
    lock_account(agreement.account_id)
    old = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    if not (old.valid.lower < since and (old.valid.upper is None or since <= old.valid.upper)):
        raise NotInForce
    Agreement.objects.filter(pk=old.pk).update(valid=DateRange(old.valid.lower, since))
    renewed = Agreement.objects.create(
        account_id=old.account_id,
        number=number,
        signed_on=profile.today(at),
        valid=DateRange(since, None),
        minimum_until=minimum_until,
    )
    Subscription.objects.filter(agreement=old, valid__upper_inf=True).update(agreement=renewed)
    record("agreement.renewed", at=at, by=by, account=old.account_id, subject=f"agreement:{number}")
    return renewed
