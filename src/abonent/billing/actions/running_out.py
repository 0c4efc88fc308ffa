"""Respites end by the clock, kept or broken; after a broken one the ladder goes on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from abonent import profile
from abonent.billing.actions.reminding import remind
from abonent.billing.bulk import respites
from abonent.billing.bulk.respites import EndedRespite
from abonent.billing.queries import NOTHING
from abonent.billing.queries.respites import A_DAY
from abonent.journal.actions import Happening, record_all
from abonent.people.bulk import Told, notify_all
from abonent.people.models import Account
from abonent.profile.days_off import is_quiet

A_STRETCH = 500
"""Respites that are ended in one transaction, at most."""


def end_respites(*, at: datetime) -> int:
    """End the respites whose day has come, in stretches of one transaction each; return how many have ended.

    Whoever has not paid is told, and the ladder goes on from where it was: what a respite had lifted is restricted anew.
    At quiet hours nothing happens: what is paid on the evening of a Friday has until Monday to reach us.
    """
    if is_quiet(at):
        return 0
    count = 0
    while accounts := respites.to_end(on=profile.today(at), some=A_STRETCH):
        count += _end(accounts, at=at)
    return count


@transaction.atomic
def _end(accounts: Sequence[int], *, at: datetime) -> int:
    ended = respites.end(accounts, at=at)
    record_all(
        [
            Happening("respite.broken" if each.is_broken else "respite.kept", at, each.account, f"respite:{each.pk}",
                      via="job", data={"missing": str(max(each.missing, NOTHING))})
            for each in ended
        ]
    )  # fmt: skip
    broken = {each.account: each for each in ended if each.is_broken}
    _tell(list(broken.values()), at=at)
    if broken:
        remind(broken, at=at)
    return len(ended)


def _tell(broken: list[EndedRespite], *, at: datetime) -> None:
    numbers = dict(Account.objects.filter(pk__in=[each.account for each in broken]).values_list("pk", "number"))
    told = [Told(each.account, f"respite_broken:{each.pk}", "", _context(each, numbers)) for each in broken]
    if told:
        notify_all(told, "respite_broken", at=at, on_paper=True)


def _context(broken: EndedRespite, numbers: dict[int, str]) -> dict[str, Any]:
    until: date = broken.until - A_DAY
    return {
        "account": numbers[broken.account],
        "kind": broken.kind,
        "day": until.isoformat(),
        "missing": str(broken.missing),
    }
