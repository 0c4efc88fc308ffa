"""The desk's pages of bill runs: what is to be issued, a run that was tried out, the check before it begins."""

from datetime import timedelta

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Period
from abonent.billing.queries.periods import month_later, period_begins
from abonent.contracts.models import Holding
from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor

SECOND = 2
"""A cycle in which views of other pages have nobody."""


def _turn() -> Period:
    """A period whose day has come, after one that was issued; one bill has doubled, one customer is new."""
    cycle = next(each for each in profile.current().billing.cycles if each.code == SECOND)
    begins = period_begins(cycle, scenes.today() - timedelta(days=cycle.bill_day - cycle.starts_day))
    olena = scenes.customer(cycle=SECOND)
    before = actions.open_period(cycle, month=month_later(begins, -1))
    actions.issue_bills(before, at=profile.midnight(before.bill_on))
    held = Holding.objects.get(account=olena.account).subscription
    people.hold(held, people.tariff("A90", "90.00"), since=profile.midnight(begins), slot="second")
    scenes.customer("Marek Wójcik", cycle=SECOND)
    return actions.period_named(SECOND, begins.replace(day=1))


def _tried() -> str:
    period = _turn()
    actions.make_preview(actions.ask_preview(period, at=scenes.now(), by=scenes.colleague()), at=scenes.now())
    return f"/desk/money/runs/{period.days.lower:%Y-%m}-c{SECOND}/"


@view("desk_runs")
def runs_to_come(visitor: Visitor) -> None:
    _turn()
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go("/desk/money/runs/")


@view("desk_run")
def a_run_that_was_tried_out(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go(_tried())


@view("desk_start_run", lasting=False)
def a_run_about_to_begin(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go(f"{_tried()}start/")
