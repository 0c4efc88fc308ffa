"""A subscription gets its line: a login by rule, and nothing to type. The password comes later, by whoever sets it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from abonent import profile
from abonent.journal.actions import Happening, record_all
from abonent.modules.internet.bulk.making import make_missing


@transaction.atomic
def make_lines(accounts: Iterable[int] | None = None, *, at: datetime) -> int:
    """Make the lines that subscriptions of these accounts lack, or of all accounts; return how many.

    Asked twice or at the same time by two, each line is made once. What has ended gets none any more.
    """
    wanted = None if accounts is None else sorted(set(accounts))
    made = make_missing(wanted, today=profile.today(at), at=at)
    record_all([Happening("line.made", at, account, f"line:{line}", via="job") for line, account in made])
    return len(made)
