"""Contact data, own addresses, the address for letters, consents and one's own page, in every state they have."""

from datetime import timedelta

from abonent.cases import actions as cases
from abonent.cases.models import Order
from abonent.people import actions
from abonent.people.models import Account, Contact, Place
from tests import people
from tests.browser import scenes
from tests.browser.scenes import Customer
from tests.browser.views import view
from tests.browser.visitor import Visitor

LONG = "katarzyna.brzeczyszczykiewicz-wisniewska+faktury@wspolnota-mieszkaniowa-przy-mlynskiej.example"


def _olena(visitor: Visitor, *, stepped_up: bool = False) -> Customer:
    olena = scenes.customer()
    visitor.sign_in(olena.user, stepped_up=stepped_up)
    return olena


def _contact(of: Customer, value: str, *, confirmed: bool = False, own: bool = False) -> Contact:
    return Contact.objects.create(
        account_id=0 if own else of.account.pk,
        user=of.user,
        kind="MAIL" if "@" in value else "PHONE",
        value=value,
        confirmed_at=scenes.now() if confirmed else None,
    )


@view("my_contact")
def contact_data(visitor: Visitor) -> None:
    olena = _olena(visitor)
    _contact(olena, LONG)
    _contact(olena, "+48501234567", confirmed=True)
    olena.account.post_place = Place.objects.create(street="ul. Polna", house="3", post_code="16-999", town="Gródek")
    olena.account.save()
    visitor.go("/me/contact/")


@view("my_contact")
def contact_data_with_nothing(visitor: Visitor) -> None:
    olena = _olena(visitor)
    Contact.objects.filter(account=olena.account).update(ended_at=scenes.now())
    visitor.go("/me/contact/")


@view("add_mail")
def adding_an_address(visitor: Visitor) -> None:
    _olena(visitor, stepped_up=True)
    visitor.go("/me/contact/mail/")


@view("add_mail", lasting=False)
def adding_an_address_refused(visitor: Visitor) -> None:
    adding_an_address(visitor)
    assert visitor.send(value="olena@") == 422


@view("add_phone")
def adding_a_number(visitor: Visitor) -> None:
    _olena(visitor, stepped_up=True)
    visitor.go("/me/contact/phone/")


@view("add_phone", lasting=False)
def adding_a_number_of_another_country(visitor: Visitor) -> None:
    adding_a_number(visitor)
    assert visitor.send(value="+44 7911 123456") == 422


@view("change_contact")
def replacing_an_address(visitor: Visitor) -> None:
    olena = _olena(visitor, stepped_up=True)
    visitor.go(f"/me/contact/{_contact(olena, LONG, confirmed=True).pk}/change/")


@view("change_contact")
def correcting_an_address(visitor: Visitor) -> None:
    olena = _olena(visitor, stepped_up=True)
    visitor.go(f"/me/contact/{_contact(olena, LONG).pk}/change/")


@view("confirm_contact")
def typing_the_code_of_an_address(visitor: Visitor) -> None:
    adding_an_address(visitor)
    assert visitor.send(value=LONG) == 200


@view("confirm_contact", lasting=False)
def typing_a_wrong_code(visitor: Visitor) -> None:
    typing_the_code_of_an_address(visitor)
    assert visitor.send(code="000000") == 422


@view("confirm_contact")
def typing_the_code_of_a_number(visitor: Visitor) -> None:
    adding_a_number(visitor)
    assert visitor.send(value="501 234 567") == 200


@view("confirm_contact")
def no_code_waits(visitor: Visitor) -> None:
    olena = _olena(visitor)
    visitor.go(f"/me/contact/{_contact(olena, LONG).pk}/confirm/")


@view("confirm_contact")
def too_many_sms(visitor: Visitor) -> None:
    olena = _olena(visitor)
    phone = _contact(olena, "+48501234999")
    for minute in range(5):
        at = scenes.now() - timedelta(minutes=20 - minute)
        actions.send_code(phone, by=olena.user, bound_to="another browser", at=at)
    visitor.go(f"/me/contact/{phone.pk}/confirm/")


@view("", lasting=False)
def another_code_too_soon(visitor: Visitor) -> None:
    typing_the_code_of_an_address(visitor)
    again = visitor.page.locator("main form[action$='/code/'] button")
    assert visitor.answer(again.click).status == 429


@view("remove_contact")
def removing_an_address(visitor: Visitor) -> None:
    olena = _olena(visitor, stepped_up=True)
    visitor.go(f"/me/contact/{_contact(olena, LONG, confirmed=True).pk}/remove/")


@view("remove_contact")
def removing_the_last_address(visitor: Visitor) -> None:
    olena = _olena(visitor, stepped_up=True)
    visitor.go(f"/me/contact/{Contact.objects.get(account=olena.account).pk}/remove/")


@view("my_mail")
def own_addresses(visitor: Visitor) -> None:
    olena = _olena(visitor)
    _contact(olena, LONG, confirmed=True, own=True)
    visitor.go("/me/mail/")


@view("my_mail")
def no_own_address(visitor: Visitor) -> None:
    visitor.sign_in(scenes.somebody()).go("/me/mail/")


@view("add_own_mail")
def adding_an_own_address(visitor: Visitor) -> None:
    visitor.sign_in(scenes.somebody(), stepped_up=True).go("/me/mail/add/")


@view("confirm_own_mail")
def confirming_an_own_address(visitor: Visitor) -> None:
    adding_an_own_address(visitor)
    assert visitor.send(value=LONG) == 200


@view("change_own_mail")
def replacing_an_own_address(visitor: Visitor) -> None:
    olena = _olena(visitor, stepped_up=True)
    visitor.go(f"/me/mail/{_contact(olena, LONG, confirmed=True, own=True).pk}/change/")


@view("remove_own_mail")
def removing_the_last_own_address(visitor: Visitor) -> None:
    user = scenes.somebody()
    own = people.mail(Account.objects.get(pk=0), user, LONG)
    visitor.sign_in(user, stepped_up=True).go(f"/me/mail/{own.pk}/remove/")


@view("my_address")
def address_for_letters(visitor: Visitor) -> None:
    olena = _olena(visitor)
    _moved(olena)
    visitor.go("/me/address/")


@view("my_address")
def no_address_for_letters(visitor: Visitor) -> None:
    _olena(visitor)
    visitor.go("/me/address/")


@view("change_address")
def typing_an_address(visitor: Visitor) -> None:
    olena = _olena(visitor)
    _moved(olena)
    visitor.go("/me/address/change/")


@view("change_address", lasting=False)
def typing_an_address_refused(visitor: Visitor) -> None:
    typing_an_address(visitor)
    assert visitor.send(house="", post_code="1") == 422


@view("change_address", lasting=False)
def checking_an_address(visitor: Visitor) -> None:
    typing_an_address(visitor)
    assert visitor.send(street="Plac Niepodległości i Odrodzenia", house="117A", town="Brzęczyszczewo Górne") == 200


@view("change_address", lasting=False)
def checking_the_same_address(visitor: Visitor) -> None:
    typing_an_address(visitor)
    assert visitor.send() == 422


@view("my_address")
def address_changed(visitor: Visitor) -> None:
    checking_an_address(visitor)
    assert visitor.send() == 200


@view("my_address")
def address_that_waits(visitor: Visitor) -> None:
    _asked(visitor)
    visitor.go("/me/address/?done=asked")


@view("my_address")
def address_refused(visitor: Visitor) -> None:
    order = _asked(visitor)
    cases.refuse(order, reason="Pod tym adresem nie ma skrzynki na listy.", at=scenes.now(), by=None)
    visitor.go("/me/address/")


@view("my_consents")
def consents_not_given(visitor: Visitor) -> None:
    _olena(visitor)
    visitor.go("/me/consents/")


@view("my_consents")
def consents_given_and_taken_back(visitor: Visitor) -> None:
    olena = _olena(visitor)
    before = scenes.now() - timedelta(days=9)
    for code in ("mail-works", "sms-works", "e-invoice"):
        actions.give_consent(olena.account, code, at=before, by=None, via="office")
    actions.take_back_consent(olena.account, "sms-works", at=scenes.now(), by=olena.user)
    visitor.go("/me/consents/")


@view("my_consents")
def consent_just_given(visitor: Visitor) -> None:
    consents_not_given(visitor)
    assert visitor.send() == 200


HOME = {"street": "ul. Polna", "house": "3", "flat": "", "post_code": "16-999", "town": "Gródek Leśny"}


def _moved(olena: Customer) -> None:
    actions.move_post(olena.account, **HOME, at=scenes.now(), by=olena.user)


def _asked(visitor: Visitor) -> Order:
    """Olena has asked for another address, as where the office decides."""
    olena = _olena(visitor)
    _moved(olena)
    new = HOME | {"street": "Plac Niepodległości i Odrodzenia", "house": "117A"}
    return cases.ask(olena.account, Order.Kind.POST_ADDRESS, old=HOME, new=new, at=scenes.now(), by=olena.user)
