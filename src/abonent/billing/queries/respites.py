"""Respites: what lets a customer wait, whether one may be promised now, and what the office has to answer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from django.db.models import QuerySet

from abonent import profile
from abonent.billing.models import Respite
from abonent.billing.queries.chasing import Chased, chased
from abonent.billing.queries.ledger import NOTHING
from abonent.billing.queries.periods import cycle_of, next_period_begins, period_begins
from abonent.contracts.queries.fees import fee
from abonent.people.models import Account

A_DAY = timedelta(days=1)

NOT_OFFERED, NOT_LATE, PROMISED, WAITS, SMALL, USED_UP = (
    "NOT_OFFERED", "NOT_LATE", "PROMISED", "WAITS", "SMALL", "USED_UP",
)  # fmt: skip
"""Why nothing can be promised now: the operator does not offer it, nothing is late, it is promised, it may wait already, nobody
is chased for so little, or it was promised as often as it can be in a billing period."""


@dataclass(frozen=True, slots=True)
class PromiseOffer:
    """Whether a customer may say now by when a debt will be paid (`why_not` is empty), from which day to which, for what fee.

    `there` is the respite for which nobody needs to promise; `again_on` the day on which it can be promised anew.
    """

    chased: Chased
    first_day: date
    last_day: date
    fee: Decimal
    why_not: str = ""
    there: Respite | None = None
    again_on: date | None = None

    @property
    def overdue(self) -> Decimal:
        return self.chased.overdue


def respites(account: Account) -> QuerySet[Respite]:
    """Return all respites of an account with the people who made and ended them, the newest first."""
    found = Respite.objects.filter(account=account).select_related("made_by", "ended_by", "entry__invoice", "account")
    return found.defer("entry__invoice__sheet").order_by("-made_at", "until", "pk")


def respites_in_force(account: Account) -> list[Respite]:
    """Return the respites of an account that have not ended, the one that ends first at the beginning."""
    found = respites(account).filter(ended_at=None)
    return sorted(found, key=lambda each: (each.until or date.max, each.pk))


def all_in_force() -> QuerySet[Respite]:
    """Return the respites of all accounts that have not ended, with what a list shows of them."""
    found = Respite.objects.filter(ended_at=None).select_related("account", "made_by", "entry__invoice")
    return found.defer("entry__invoice__sheet")


def waiting_disputes() -> QuerySet[Respite]:
    """Return the disagreements that nobody has answered, the oldest first."""
    return _of_entries().filter(kind=Respite.Kind.DISPUTE)


def to_correct() -> QuerySet[Respite]:
    """Return what was rightly disagreed with and is not corrected yet, the oldest first."""
    return _of_entries().filter(kind=Respite.Kind.OFFICE)


def _of_entries() -> QuerySet[Respite]:
    return all_in_force().filter(entry__isnull=False).order_by("made_at", "pk")


def last_day(respite: Respite) -> date | None:
    """Return the last day on which what may wait can be paid: the one before it is chased again."""
    return respite.until - A_DAY if respite.until else None


def covers_all(respite: Respite) -> bool:
    """Say whether nothing of the account is chased while it is in force."""
    return respite.amount is None and respite.entry_id is None


def promise_offer(account: Account, *, at: datetime) -> PromiseOffer:
    """Return whether and how it can be promised now by when what is late will be paid."""
    on, rules = profile.today(at), profile.current().dunning.promise
    asked = chased(account, on=on)
    if rules is None:
        return PromiseOffer(asked, on, on, NOTHING, NOT_OFFERED)
    costs = (fee(rules.fee, on=on) or NOTHING) if rules.fee else NOTHING
    first, last = on + A_DAY, on + timedelta(days=rules.days)
    why, there = _hindered(account, asked)
    again_on = None
    if not why and promises_in_period(account, on=on) >= rules.per_period:
        why, again_on = USED_UP, next_period_begins(account, on=on)
    return PromiseOffer(asked, first, last, costs, why, there, again_on)


def _hindered(account: Account, asked: Chased) -> tuple[str, Respite | None]:
    """Say why there is nothing to promise, and by which respite it may wait already."""
    if not asked.overdue:
        return NOT_LATE, None
    there = respites_in_force(account)
    if promised := next((each for each in there if each.kind == Respite.Kind.PROMISE), None):
        return PROMISED, promised
    if there and not asked.amount:
        return WAITS, there[0]
    return (SMALL if asked.amount < profile.current().dunning.smallest else ""), None


def promises_in_period(account: Account, *, on: date) -> int:
    """Return how often it was promised in the billing period in which a day lies, kept or not."""
    begun = profile.midnight(period_begins(cycle_of(account), on))
    return Respite.objects.filter(account=account, kind=Respite.Kind.PROMISE, made_at__gte=begun).count()


def equal_parts(total: Decimal, days: list[date]) -> list[tuple[date, Decimal]]:
    """Divide an amount into equal parts of whole units, one a day; what is left over comes with the last."""
    unit = Decimal(1) if total >= len(days) else Decimal("0.01")
    each = (total / len(days)).quantize(unit, rounding=ROUND_DOWN) * Decimal("1.00")
    return [(day, each) for day in days[:-1]] + [(days[-1], total - each * (len(days) - 1))]


def plan_days(first: date, count: int) -> list[date]:
    """Return days a month apart from each other; where a month is too short, its last day."""
    return [months_after(first, number) for number in range(count)]


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    end = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - A_DAY
    return first.replace(day=min(day.day, end.day))
