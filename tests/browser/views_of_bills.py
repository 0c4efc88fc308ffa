"""The first page, the bills and the statement in every state they have."""

from abonent.billing import actions
from abonent.billing.models import Invoice, Payer
from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor


@view("overview")
def overview_of_somebody_new(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/overview/")


@view("overview")
def overview_with_nothing_owed(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bills(olena.account, 2)
    scenes.money(olena.account, "120.00")
    visitor.sign_in(olena.user).go("/overview/")


@view("overview")
def overview_with_a_bill_to_pay(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor.sign_in(olena.user).go("/overview/")


@view("overview")
def overview_of_a_busy_year(visitor: Visitor) -> None:
    olena = scenes.customer("Katarzyna Brzęczyszczykiewicz-Wiśniewska", price="1234.56")
    scenes.bills(olena.account, 13)
    scenes.money(olena.account, "13000.00", days_ago=20)
    scenes.payment(olena.account, "1234.56", "STARTED")
    visitor.sign_in(olena.user).go("/overview/")


@view("overview")
def overview_with_something_overdue(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.overdue_bill(olena.account)
    visitor.sign_in(olena.user).go("/overview/")


@view("overview")
def overview_of_somebody_restricted(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.overdue_bill(olena.account)
    scenes.restricted(olena.account)
    visitor.sign_in(olena.user).go("/overview/")


@view("overview")
def overview_with_credit(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    scenes.money(olena.account, "100.00")
    visitor.sign_in(olena.user).go("/overview/")


@view("overview")
def overview_of_somebody_who_pays_cash(visitor: Visitor) -> None:
    olena = scenes.customer(pays_cash=True)
    scenes.bill(olena.account)
    visitor.sign_in(olena.user).go("/overview/")


@view("overview")
def overview_of_somebody_with_bills_on_paper(visitor: Visitor) -> None:
    olena = scenes.customer(delivery=Payer.Delivery.PAPER)
    scenes.bill(olena.account)
    visitor.sign_in(olena.user).go("/overview/")


@view("overview")
def overview_of_somebody_who_only_sees(visitor: Visitor) -> None:
    account = scenes.account()
    scenes.bill(account)
    zofia = scenes.somebody("Zofia Lis")
    people.access(account, zofia, "SEES")
    visitor.sign_in(zofia).go("/overview/")


@view("bills")
def bills_of_somebody_new(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/bills/")


@view("bills")
def bills_with_one(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor.sign_in(olena.user).go("/bills/")


@view("bills")
def bills_on_several_pages(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bills(olena.account, 15)
    visitor.sign_in(olena.user).go("/bills/")


@view("bills")
def bills_on_the_last_page(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bills(olena.account, 15)
    visitor.sign_in(olena.user).go("/bills/?page=2")


@view("bill")
def bill_to_pay(visitor: Visitor) -> None:
    olena = scenes.customer()
    visitor.sign_in(olena.user).go(scenes.address(scenes.bill(olena.account)))


@view("bill")
def bill_overdue(visitor: Visitor) -> None:
    olena = scenes.customer()
    visitor.sign_in(olena.user).go(scenes.address(scenes.overdue_bill(olena.account)))


@view("bill")
def bill_paid(visitor: Visitor) -> None:
    olena = scenes.customer()
    bill = scenes.bill(olena.account)
    scenes.money(olena.account, "60.00")
    visitor.sign_in(olena.user).go(scenes.address(bill))


@view("bill")
def bill_paid_in_part(visitor: Visitor) -> None:
    olena = scenes.customer()
    bill = scenes.bill(olena.account)
    scenes.money(olena.account, "15.50")
    visitor.sign_in(olena.user).go(scenes.address(bill))


@view("bill")
def bill_corrected(visitor: Visitor) -> None:
    olena = scenes.customer()
    visitor.sign_in(olena.user).go(scenes.address(scenes.corrected(scenes.bill(olena.account))[0]))


@view("bill")
def correction(visitor: Visitor) -> None:
    olena = scenes.customer()
    visitor.sign_in(olena.user).go(scenes.address(scenes.corrected(scenes.bill(olena.account))[1]))


@view("bill")
def bill_of_somebody_else(visitor: Visitor) -> None:
    bill = scenes.bill(scenes.customer("Marek Wójcik").account)
    visitor.sign_in(scenes.customer().user).go(scenes.address(bill), 404)


@view("statement")
def statement_of_a_year(visitor: Visitor) -> None:
    olena = scenes.customer("Katarzyna Brzęczyszczykiewicz-Wiśniewska", price="1234.56")
    first, *_others, last = scenes.bills(olena.account, 4)
    scenes.corrected(last)
    scenes.money(olena.account, "3000.00", days_ago=20)
    _dispute(olena, first)
    visitor.sign_in(olena.user).go("/statement/")


@view("disagree", lasting=False)
def disagreeing_with_a_line(visitor: Visitor) -> None:
    olena = scenes.customer()
    entry = scenes.bill(olena.account).entries.get()
    visitor.sign_in(olena.user).go(f"/statement/{entry.pk}/disagree/")
    assert visitor.send() == 422


@view("disagree", lasting=False)
def disagreeing_looked_at_before(visitor: Visitor) -> None:
    olena = scenes.customer()
    entry = scenes.bill(olena.account).entries.get()
    visitor.sign_in(olena.user).go(f"/statement/{entry.pk}/disagree/")
    visitor.send(words="Nie było mnie wtedy w domu.")


def _dispute(olena: scenes.Customer, bill: Invoice) -> None:
    words = "Nie było mnie wtedy w domu."
    actions.disagree(olena.account, bill.entries.get(), words=words, at=scenes.now(), by=olena.user)
