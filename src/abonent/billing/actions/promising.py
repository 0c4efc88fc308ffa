"""A customer says by when a debt will be paid: until then nobody is chased, and what was restricted for it works again."""

from datetime import date, datetime

from django.db import transaction

from abonent import profile
from abonent.billing import queries
from abonent.billing.actions.correct import charge_fee
from abonent.billing.actions.posting import relieve
from abonent.billing.models import Respite
from abonent.billing.queries import PromiseOffer
from abonent.billing.queries.respites import A_DAY
from abonent.contracts.models import Price
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import Account, User


class NoPromise(Exception):
    """Nothing can be promised now (`offer.why_not`)."""

    def __init__(self, offer: PromiseOffer) -> None:
        super().__init__(offer.why_not)
        self.offer = offer


class BadDay(Exception):
    """The day is not one until which it may wait (`offer.first_day`, `offer.last_day`)."""

    def __init__(self, offer: PromiseOffer) -> None:
        super().__init__(f"{offer.first_day} to {offer.last_day}")
        self.offer = offer


@transaction.atomic
def promise(account: Account, *, day: date, once: str, at: datetime, by: User | None) -> Respite:
    """Promise to pay what is late by a day, the last of the respite; its fee comes with the next bill.

    `once` was made with the form: the same form sent twice is one promise. Raises NoPromise, BadDay.
    """
    account = people.lock_account(account.pk)
    if there := Respite.objects.filter(account=account, kind=Respite.Kind.PROMISE, plan=once).first():
        return there
    offer = queries.promise_offer(account, at=at)
    if offer.why_not:
        raise NoPromise(offer)
    if not offer.first_day <= day <= offer.last_day:
        raise BadDay(offer)
    made = Respite.objects.create(
        account=account, kind=Respite.Kind.PROMISE, plan=once, until=day + A_DAY, made_at=at, made_by=by
    )
    _charge(made, at=at)
    subject, said = f"respite:{made.pk}", {"amount": str(offer.overdue), "day": day.isoformat()}
    record("promise.made", at=at, by=by.pk if by else None, account=account.pk, subject=subject, data=said)
    relieve(account, at=at, because=subject)
    context = {"account": account.number, "fee": str(offer.fee), **said}
    people.notify(account, "promise_made", key=f"promise_made:{made.pk}", at=at, context=context)
    return made


def _charge(made: Respite, *, at: datetime) -> None:
    """Charge what the price list of the day says; where it says nothing, promising is free."""
    rules, on = profile.current().dunning.promise, profile.today(at)
    code = rules.fee if rules else ""
    prices = Price.objects.filter(tariff__code=code, component="fee", replaced_at=None, valid__contains=on)
    if code and (price := prices.select_related("tariff").first()):
        charge_fee(made.account, price, basis=f"promise:{made.pk}", on=on, at=at)
