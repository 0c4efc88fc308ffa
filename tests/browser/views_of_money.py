"""The pages about money in every state they have."""

from datetime import timedelta

from abonent.billing import actions
from abonent.billing.models import Invoice, Payer, Payment
from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor
from tests.modules import internet


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


@view("pay")
def checking_before_paying(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bills(olena.account, 2)
    visitor.sign_in(olena.user).go("/bills/pay/")


@view("pay")
def checking_while_another_payment_is_under_way(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    scenes.payment(olena.account, "60.00", "STARTED")
    visitor.sign_in(olena.user).go("/bills/pay/?amount=100&was=60,00")


@view("pay")
def an_amount_that_is_none(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    visitor.sign_in(olena.user).go("/bills/pay/?amount=du%C5%BCo&was=60,00", 422)


@view("pay")
def paying_ahead(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.money(olena.account, "20.00")
    visitor.sign_in(olena.user).go("/bills/pay/")


@view("pay")
def paying_online_not_offered(visitor: Visitor) -> None:
    olena = scenes.customer(pays_cash=True, delivery=Payer.Delivery.PAPER)
    scenes.bill(olena.account)
    visitor.sign_in(olena.user).go("/bills/pay/")


@view("pay")
def not_for_those_who_only_see(visitor: Visitor) -> None:
    account = scenes.account()
    zofia = scenes.somebody("Zofia Lis")
    people.access(account, zofia, "SEES")
    visitor.sign_in(zofia).go("/bills/pay/", 403)


@view("pay", lasting=False)
def form_for_another_account(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    second = scenes.account(olena.user)
    visitor.sign_in(olena.user, olena.account).go("/bills/pay/")
    visitor.sign_in(olena.user, second)
    assert visitor.send() == 409


@view("choose_payment")
def choosing_among_many(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bills(olena.account, 8)
    visitor.sign_in(olena.user).go("/bills/pay/choose/")


@view("payments")
def payments_of_somebody_new(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/payments/")


@view("payments")
def payments_on_several_pages(visitor: Visitor) -> None:
    olena = scenes.customer()
    for days in range(13):
        scenes.money(olena.account, "10.00", days_ago=days + 1)
    for state in Payment.State.values:
        scenes.payment(olena.account, "60.00", state)
    visitor.sign_in(olena.user).go("/payments/")


@view("payment")
def payment_waiting(visitor: Visitor) -> None:
    _payment(visitor, "STARTED")


@view("payment")
def payment_waiting_for_long(visitor: Visitor) -> None:
    _payment(visitor, "STARTED", minutes_ago=10)


@view("payment")
def payment_given_up(visitor: Visitor) -> None:
    _payment(visitor, "STARTED", minutes_ago=60 * 24 * 5)


@view("payment")
def payment_refused(visitor: Visitor) -> None:
    _payment(visitor, "REFUSED")


@view("payment")
def payment_abandoned(visitor: Visitor) -> None:
    _payment(visitor, "ABANDONED")


@view("payment")
def payment_failed(visitor: Visitor) -> None:
    _payment(visitor, "FAILED")


@view("payment")
def payment_posted(visitor: Visitor) -> None:
    olena = scenes.customer()
    bill = scenes.bill(olena.account)
    found = scenes.payment(olena.account, "75.00", "STARTED", wanted=(bill.number,))
    scenes.confirmed(found)
    visitor.sign_in(olena.user).go(f"/payments/{found.ref}/")


@view("payment")
def payment_taken_back(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    found = scenes.payment(olena.account, "60.00", "STARTED")
    entry = scenes.confirmed(found)
    actions.reverse(entry, at=scenes.now())
    visitor.sign_in(olena.user).go(f"/payments/{found.ref}/")


@view("receipt", lasting=False)
def money_whose_line_ends_at_a_device_out_of_reach(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.overdue_bill(olena.account)
    scenes.restricted(olena.account)
    away = internet.device("10.99.0.9", failed_at=scenes.now() + timedelta(hours=1))
    internet.session(internet.line(olena.account), away, given="LIMITED 0/0", heard_at=scenes.now())
    receipt = scenes.money(olena.account, "80.00", days_ago=0)
    visitor.sign_in(olena.user).go(f"/payments/receipt-{receipt.pk}/")


@view("receipt")
def money_by_transfer(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    receipt = scenes.money(olena.account, "80.00")
    visitor.sign_in(olena.user).go(f"/payments/receipt-{receipt.pk}/")


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


def _payment(visitor: Visitor, state: str, *, minutes_ago: int = 1) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    found = scenes.payment(olena.account, "60.00", state)
    Payment.objects.filter(pk=found.pk).update(started_at=scenes.now() - timedelta(minutes=minutes_ago))
    visitor.sign_in(olena.user).go(f"/payments/{found.ref}/")
