"""Whose name stands on invoices, and whether they come on paper: every page in every state."""

from typing import Any

from abonent import profile
from abonent.billing import actions as billing
from abonent.billing.models import Payer
from abonent.cases import actions as cases
from abonent.cases.models import Order
from abonent.people.actions.consents import enter_wordings
from abonent.people.models import Account, User
from tests import people
from tests.browser import scenes
from tests.browser.scenes import Customer
from tests.browser.views import view
from tests.browser.visitor import Visitor

PAGE, CHANGE = "/me/invoice-data/", "/me/invoice-data/change/"
E_INVOICE, SWITCH = "/bills/e-invoice/", "/bills/e-invoice/switch/"
LONG_NAME = "Przedsiębiorstwo Wielobranżowe Brzęczyszczykiewicz-Wiśniewska i Wspólnicy spółka komandytowa"
OLD: dict[str, Any] = {"name": "Olena Petrenko", "address": ["ul. Polna 3", "16-999 Gródek Leśny"], "tax_id": ""}
NEW: dict[str, Any] = {"name": LONG_NAME, "address": ["ul. Leśna 8/12", "16-999 Gródek Leśny"], "tax_id": "9990011070"}


@view("invoice_data")
def invoice_data(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go(PAGE)


@view("invoice_data")
def invoice_data_that_wait(visitor: Visitor) -> None:
    visitor.sign_in(_asked().user).go(PAGE)


@view("invoice_data")
def invoice_data_sent_to_the_office(visitor: Visitor) -> None:
    visitor.sign_in(_asked().user).go(f"{PAGE}?done=asked")


@view("invoice_data")
def invoice_data_refused(visitor: Visitor) -> None:
    olena = _asked()
    order = Order.objects.get(account=olena.account)
    cases.refuse(order, reason="Prosimy przynieść odpis z rejestru.", at=scenes.now(), by=None)
    visitor.sign_in(olena.user).go(PAGE)


@view("invoice_data")
def invoice_data_changed(visitor: Visitor) -> None:
    olena = scenes.customer()
    billing.change_invoice_data(olena.account, **NEW, at=scenes.now(), by=olena.user)
    visitor.sign_in(olena.user).go(f"{PAGE}?done=changed")


@view("invoice_data")
def invoice_data_of_somebody_else_who_pays(visitor: Visitor) -> None:
    visitor.sign_in(_who_pays(_asked().account)).go(PAGE)


@view("change_invoice_data")
def changing_invoice_data(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go(CHANGE)


@view("change_invoice_data", lasting=False)
def changing_invoice_data_wrongly(visitor: Visitor) -> None:
    olena = scenes.customer()
    Account.objects.filter(pk=olena.account.pk).update(kind=Account.Kind.COMPANY)
    visitor.sign_in(olena.user).go(CHANGE)
    assert visitor.send(name="", street="x" * 130, tax_id="999-001-10-71") == 422


@view("change_invoice_data", lasting=False)
def checking_invoice_data(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go(CHANGE)
    assert visitor.send(name=LONG_NAME, street="ul. Leśna 8/12", tax_id="PL 999-001-10-70") == 200


@view("e_invoice")
def e_invoice_on(visitor: Visitor) -> None:
    olena = _with_consent()
    visitor.sign_in(olena.user).go(E_INVOICE)


@view("e_invoice")
def e_invoice_just_switched_on(visitor: Visitor) -> None:
    olena = _with_consent()
    visitor.sign_in(olena.user).go(f"{E_INVOICE}?done=on")


@view("e_invoice")
def e_invoice_off(visitor: Visitor) -> None:
    visitor.sign_in(_on_paper().user).go(E_INVOICE)


@view("e_invoice")
def e_invoice_of_somebody_who_pays_cash(visitor: Visitor) -> None:
    visitor.sign_in(_on_paper(pays_cash=True).user).go(E_INVOICE)


@view("e_invoice")
def going_back_to_paper_waits(visitor: Visitor) -> None:
    olena = _with_consent()
    kind = Order.Kind.PAPER_BILLS
    cases.ask(olena.account, kind, old={"on": True}, new={"on": False}, at=scenes.now(), by=olena.user)
    visitor.sign_in(olena.user).go(f"{E_INVOICE}?done=asked")


@view("e_invoice")
def e_invoice_seen_by_somebody_who_pays(visitor: Visitor) -> None:
    visitor.sign_in(_who_pays(_on_paper().account)).go(E_INVOICE)


@view("switch_e_invoice")
def switching_the_e_invoice_on(visitor: Visitor) -> None:
    visitor.sign_in(_on_paper().user).go(f"{SWITCH}?to=on")


@view("switch_e_invoice")
def switching_the_e_invoice_off(visitor: Visitor) -> None:
    _paper_fee()
    visitor.sign_in(scenes.customer().user).go(f"{SWITCH}?to=off")


@view("bills")
def bills_on_paper(visitor: Visitor) -> None:
    olena = _on_paper()
    scenes.bills(olena.account, 2)
    visitor.sign_in(olena.user).go("/bills/")


@view("bill")
def bill_on_paper(visitor: Visitor) -> None:
    olena = _on_paper()
    visitor.sign_in(olena.user).go(scenes.address(scenes.bill(olena.account)))


def _paper_fee() -> None:
    people.tariff("PAPER-BILL", "15.00", kind="FEE", unit="piece")
    enter_wordings(profile.current(), at=people.LONG_AGO)


def _asked() -> Customer:
    olena = scenes.customer()
    cases.ask(olena.account, Order.Kind.INVOICE_DATA, old=OLD, new=NEW, at=scenes.now(), by=olena.user)
    return olena


def _on_paper(**more: Any) -> Customer:
    _paper_fee()
    return scenes.customer(delivery=Payer.Delivery.PAPER, **more)


def _with_consent() -> Customer:
    olena = _on_paper()
    billing.switch_e_invoice(olena.account, on=True, at=scenes.now(), by=olena.user)
    return olena


def _who_pays(account: Account) -> User:
    paula = scenes.somebody("Paula Maj")
    people.access(account, paula, "PAYS")
    return paula
