"""An agreement is signed at the office: a line somewhere, with a plan and extras, from a day on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from abonent import profile
from abonent.contracts.actions.changing import NotSold, slot_of
from abonent.contracts.calendar import after_months
from abonent.contracts.models import Agreement, Holding, Subscription, Tariff
from abonent.journal.actions import record
from abonent.people.actions import lock_account
from abonent.people.actions.moving import written
from abonent.people.models import Account, Place, User

A_LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What is agreed. `since` is the first day on which the line is there; `months` is the minimum term from then on.

    `place` is an address by the names of `moving.FIELDS`; plan and extras are codes of the price list.
    """

    number: str
    signed_on: date
    since: date
    months: int
    plan: str
    extras: Sequence[str] = ()
    place: Mapping[str, str]


@transaction.atomic
def sign_agreement(account: Account, signed: Signed, *, at: datetime, by: User) -> Agreement:
    """Sign an agreement and let its line begin. Raises NotSold for what is not on the price list of the day it begins."""
    account = lock_account(account.pk)
    held, since, months = _tariffs(signed), signed.since, signed.months
    agreement = Agreement.objects.create(
        account=account,
        number=signed.number,
        signed_on=signed.signed_on,
        valid=DateRange(since, None),
        minimum_until=after_months(since, months) if months else None,
    )
    line = Subscription.objects.create(
        account=account,
        agreement=agreement,
        kind=A_LINE,
        ref=_free_ref(account),
        place=_place(account, signed.place),
        valid=DateRange(since, None),
    )
    begins = DateTimeTZRange(profile.midnight(since), None)
    Holding.objects.bulk_create(
        Holding(account=account, subscription=line, tariff=tariff, slot=slot_of(tariff), valid=begins)
        for tariff in held
    )
    record("agreement.signed", at=at, by=by.pk, account=account.pk, subject=f"agreement:{agreement.number}", via="desk")
    return agreement


def _tariffs(signed: Signed) -> list[Tariff]:
    wanted = [(signed.plan, Tariff.Kind.PLAN), *((code, Tariff.Kind.EXTRA) for code in dict.fromkeys(signed.extras))]
    sold = {(tariff.code, tariff.kind): tariff for tariff in Tariff.objects.filter(sold__contains=signed.since)}
    if missing := next((code for code, kind in wanted if (code, kind) not in sold), None):
        raise NotSold(missing)
    return [sold[each] for each in wanted]


def _free_ref(account: Account) -> str:
    """Return what the line is called: the account's number, and where it has lines already, one more."""
    live = Subscription.objects.filter(kind=A_LINE, valid__upper_inf=True)
    ref, count = account.number, 1
    while live.filter(ref=ref).exists():
        count += 1
        ref = f"{account.number}-{count}"
    return ref


def _place(account: Account, wanted: Mapping[str, str]) -> Place:
    """Return where the line is: where letters go, if that is the same address."""
    post = account.post_place
    return post if post and written(post) == dict(wanted) else Place.objects.create(**wanted)
