"""Who owes and is chased, by the last step of the ladder against each; and who may wait. Both read what is in force only."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing import queries
from abonent.billing.models import Reminder, Respite
from abonent.billing.queries import Debtor
from abonent.web.addresses import address
from abonent.web.desk.debt_words import KINDS, STEPS, day, how_much, step_tag, until_when
from abonent.web.desk.filters import Choice, Days, Text
from abonent.web.desk.money_tabs import tabs
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Column, Table
from abonent.web.sentences import money

FROM = (100, 300, 1000)
"""Sums from which on the list can be narrowed."""
WAITS = Exists(Respite.objects.filter(account=OuterRef("account"), ended_at=None))


def _sums() -> Mapping[str, tuple[Text, Q]]:
    return {str(least): (money(Decimal(least)), Q(amount__gte=least)) for least in FROM}


def _cycles() -> Mapping[str, tuple[Text, Q]]:
    codes = [str(each.code) for each in profile.current().billing.cycles]
    return {code: (code, Q(account__payer__cycle=code)) for code in codes}


def _coming(row: Debtor) -> str:
    """Say what comes next, and on which day at the earliest."""
    if row.coming is None:
        return say("nothing more") if row.chased.amount else say("nothing, as long as it may wait")
    what, when = STEPS[row.coming.step.kind], row.coming.not_before
    text = say("%(step)s, not before %(day)s") if when else say("%(step)s, once the letter has been sent")
    return text % {"step": what, "day": day(when) if when else ""}


def _respite(row: Debtor) -> str:
    return f"{KINDS[row.respite.kind]}, {until_when(row.respite)}" if row.respite else ""


DEBTORS = Table(
    caption=_("Debtors"),
    columns=(
        Column("holder", _("Customer"), lambda row: row.account.holder),
        Column("number", _("Account"), lambda row: row.account.number, "account"),
        Column("now", _("Overdue today"), lambda row: row.chased.overdue, "money"),
        Column("amount", _("At the last step"), lambda row: row.reminder.amount, "money", sort=("amount",)),
        Column("since", _("Overdue since"), lambda row: row.reminder.oldest_due_on, "day", sort=("oldest_due_on",)),
        Column("step", _("Last step"), lambda row: step_tag(row.reminder.kind), "tag"),
        Column(
            "taken",
            pgettext_lazy("step", "Taken"),
            lambda row: profile.today(row.reminder.taken_at),
            "day",
            sort=("taken_at",),
        ),
        Column("coming", _("Next step"), _coming),
        Column("respite", _("May wait"), _respite),
    ),
    leads_to=lambda row: address("desk_customer_dunning", number=row.account.number),
    # Each narrows the steps in force, in the order of an index over nothing else.
    filters=(
        Choice("step", _("Last step"), {kind.lower(): (words, Q(kind=kind)) for kind, words in STEPS.items()}),
        Choice("from", _("At least"), _sums),
        Choice("cycle", _("Cycle"), _cycles),
        Choice("respite", _("May wait"), {"yes": (_("yes"), Q(WAITS)), "no": (_("no"), ~Q(WAITS))}),
    ),
    sort="-taken",
    file="desk_debtors_csv",
    empty=(_("Nobody is chased"), _("Whoever is reminded of a debt stands here until it is paid.")),
)

RESPITES = Table(
    caption=_("Who may wait"),
    columns=(
        Column("holder", _("Customer"), lambda row: row.account.holder),
        Column("number", _("Account"), lambda row: row.account.number, "account"),
        Column("kind", _("Why"), lambda row: KINDS[row.kind]),
        Column("what", _("What"), how_much),
        Column("until", _("Until"), until_when),
        Column("made", _("Since"), lambda row: row.made_at, "moment", sort=("made_at",)),
        Column("by", _("By"), lambda row: row.made_by.name if row.made_by else ""),
    ),
    leads_to=lambda row: address("desk_customer_dunning", number=row.account.number),
    filters=(
        Choice("kind", _("Why"), {kind.lower(): (words, Q(kind=kind)) for kind, words in KINDS.items()}),
        Days("until", _("Chased again from"), _("Chased again until"), "until"),
    ),
    sort="-made",
    file="desk_respites_csv",
    empty=(_("Nobody may wait"), _("Promises, instalments and disagreements stand here until they end.")),
)


@staff_page(act="debtors.see")
@require_safe
def desk_debtors(request: StaffRequest) -> HttpResponse:
    """Show who is chased, the latest first, and at the beginning of the whole list how old what they owe is."""
    ages = [] if request.GET else queries.ages_of_all(on=profile.today(request.at))
    context = {"tabs": tabs(request, "debtors"), "ages": ages, "total": sum(ages)}
    return DEBTORS.page(request, "desk/debtors.html", queries.debtors(), shown=_standing(request), **context)


@staff_page(act="debtors.see")
@require_safe
def desk_debtors_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give who is chased as a file."""
    return DEBTORS.download(request, queries.debtors(), name="debtors", shown=_standing(request))


@staff_page(act="debtors.see")
@require_safe
def desk_respites(request: StaffRequest) -> HttpResponse:
    """Show who may wait, the latest first."""
    return RESPITES.page(request, "desk/respites.html", queries.all_in_force(), tabs=tabs(request, "respites"))


@staff_page(act="debtors.see")
@require_safe
def desk_respites_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give who may wait as a file."""
    return RESPITES.download(request, queries.all_in_force(), name="respites")


def _standing(request: StaffRequest) -> Callable[[list[Reminder]], list[Debtor]]:
    return partial(queries.debtors_shown, at=request.at)
