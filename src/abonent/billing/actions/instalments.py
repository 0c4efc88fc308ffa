"""A debt is paid by instalments: the office agrees on parts and days; what is not due by them is not chased."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.db import transaction

from abonent import profile
from abonent.billing import queries
from abonent.billing.actions.posting import relieve
from abonent.billing.actions.respites import replace
from abonent.billing.models import Respite
from abonent.billing.queries.respites import A_DAY, months_after
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import Account, User

LEAST = 2
"""Parts; one part is no plan."""


class NotByInstalments(Exception):
    """The operator divides no debts."""


class AlreadyAgreed(Exception):
    """The debt is paid by instalments already (`respite` is the next part)."""

    def __init__(self, respite: Respite) -> None:
        super().__init__(respite.plan)
        self.respite = respite


class NotTheSum(Exception):
    """The parts come neither to what is late nor to all that is owed."""

    def __init__(self, total: Decimal, *, late: Decimal, owed: Decimal) -> None:
        super().__init__(f"{total} is neither {late} nor {owed}")
        self.total, self.late, self.owed = total, late, owed


class BadParts(Exception):
    """The parts are too few or too many, too far away, in the past, or not one after the other."""


@transaction.atomic
def agree_instalments(
    account: Account, *, parts: Sequence[tuple[date, Decimal]], once: str, note: str = "", at: datetime, by: User
) -> list[Respite]:
    """Let a debt be paid in parts, each by its day; whatever else lets all of it wait gives way to the plan.

    `once` was made with the form: the same form sent twice is one plan. Raises NotByInstalments, AlreadyAgreed, NotTheSum,
    BadParts.
    """
    account = people.lock_account(account.pk)
    plans = Respite.objects.filter(account=account, kind=Respite.Kind.INSTALMENTS).order_by("until")
    if there := list(plans.filter(plan=once)):
        return there
    if agreed := plans.filter(ended_at=None).select_related("made_by").first():
        raise AlreadyAgreed(agreed)
    check_parts(account, parts, at=at)
    replace(account, at=at, by=by)
    made = [
        Respite.objects.create(
            account=account, kind=Respite.Kind.INSTALMENTS, plan=once, amount=amount, until=day + A_DAY, note=note,
            made_at=at, made_by=by,
        )
        for day, amount in parts
    ]  # fmt: skip
    subject = f"respite:{made[0].pk}"
    said = [[day.isoformat(), str(amount)] for day, amount in parts]
    record(
        "instalments.agreed",
        at=at,
        by=by.pk,
        account=account.pk,
        subject=subject,
        via="desk",
        data={"parts": len(said)},
    )
    relieve(account, at=at, because=subject)
    context = {"account": account.number, "parts": said, "total": str(sum(amount for _day, amount in parts))}
    people.notify(account, "instalments_agreed", key=f"instalments:{made[0].pk}", at=at, context=context)
    return made


def check_parts(account: Account, parts: Sequence[tuple[date, Decimal]], *, at: datetime) -> None:
    """Look whether a debt can be divided so. Raises NotByInstalments, NotTheSum, BadParts."""
    rules, today = profile.current().dunning.instalments, profile.today(at)
    if rules is None:
        raise NotByInstalments
    days = [day for day, _amount in parts]
    if not LEAST <= len(parts) <= rules.most or any(amount <= 0 for _day, amount in parts):
        raise BadParts
    if any(after <= before for before, after in pairwise([today, *days])):
        raise BadParts
    if days[-1] > months_after(today, rules.months):
        raise BadParts
    late, owed = late_and_owed(account, on=today)
    total = sum((amount for _day, amount in parts), Decimal("0.00"))
    if not total or total not in {late, owed}:
        raise NotTheSum(total, late=late, owed=owed)


def late_and_owed(account: Account, *, on: date) -> tuple[Decimal, Decimal]:
    """Return what is late on a day, and all that is owed: either can be divided."""
    return queries.overdue(account, on=on), queries.total_open(queries.debts(account))
