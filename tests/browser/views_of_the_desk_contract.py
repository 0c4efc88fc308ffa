"""The desk's pages about a contract: a line, its plan and extras, restrictions, the end of an agreement, handing it over."""

from datetime import timedelta
from typing import Any

from abonent import profile
from abonent.billing import actions as billing
from abonent.contracts import actions
from abonent.contracts.models import Agreement, Holding, Subscription, Tariff
from abonent.people.models import Account, User
from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor

A_DAY = timedelta(days=1)
LONG = "Katarzyna Brzęczyszczykiewicz-Wiśniewska"


def plan(code: str, amount: str, down: int = 0, **more: Any) -> Tariff:
    """A tariff of the profile's price list; other tests have prices of their own, which stay."""
    made = people.tariff(code, amount, **more)
    if down:
        Tariff.objects.filter(pk=made.pk).update(facts={"down_kbits": down, "up_kbits": down // 5})
    return Tariff.objects.get(pk=made.pk)


def with_contract(name: str = LONG) -> Account:
    """Somebody with a fast plan and a router, bound for two months more."""
    plan("A1", "35.00", 35_000)
    plan("LOWER-PLAN", "30.00", kind="FEE", unit="once")
    plan("RECONNECTION", "20.00", kind="FEE", unit="once")
    plan("IP4", "10.00", kind="EXTRA")
    account = scenes.customer(name).account
    line = account.subscriptions.get()
    Holding.objects.filter(account=account).update(tariff=plan("A3", "90.00", 300_000))
    people.hold(line, plan("ROUTER", "10.00", kind="EXTRA"), since=people.LONG_AGO, slot="router")
    Agreement.objects.filter(account=account).update(minimum_until=scenes.today() + 60 * A_DAY)
    return account


def line_of(account: Account) -> Subscription:
    return account.subscriptions.get()


def at_the_line(account: Account, more: str = "") -> str:
    return f"/desk/customers/{account.number}/lines/{line_of(account).pk}/{more}"


def at_the_agreement(account: Account, more: str) -> str:
    number = Agreement.objects.get(account=account).number.replace("/", "-")
    return f"/desk/customers/{account.number}/agreements/{number}/{more}/"


def plan_change(account: Account, clerk: User) -> Holding:
    held = Holding.objects.get(account=account, tariff__code="A3")
    on = scenes.today() + 12 * A_DAY
    return billing.change_tariff(held, plan("A1", "35.00"), on=on, at=scenes.now(), by=clerk)


def at_work(visitor: Visitor) -> User:
    clerk = scenes.colleague()
    visitor.sign_in(clerk)
    return clerk


@view("desk_line")
def line_with_everything(visitor: Visitor) -> None:
    clerk, account = at_work(visitor), with_contract()
    plan_change(account, clerk)
    router = Holding.objects.get(account=account, tariff__code="ROUTER")
    billing.end_extra(router, on=scenes.today() + 20 * A_DAY, at=scenes.now(), by=clerk)
    since, until = (profile.midnight(scenes.today() - days * A_DAY) for days in (90, 30))
    people.hold(line_of(account), plan("IP4", "10.00", kind="EXTRA"), since=since, until=until, slot="ip4")
    actions.restrict_by_hand(
        account, reason="REQUEST", level="SUSPENDED", subscription=line_of(account), note="Wyjazd do wiosny; wróci 2 maja.",
        at=scenes.now(), by=clerk.pk,
    )  # fmt: skip
    visitor.go(at_the_line(account, "?done=planned"))


@view("desk_line")
def line_that_ends(visitor: Visitor) -> None:
    clerk, account = at_work(visitor), with_contract()
    agreement = Agreement.objects.get(account=account)
    billing.end_agreement(
        agreement, ends_on=scenes.today() + 9 * A_DAY, reason="CUSTOMER", at=scenes.now(), by=clerk
    )  # fmt: skip
    visitor.go(at_the_line(account))


@view("desk_change_tariff")
def another_plan_to_choose(visitor: Visitor) -> None:
    at_work(visitor)
    plan("DEAREST", "1234.56")
    visitor.go(at_the_line(with_contract(), "tariff/"))


@view("desk_change_tariff")
def another_plan_is_planned_already(visitor: Visitor) -> None:
    clerk, account = at_work(visitor), with_contract()
    plan_change(account, clerk)
    visitor.go(at_the_line(account, "tariff/"))


@view("desk_change_tariff", lasting=False)
def another_plan_that_was_not_chosen(visitor: Visitor) -> None:
    at_work(visitor)
    page = visitor.go(at_the_line(with_contract(), "tariff/"))
    page.locator("[name=when][value=DAY]").check()
    assert visitor.answer(page.locator("main form.stack button[type=submit]").first.click).status == 422


@view("desk_change_tariff", lasting=False)
def another_plan_to_check(visitor: Visitor) -> None:
    at_work(visitor)
    page = visitor.go(at_the_line(with_contract(), "tariff/"))
    page.locator("[name=plan][value=A1]").check()
    assert visitor.answer(page.locator("main form.stack button[type=submit]").first.click).status == 200


@view("desk_take_back_change")
def planned_change_to_take_back(visitor: Visitor) -> None:
    clerk, account = at_work(visitor), with_contract()
    visitor.go(at_the_line(account, f"planned/{plan_change(account, clerk).pk}/"))


@view("desk_add_extra")
def extra_to_choose(visitor: Visitor) -> None:
    at_work(visitor)
    visitor.go(at_the_line(with_contract(), "extras/new/"))


@view("desk_end_extra", lasting=False)
def end_of_an_extra_to_check(visitor: Visitor) -> None:
    at_work(visitor)
    account = with_contract()
    router = Holding.objects.get(account=account, tariff__code="ROUTER")
    page = visitor.go(at_the_line(account, f"extras/{router.pk}/end/"))
    assert visitor.answer(page.locator("main form.stack button[type=submit]").first.click).status == 200


@view("desk_restrict")
def restriction_to_choose(visitor: Visitor) -> None:
    at_work(visitor)
    account = with_contract()
    visitor.go(f"/desk/customers/{account.number}/restrict/?line={line_of(account).pk}")


@view("desk_restrict", lasting=False)
def restriction_to_check(visitor: Visitor) -> None:
    at_work(visitor)
    account = with_contract()
    page = visitor.go(f"/desk/customers/{account.number}/restrict/")
    page.locator("[name=reason][value=OFFICE]").check()
    page.locator("[name=level][value=LIMITED]").check()
    assert visitor.answer(page.locator("main form.stack button[type=submit]").first.click).status == 200


@view("desk_release")
def restriction_for_debt_to_release(visitor: Visitor) -> None:
    at_work(visitor)
    account = with_contract()
    scenes.overdue_bill(account)
    placed = scenes.restricted(account)
    visitor.go(f"/desk/customers/{account.number}/restrictions/{placed.pk}/")


@view("desk_end_agreement")
def end_to_choose(visitor: Visitor) -> None:
    at_work(visitor)
    visitor.go(at_the_agreement(with_contract(), "end"))


@view("desk_end_agreement", lasting=False)
def end_at_once_to_check(visitor: Visitor) -> None:
    at_work(visitor)
    page = visitor.go(at_the_agreement(with_contract(), "end"))
    page.locator("[name=last]").fill((scenes.today() - A_DAY).isoformat())
    page.locator("[name=reason][value=AGREED]").check()
    assert visitor.answer(page.locator("main form.stack button[type=submit]").first.click).status == 200


@view("desk_end_agreement")
def end_that_was_carried_out(visitor: Visitor) -> None:
    clerk, account = at_work(visitor), with_contract()
    agreement, on = Agreement.objects.get(account=account), scenes.today()
    billing.end_agreement(agreement, ends_on=on, reason="CUSTOMER", note="Przeprowadzka", at=scenes.now(), by=clerk)
    visitor.go(at_the_agreement(account, "end"))


@view("desk_transfer_agreement")
def handing_over_to_choose(visitor: Visitor) -> None:
    at_work(visitor)
    visitor.go(at_the_agreement(with_contract(), "transfer"))


@view("desk_transfer_agreement", lasting=False)
def handing_over_to_check(visitor: Visitor) -> None:
    at_work(visitor)
    other = scenes.customer("Spółdzielnia Mieszkaniowa „Pod Lipami”").account
    page = visitor.go(at_the_agreement(with_contract(), "transfer"))
    page.locator("[name=to]").fill(other.number)
    assert visitor.answer(page.locator("main form.stack button[type=submit]").first.click).status == 200


@view("desk_end_agreement")
def handing_over_that_was_entered(visitor: Visitor) -> None:
    clerk, account = at_work(visitor), with_contract()
    other = scenes.customer("Marek Wójcik").account
    agreement, on = Agreement.objects.get(account=account), scenes.today() + 9 * A_DAY
    billing.hand_over(agreement, to=other, on=on, at=scenes.now(), by=clerk)
    visitor.go(at_the_agreement(account, "end") + "?done=handed_over")
