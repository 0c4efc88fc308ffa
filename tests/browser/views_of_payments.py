"""The pages of paying and of what was paid in every state they have."""

from datetime import timedelta

from abonent.billing import actions
from abonent.billing.models import Payer, Payment
from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor
from tests.modules import internet


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


@view("choose_payment")
def choosing_what_stands_on_no_bill(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.bills(olena.account, 2)
    scenes.money(olena.account, "-40.00")
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


@view("payment", lasting=False)
def payment_of_another_account(visitor: Visitor) -> None:
    olena = scenes.customer()
    second = scenes.account(olena.user)
    found = scenes.payment(second, "75.00", "STARTED")
    visitor.sign_in(olena.user, olena.account).go(f"/payments/{found.ref}/", 409)


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


def _payment(visitor: Visitor, state: str, *, minutes_ago: int = 1) -> None:
    olena = scenes.customer()
    scenes.bill(olena.account)
    found = scenes.payment(olena.account, "60.00", state)
    Payment.objects.filter(pk=found.pk).update(started_at=scenes.now() - timedelta(minutes=minutes_ago))
    visitor.sign_in(olena.user).go(f"/payments/{found.ref}/")
