"""One customer's debt: how old it is, the ladder with the proof of each step, what comes next, and what may wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing import queries
from abonent.billing.models import Respite
from abonent.billing.queries import StepTaken
from abonent.billing.queries.debtors import Standing
from abonent.contracts import queries as contracts
from abonent.contracts.models import Restriction
from abonent.contracts.queries.fees import fee
from abonent.people.models import Account
from abonent.post.models import Message
from abonent.web.addresses import address_if_there
from abonent.web.desk.customer import shown
from abonent.web.desk.customer_messages import CHANNELS, STATES
from abonent.web.desk.debt_words import ENDED, KINDS, STEPS, how_much
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Tag

MOST_RESPITES = 50


@dataclass(frozen=True, slots=True)
class Proof:
    """A letter that told of a step: how it went, where to, how it fared, and since when it proves the telling."""

    how: str | Promise
    to: str
    tag: Tag
    at: datetime | None
    posted_on: date | None
    url: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder: taken (`taken`), the next one (`not_before`, `expected_on`), or one that may come later."""

    number: int
    title: str | Promise
    state: str
    days: int
    fee: Decimal
    taken: StepTaken | None = None
    proofs: tuple[Proof, ...] = ()
    not_before: date | None = None
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A respite as the page shows it; `end` and `answer` are where it is ended or answered, by whoever may."""

    respite: Respite
    kind: str | Promise
    what: str
    last_day: date | None
    tag: Tag
    end: str
    answer: str


@staff_page(act="debtors.see")
@require_safe
def desk_customer_dunning(request: StaffRequest, number: str) -> HttpResponse:
    """Show where a customer stands with their debts."""
    about = shown(request, number, "debt")
    found = queries.dunning(about.account, at=request.at)
    context = {
        "customer": about,
        "standing": found,
        "rungs": list(_rungs(request, about.account, found)),
        "before": [(step, STEPS[step.reminder.kind], _proofs(request, about.account, step)) for step in found.before],
        "restriction": _restriction(request, about.account),
        "respites": _respites(request, about.account),
        "may_agree": request.may("respites.agree"),
        "by_instalments": profile.current().dunning.instalments is not None,
        "today": profile.today(request.at),
        "done": request.GET.get("done", ""),
    }
    return render(request, "desk/customer_dunning.html", context)


def _rungs(request: StaffRequest, account: Account, found: Standing) -> Iterator[Rung]:
    on, taken = profile.today(request.at), {step.reminder.step: step for step in found.taken}
    for number, step in enumerate(profile.current().dunning.steps, start=1):
        costs = (fee(step.fee, on=on) if step.fee else None) or queries.NOTHING
        facts: dict[str, Any] = {"number": number, "title": STEPS[step.kind], "days": step.days, "fee": costs}
        if found.coming and found.coming.number == number:
            when = found.coming
            yield Rung(**facts, state="now", not_before=when.not_before, expected_on=when.expected_on(on))
        elif number in taken:
            yield Rung(**facts, state="done", taken=taken[number], proofs=_proofs(request, account, taken[number]))
        else:
            yield Rung(**facts, state="waiting")


def _proofs(request: StaffRequest, account: Account, step: StepTaken) -> tuple[Proof, ...]:
    return tuple(_proof(request, account, letter) for letter in step.letters)


def _proof(request: StaffRequest, account: Account, letter: Message) -> Proof:
    see = request.may("messages.see")
    return Proof(
        how=CHANNELS.get(letter.channel, letter.channel),
        to=letter.to,
        tag=STATES[letter.state],
        at=letter.sent_at,
        posted_on=letter.printing.posted_on if letter.printing else None,
        url=address_if_there("desk_customer_message", number=account.number, message=letter.pk) if see else "",
    )


def _restriction(request: StaffRequest, account: Account) -> tuple[Restriction, str] | None:
    """Return the restriction for debt in force, and where whoever may releases it."""
    found = contracts.restrictions(account).filter(reason=Restriction.Reason.DEBT).first()
    may = request.may("restrictions.change")
    return (
        (found, address_if_there("desk_release", number=account.number, restriction=found.pk) if may else "")
        if found
        else None
    )


def _respites(request: StaffRequest, account: Account) -> list[Shown]:
    """Return the latest respites; a plan is ended by its first part."""
    found, plans = list(queries.respites(account)[:MOST_RESPITES]), set()
    made = []
    for each in found:
        first = each.ended_at is None and each.plan not in plans
        plans.add(each.plan if each.ended_at is None else "")
        made.append(_respite(each, acts=first and request.may("respites.agree")))
    return made


def _respite(found: Respite, *, acts: bool) -> Shown:
    number, disputed = found.account.number, found.kind == Respite.Kind.DISPUTE
    return Shown(
        respite=found,
        kind=KINDS[found.kind],
        what=how_much(found),
        last_day=queries.last_day(found),
        tag=ENDED[found.ended],
        end=address_if_there("desk_end_respite", number=number, respite=found.pk) if acts and not disputed else "",
        answer=address_if_there("desk_answer_dispute", number=number, dispute=found.pk) if acts and disputed else "",
    )
