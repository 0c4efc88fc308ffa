"""The desk's pages where a customer is opened and their data are changed."""

from abonent import profile
from abonent.contracts import actions as contracts
from abonent.contracts.models import Price
from abonent.people import actions
from abonent.people.models import Contact
from tests import people
from tests.browser import scenes
from tests.browser.scenes import Customer
from tests.browser.views import view
from tests.browser.visitor import Visitor

NEW = "/desk/customers/new/"
SAID = {
    "holder": "Żaneta Brzęczyszczykiewicz-Wiśniewska", "mail": "zaneta@example.com", "phone": "501 234 567",
    "at_street": "ul. Leśna", "at_house": "12", "at_flat": "4", "at_post_code": "16-999", "at_town": "Gródek Leśny",
}  # fmt: skip


def _price_list() -> None:
    """Enter the profile's list. Prices of other tests, which it does not know and somebody holds, are out of its sight."""
    listed = {(tariff.code, price.since) for tariff in profile.current().tariffs for price in tariff.prices}
    live = Price.objects.filter(replaced_at=None).values_list("pk", "tariff__code", "valid")
    others = [pk for pk, code, valid in live if (code, valid.lower) not in listed]
    Price.objects.filter(pk__in=others).update(replaced_at=people.NOON)
    contracts.enter_price_list(profile.current(), at=people.LONG_AGO)
    known = {code for code, _since in listed}
    Price.objects.filter(pk__in=others).exclude(tariff__code__in=known).update(replaced_at=None)
    actions.enter_wordings(profile.current(), at=people.LONG_AGO)


def _form(visitor: Visitor) -> Visitor:
    """An empty form of a new customer, with a plan."""
    _price_list()
    visitor.sign_in(scenes.colleague()).go(NEW)
    visitor.page.check("[name=plan][value=A2]")
    return visitor


def _at(visitor: Visitor, of: Customer, page: str) -> None:
    visitor.sign_in(scenes.colleague()).go(f"/desk/customers/{of.account.number}/{page}/")


@view("desk_open_customer")
def a_new_customer(visitor: Visitor) -> None:
    _price_list()
    visitor.sign_in(scenes.colleague()).go(NEW)


@view("desk_open_customer", lasting=False)
def a_new_customer_without_a_name(visitor: Visitor) -> None:
    _price_list()
    visitor.sign_in(scenes.colleague()).go(NEW)
    assert visitor.send(phone="12") == 422


@view("desk_open_customer", lasting=False)
def a_new_customer_checked(visitor: Visitor) -> None:
    scenes.customer()
    _form(visitor).send(**SAID | {"mail": "olena@example.com"})


@view("desk_opened_customer", lasting=False)
def a_new_customer_opened(visitor: Visitor) -> None:
    _form(visitor).send(**SAID)
    visitor.send()


@view("desk_change_customer")
def who_a_customer_is(visitor: Visitor) -> None:
    _at(visitor, scenes.customer(), "change")


@view("desk_change_customer", lasting=False)
def who_a_customer_is_checked(visitor: Visitor) -> None:
    _at(visitor, scenes.customer(), "change")
    visitor.send(holder="Olena Brzęczyszczykiewicz-Wiśniewska", reason="Zmiana nazwiska")


@view("desk_change_customer", lasting=False)
def who_a_customer_is_changed(visitor: Visitor) -> None:
    _at(visitor, scenes.customer(), "change")
    visitor.send(holder="Olena Wiśniewska", reason="Zmiana nazwiska")
    visitor.send()


@view("desk_change_address")
def where_letters_go_at_the_desk(visitor: Visitor) -> None:
    _at(visitor, scenes.customer(), "address")


@view("desk_change_invoice_data")
def what_invoices_bear_at_the_desk(visitor: Visitor) -> None:
    _at(visitor, scenes.customer(), "invoice-data")


@view("desk_consents")
def consents_at_the_desk(visitor: Visitor) -> None:
    _price_list()
    olena = scenes.customer()
    actions.give_consent(olena.account, "mail-works", at=scenes.now(), by=None, via="desk")
    _at(visitor, olena, "consents")


@view("desk_change_contact")
def how_a_customer_is_reached(visitor: Visitor) -> None:
    olena = scenes.customer()
    Contact.objects.create(account=olena.account, kind="PHONE", value="+48501234567")
    _at(visitor, olena, "contact")


@view("desk_change_contact")
def a_customer_who_cannot_be_reached(visitor: Visitor) -> None:
    olena = scenes.customer()
    Contact.objects.filter(account=olena.account).update(ended_at=scenes.now())
    _at(visitor, olena, "contact")


@view("desk_add_mail")
def another_mail_address(visitor: Visitor) -> None:
    _at(visitor, scenes.customer(), "contact/mail")


@view("desk_add_phone", lasting=False)
def another_telephone_checked(visitor: Visitor) -> None:
    _at(visitor, scenes.customer(), "contact/phone")
    visitor.send(value="85 999 01 23", seen="oddzwoniono")


@view("desk_correct_contact")
def a_wrong_mail_address(visitor: Visitor) -> None:
    olena = scenes.customer()
    _at(visitor, olena, f"contact/{people.mail(olena.account, None, 'olena@example.con').pk}")


@view("desk_confirm_contact")
def an_address_seen_at_the_counter(visitor: Visitor) -> None:
    olena = scenes.customer()
    phone = Contact.objects.create(account=olena.account, kind="PHONE", value="+48501234567")
    _at(visitor, olena, f"contact/{phone.pk}/confirm")


@view("desk_remove_contact")
def the_last_address_to_be_removed(visitor: Visitor) -> None:
    olena = scenes.customer()
    last = Contact.objects.filter(account=olena.account, kind="MAIL").first() or people.mail(
        olena.account, None, "olena@example.com"
    )
    _at(visitor, olena, f"contact/{last.pk}/remove")
