"""The desk's pages about money: cash, the till, bills and corrections, refunds and write-offs, the sales register."""

from decimal import Decimal
from typing import Any

from abonent.billing import actions, queries
from abonent.billing.models import Invoice, Payer, Proposal
from abonent.people.models import Account, User
from tests import people
from tests.browser import scenes
from tests.browser.scenes import Customer
from tests.browser.views import view
from tests.browser.visitor import Visitor

IBAN = "PL61109010140000071219812874"


def _with_bills() -> Customer:
    olena = scenes.customer("Katarzyna Brzęczyszczykiewicz-Wiśniewska")
    scenes.overdue_bill(olena.account)
    scenes.bill(olena.account)
    return olena


def _desk(of: Account, page: str) -> str:
    return f"/desk/customers/{of.number}/{page}/"


def _page(of: Invoice) -> str:
    return f"/desk/bills/{queries.slug(of.number)}/"


def _cash(of: Account, by: User, amount: str = "60.00") -> str:
    receipt = actions.take_cash(
        of, amount=Decimal(amount), wanted=(), payer="Jan Kowalski", once=people.PASSWORD[:16], at=scenes.now(), by=by
    )
    return f"/desk/money/receipts/{receipt.pk}/"


def _refund(of: Account, amount: str, by: User) -> Proposal:
    facts: dict[str, Any] = {"bank_account": IBAN, "recipient": "Olena Petrenko", "reason": "Nadpłata po zmianie planu"}
    ref = queries.proposal_ref()
    return actions.propose(of, "REFUND", amount=Decimal(amount), ref=ref, at=scenes.now(), by=by, **facts)


@view("desk_customer_statement", lasting=False)
def statement_at_the_desk(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go(_desk(_with_bills().account, "statement"))


@view("desk_take_cash")
def cash_of_two_bills(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go(_desk(_with_bills().account, "cash"))


@view("desk_take_cash")
def cash_ahead(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go(_desk(scenes.customer().account, "cash"))


@view("desk_take_cash", lasting=False)
def cash_that_is_no_amount(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go(_desk(_with_bills().account, "cash"))
    assert visitor.send(amount="dużo") == 422


@view("desk_take_cash", lasting=False)
def cash_checked(visitor: Visitor) -> None:
    olena = _with_bills()
    scenes.restricted(olena.account)
    visitor.sign_in(scenes.colleague()).go(_desk(olena.account, "cash"))
    visitor.send(amount="150,00", payer="Jan Kowalski")


@view("desk_receipt")
def cash_taken(visitor: Visitor) -> None:
    me = scenes.colleague()
    visitor.sign_in(me).go(f"{_cash(_with_bills().account, me)}?done=taken")


@view("desk_receipt")
def a_transfer_that_was_taken_back(visitor: Visitor) -> None:
    me, olena = scenes.colleague("ACCOUNTANT"), _with_bills()
    receipt = scenes.money(olena.account, "60.00")
    actions.take_back(receipt, reason="Pomyłkowy przelew", at=scenes.now(), by=me)
    visitor.sign_in(me).go(f"/desk/money/receipts/{receipt.pk}/")


@view("desk_take_back")
def about_to_be_taken_back(visitor: Visitor) -> None:
    me = scenes.colleague()
    visitor.sign_in(me).go(f"{_cash(_with_bills().account, me)}back/")


@view("desk_take_back")
def not_ones_own_to_take_back(visitor: Visitor) -> None:
    address = _cash(_with_bills().account, scenes.colleague())
    visitor.sign_in(scenes.colleague()).go(f"{address}back/")


@view("desk_till")
def a_day_of_the_till(visitor: Visitor) -> None:
    me = scenes.colleague()
    _cash(_with_bills().account, me)
    _cash(scenes.customer().account, me, "54.90")
    visitor.sign_in(me).go("/desk/money/till/")


@view("desk_till")
def a_day_without_cash(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go("/desk/money/till/?day=2020-02-03")


@view("desk_payer")
def how_somebody_pays(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go(_desk(scenes.customer(pays_cash=True).account, "payer"))


@view("desk_payer")
def the_e_invoice_about_to_be_switched_on(visitor: Visitor) -> None:
    olena = scenes.customer(delivery=Payer.Delivery.PAPER)
    visitor.sign_in(scenes.colleague()).go(f"{_desk(olena.account, 'payer')}?switch=e_invoice&to=on")


@view("desk_payer")
def cash_about_to_be_switched_off(visitor: Visitor) -> None:
    olena = scenes.customer(pays_cash=True)
    visitor.sign_in(scenes.colleague()).go(f"{_desk(olena.account, 'payer')}?switch=cash&to=off")


@view("desk_bills", lasting=False)
def everybodys_bills(visitor: Visitor) -> None:
    _with_bills()
    visitor.sign_in(scenes.colleague()).go("/desk/bills/?kind=bill")


@view("desk_bill")
def a_bill_at_the_desk(visitor: Visitor) -> None:
    olena = scenes.customer()
    found = scenes.bill(olena.account)
    scenes.money(olena.account, "25.00")
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go(_page(found))


@view("desk_bill")
def a_correction_just_made(visitor: Visitor) -> None:
    _bill, correction = scenes.corrected(scenes.bill(scenes.customer().account))
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go(f"{_page(correction)}?done=corrected")


@view("desk_correct_bill")
def new_amounts_of_a_bill(visitor: Visitor) -> None:
    found = scenes.bill(scenes.customer().account)
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go(f"{_page(found)}correct/")


@view("desk_correct_bill", lasting=False)
def a_correction_checked(visitor: Visitor) -> None:
    olena = scenes.customer()
    found = scenes.bill(olena.account)
    scenes.money(olena.account, "60.00")
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go(f"{_page(found)}correct/")
    visitor.send(line_1="40,00", reason="Przerwa w dostępie 4–6 listopada")


@view("desk_propose")
def credit_to_be_paid_back(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.money(olena.account, "500.00")
    visitor.sign_in(scenes.colleague()).go(_desk(olena.account, "proposals/new"))


@view("desk_propose")
def nothing_to_propose(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go(_desk(scenes.customer().account, "proposals/new"))


@view("desk_propose", lasting=False)
def a_debt_about_to_be_written_off(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go(_desk(_with_bills().account, "proposals/new"))
    visitor.send(amount="60,00", reason="Nie do odzyskania")


@view("desk_proposals", lasting=False)
def all_proposals(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.money(olena.account, "500.00")
    _refund(olena.account, "300.00", scenes.colleague())
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go("/desk/money/proposals/")


@view("desk_proposal")
def a_proposal_to_decide(visitor: Visitor) -> None:
    olena = scenes.customer()
    scenes.money(olena.account, "500.00")
    made = _refund(olena.account, "300.00", scenes.colleague())
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go(f"/desk/money/proposals/{made.ref}/")


@view("desk_proposal")
def ones_own_proposal_above_the_amount(visitor: Visitor) -> None:
    me, olena = scenes.colleague("ACCOUNTANT"), scenes.customer()
    scenes.money(olena.account, "500.00")
    visitor.sign_in(me).go(f"/desk/money/proposals/{_refund(olena.account, '300.00', me).ref}/?done=1")


@view("desk_refunds", lasting=False)
def refunds_that_wait_for_the_bank(visitor: Visitor) -> None:
    me, olena = scenes.colleague("ACCOUNTANT"), scenes.customer()
    scenes.money(olena.account, "500.00")
    _refund(olena.account, "60.00", me)
    visitor.sign_in(me).go("/desk/money/refunds/")


@view("desk_money", lasting=False)
def the_money_that_came(visitor: Visitor) -> None:
    scenes.money(_with_bills().account, "54.90")
    visitor.sign_in(scenes.colleague()).go("/desk/money/?way=bank:main")


@view("desk_payments", lasting=False)
def what_was_begun_online(visitor: Visitor) -> None:
    scenes.payment(_with_bills().account, "60.00", "REFUSED")
    visitor.sign_in(scenes.colleague()).go("/desk/money/payments/")


@view("desk_payment")
def a_payment_that_hangs(visitor: Visitor) -> None:
    payment = scenes.payment(_with_bills().account, "60.00", "STARTED")
    visitor.sign_in(scenes.colleague()).go(f"/desk/money/payments/{payment.ref}/")


@view("desk_register", lasting=False)
def the_sales_register(visitor: Visitor) -> None:
    scenes.corrected(scenes.bill(scenes.customer().account))
    today = scenes.today()
    since = today.replace(day=1) if today.day > 5 else today.replace(month=1, day=1)
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go(f"/desk/money/register/?since={since}&until={today}")


@view("desk_register")
def a_register_without_invoices(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go("/desk/money/register/?month=2020-02")
