"""What waits at the desk, in piles by kind: the oldest few of each, and how many there are – counted up to a hundred.

Each pile is one statement over an index of what waits; nothing here grows with the number of customers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.utils.translation import ngettext

from abonent import profile
from abonent.billing import queries as billing
from abonent.billing.models import Invoice, Proposal, Respite
from abonent.billing.queries import runs
from abonent.cases import queries as cases
from abonent.contracts import queries as contracts
from abonent.language import written
from abonent.news import queries as news
from abonent.people import queries as people
from abonent.people.models import Account
from abonent.post import kinds
from abonent.post import queries as post
from abonent.web.addresses import address_if_there
from abonent.web.desk.changes import KINDS
from abonent.web.desk.deadline import Deadline, answer_by, deadline
from abonent.web.desk.mail import why
from abonent.web.desk.page import StaffRequest
from abonent.web.desk.runs import month_words, page_of
from abonent.web.frame import speaking
from abonent.web.module import modules
from abonent.web.sentences import money

MOST = 100
"""So many are counted; what is above is "99+"."""
SHOWN = 5
A_LINE = 90
"""Letters of what somebody wrote, at most."""
AGREEMENTS_AHEAD, NOTICES_AHEAD, LETTERS_BACK = timedelta(days=30), timedelta(days=7), timedelta(days=7)
PROPOSALS: dict[str, Promise] = {
    Proposal.Kind.WRITE_OFF: say("write off %(amount)s"),
    Proposal.Kind.REFUND: say("pay back %(amount)s"),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that waits: where it is settled, whom it is about, what it is, since when and until when."""

    url: str
    title: str
    about: str
    since: datetime | None
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class Pile:
    """Things of one kind, the most urgent first. `to_answer`: the office has given itself time for each."""

    name: str
    title: str
    icon: str
    things: list[Thing]
    more: str = ""
    to_answer: bool = True
    note: str = ""

    @property
    def top(self) -> list[Thing]:
        return self.things[:SHOWN]


def piles(request: StaffRequest) -> list[Pile]:
    """Return the piles that this person may settle, without the empty ones."""
    own = [make(request) for act, make in PILES if request.may(act)]
    lent = [pile for module in modules() for pile in module.lent("piles")(request)]
    return [pile for pile in (*own, *lent) if pile.things]


def _orders(request: StaffRequest) -> Pile:
    found = [
        Thing(
            url=address_if_there("desk_change", order=order.ref),
            title=order.account.holder,
            about=str(KINDS[order.kind]),
            since=order.placed_at,
            deadline=answer_by("ORDER", order.placed_at, at=request.at),
        )
        for order in cases.waiting_everywhere()[:MOST]
    ]
    return Pile("orders", _("Changes that customers asked for"), "change", found, address_if_there("desk_changes"))


def _lost_steps(request: StaffRequest) -> Pile:
    """A member of the staff who has lost the second step is the administrator's, on the page of the staff."""
    found = [
        Thing(
            url=address_if_there("desk_lost_step", person=step.user_id),
            title=step.user.name,
            about=step.user.login,
            since=step.asked_at,
            deadline=answer_by("LOST_STEP", step.asked_at, at=request.at),
        )
        for step in people.lost_steps().filter(confirmed_at=None, user__staff_role="")[:MOST]
    ]
    return Pile("lost-steps", _("Lost second steps of signing in"), "security", found)


def _proposals(request: StaffRequest) -> Pile:
    """What takes two people is not for who proposed it: that it waits for somebody else is said beneath."""
    waiting = list(billing.waiting_proposals()[:MOST])
    others = [each for each in waiting if each.takes_two and each.proposed_by_id == request.user.pk]
    found = [_proposal(each, each.proposed_at, "PROPOSAL", request) for each in waiting if each not in others]
    note = _("Proposed by you, waiting for somebody else: %(count)s") % {"count": len(others)} if others else ""
    more = address_if_there("desk_proposals")
    return Pile("proposals", _("Proposals to decide"), "payments", found, more, note=note)


def _refunds(request: StaffRequest) -> Pile:
    waiting = billing.refunds_to_pay().select_related("account")[:MOST]
    found = [_proposal(each, each.decided_at, "REFUND", request) for each in waiting]
    return Pile("refunds", _("Refunds to pay out"), "cash", found, address_if_there("desk_refunds"))


def _proposal(found: Proposal, since: datetime | None, days: str, request: StaffRequest) -> Thing:
    amount = money(found.amount)
    return Thing(
        url=address_if_there("desk_proposal", proposal=found.ref),
        title=found.account.holder,
        about=PROPOSALS[found.kind] % {"amount": amount},
        since=since,
        deadline=answer_by(days, since or request.at, at=request.at),
    )


def _disputes(request: StaffRequest) -> Pile:
    found = [
        Thing(
            url=address_if_there("desk_answer_dispute", number=each.account.number, dispute=each.pk),
            title=each.account.holder,
            about=shorten(each.note, A_LINE, placeholder="…"),
            since=each.made_at,
            deadline=deadline(billing.answer_dispute_by(each.made_at), at=request.at),
        )
        for each in billing.waiting_disputes()[:MOST]
    ]
    more = f"{address_if_there('desk_respites')}?kind=dispute"
    return Pile("disputes", _("Lines of the statement that customers disagree with"), "warn", found, more)


def _to_correct(request: StaffRequest) -> Pile:
    found = [
        Thing(
            url=_correction(each),
            title=each.account.holder,
            about=shorten(each.note, A_LINE, placeholder="…"),
            since=each.made_at,
            deadline=answer_by("ORDER", each.made_at, at=request.at),
        )
        for each in billing.to_correct()[:MOST]
    ]
    return Pile("to-correct", _("Lines that were agreed to be wrong"), "edit", found)


def _correction(found: Respite) -> str:
    bill = found.entry.invoice if found.entry else None
    if bill and bill.kind == Invoice.Kind.BILL:
        return address_if_there("desk_correct_bill", slug=billing.slug(bill.number))
    return address_if_there("desk_customer_dunning", number=found.account.number)


def _bounces(request: StaffRequest) -> Pile:
    found = [
        Thing(
            url=address_if_there("desk_returned", contact=contact.pk),
            title=contact.account.holder if contact.account_id else contact.value,
            about=f"{contact.value}: {why(contact.bounce)}",
            since=contact.bounced_at,
            deadline=answer_by("BOUNCE", contact.bounced_at or request.at, at=request.at),
        )
        for contact in people.bounced()[:MOST]
    ]
    return Pile("bounces", _("Addresses from which mail comes back"), "mail", found, address_if_there("desk_mail"))


def _failed(request: StaffRequest) -> Pile:
    letters = list(post.failed(since=request.at - LETTERS_BACK)[:MOST])
    holders = _holders(letter.account_id for letter in letters[:SHOWN])
    found = [
        Thing(
            url=address_if_there("desk_letter", letter=letter.pk),
            title=holders.get(letter.account_id or 0, letter.to),
            about=str(kinds.name(letter.template)),
            since=letter.queued_at,
            deadline=None,
        )
        for letter in letters
    ]
    title, more = _("Letters that could not be sent in a week"), address_if_there("desk_trouble")
    return Pile("letters", title, "bad", found, more, to_answer=False)


def _paper(_request: StaffRequest) -> Pile:
    """Files whose letters nobody has posted yet, then letters that are in no file."""
    files = [
        Thing(
            url=address_if_there("desk_printing", printing=made.pk),
            title=ngettext("A print file with %(num)s letter", "A print file with %(num)s letters", made.letters)
            % {"num": made.letters},
            about=_("to be posted"),
            since=made.made_at,
            deadline=None,
        )
        for made in post.not_posted()[:MOST]
    ]
    letters = list(post.to_print().only("account_id", "to", "template", "queued_at")[: MOST - len(files)])
    holders, to_print = _holders(letter.account_id for letter in letters), address_if_there("desk_print")
    found = [
        Thing(
            to_print, holders.get(each.account_id or 0, each.to), str(kinds.name(each.template)), each.queued_at, None
        )
        for each in letters
    ]
    return Pile("paper", _("Letters on paper"), "print", files + found, to_print, to_answer=False)


def _holders(accounts: Iterable[int | None]) -> dict[int, str]:
    numbers = [pk for pk in accounts if pk]
    return dict(Account.objects.filter(pk__in=numbers).values_list("pk", "holder")) if numbers else {}


def _agreements(request: StaffRequest) -> Pile:
    today = profile.today(request.at)
    found = [
        Thing(
            url=address_if_there("desk_customer_contract", number=agreement.account.number),
            title=agreement.account.holder,
            about=agreement.number,
            since=None,
            deadline=deadline(agreement.valid.upper - timedelta(days=1), at=request.at),
        )
        for agreement in contracts.running_out(since=today, until=today + AGREEMENTS_AHEAD)[:MOST]
    ]
    return Pile("agreements", _("Agreements that run out"), "contract", found, to_answer=False)


def _notices(request: StaffRequest) -> Pile:
    language = speaking()
    found = [
        Thing(
            url=address_if_there("desk_change_notice", notice=notice.slug),
            title=notice.title.get(language) or notice.slug,
            about="",
            since=None,
            deadline=deadline(profile.today(notice.shown.upper), at=request.at),
        )
        for notice in news.ending(request.at, until=request.at + NOTICES_AHEAD)[:MOST]
    ]
    more = address_if_there("desk_news")
    return Pile("notices", _("Notices whose time ends"), "news", found, more, to_answer=False)


def _runs(request: StaffRequest) -> Pile:
    """Bills whose day has come; a run that was stopped waits to go on."""
    found = [
        Thing(
            url=page_of(period),
            title=_("%(month)s, cycle %(cycle)s") % {"month": month_words(period), "cycle": period.cycle},
            about=_("to be issued since %(day)s") % {"day": written(speaking()).day_month(period.bill_on)},
            since=None,
            deadline=deadline(period.bill_on, at=request.at),
        )
        for period in runs.overdue_runs(on=profile.today(request.at))
    ]
    return Pile("runs", _("Bills to be issued"), "bills", found, address_if_there("desk_runs"))


PILES: tuple[tuple[str, Callable[[StaffRequest], Pile]], ...] = (
    ("changes.decide", _orders),
    ("lost_steps.confirm", _lost_steps),
    ("proposals.decide", _proposals),
    ("refunds.pay", _refunds),
    ("bills.run", _runs),
    ("respites.agree", _disputes),
    ("bills.correct", _to_correct),
    ("mail.change", _bounces),
    ("mail.see", _failed),
    ("bills.print", _paper),
    ("contracts.change", _agreements),
    ("news.publish", _notices),
)
"""Each with the act that settles it."""
