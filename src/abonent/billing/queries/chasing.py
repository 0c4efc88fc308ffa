"""What is asked of an account on a day: what is late, minus what may wait."""

from datetime import date

from abonent.billing.bulk import chasing
from abonent.billing.bulk.chasing import Chased
from abonent.people.models import Account


def chased(account: Account | int, *, on: date) -> Chased:
    """Return what is asked of an account on a day."""
    pk = account if isinstance(account, int) else account.pk
    return chasing.chased([pk], on=on).get(pk) or Chased(pk)
