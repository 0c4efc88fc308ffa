"""The e-invoice switched on with consent and off by the profile's rule, at once or by the office's word."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from abonent.billing.models import Invoice
from abonent.cases import actions as cases
from abonent.cases.models import Order
from abonent.people.models import Account, Consent, User
from abonent.post.models import Message
from abonent.profile import Profile
from tests import people
from tests.people import NOON
from tests.web.doors import kinds, text
from tests.web.portal.e_invoice.switching import OFF, ON, PAGE, SWITCH, consents, delivery, switch, switch_on_long_ago


def test_before_switching_on_the_words_and_the_costs_are_shown(browser: Client, paper: Account) -> None:
    page = text(browser.get(f"{SWITCH}?to=on"))

    assert "I accept invoices in electronic form instead of paper." in page
    assert "Fee for each bill PLN 0.00 On paper each bill costs PLN 15.00." in page
    assert "From the next bill on, which comes on 3 December – 12 days left." in page
    assert "It is offered at once, also for bills that are open now." in page
    assert "Agree and switch on" in page
    assert delivery(paper) == OFF
    assert consents(paper) == []


def test_switching_on_records_the_consent_and_opens_paying_online(
    browser: Client, paper: Account, olena: User, october: Invoice
) -> None:
    assert "Pay PLN" not in text(browser.get("/bills/"))

    answer = switch(browser, "on")

    consent = Consent.objects.get(account=paper)
    assert answer["Location"] == f"{PAGE}?done=on"
    assert delivery(paper) == ON
    assert (consent.given, consent.user, consent.via, consent.at) == (True, olena, "web", NOON)
    assert (consent.wording.code, consent.wording.version) == ("e-invoice", "2026-01")
    assert kinds("e_invoice.switched_on", "consent.given") == ["consent.given", "e_invoice.switched_on"]
    assert list(Message.objects.values_list("template", flat=True)) == ["e_invoice_on"]
    assert "The e-invoice was switched on A letter confirms it. Bills can be paid online" in text(
        browser.get(answer["Location"])
    )
    assert "Pay PLN" in text(browser.get("/bills/"))


def test_a_double_click_switches_once(browser: Client, paper: Account) -> None:
    answers = [switch(browser, "on") for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [f"{PAGE}?done=on"] * 2
    assert consents(paper) == [True]
    assert kinds("e_invoice.switched_on") == ["e_invoice.switched_on"]


def test_words_that_changed_meanwhile_are_not_agreed_to(browser: Client, paper: Account) -> None:
    answer = switch(browser, "on", version="2025-07")

    assert answer.status_code == 409
    assert "The words have changed meanwhile Nothing was done." in text(answer)
    assert delivery(paper) == OFF
    assert consents(paper) == []


def test_before_switching_off_the_costs_and_the_consequences_are_shown(browser: Client, account: Account) -> None:
    page = text(browser.get(f"{SWITCH}?to=off"))

    assert "Fee for each bill PLN 15.00 The e-invoice costs PLN 0.00." in page
    assert "It is not offered any more: it goes together with the e-invoice." in page
    assert "It can be switched on again here at any time." in page
    assert delivery(account) == ON


def test_the_fee_is_that_of_the_day_of_the_next_bill(browser: Client, account: Account) -> None:
    price = people.tariff("PAPER-BILL").prices.get()
    price.valid = type(price.valid)(people.FIRST_DAY, date(2026, 12, 1))
    price.save()
    people.price(price.tariff, "18.00", since=date(2026, 12, 1), unit="piece")

    assert "Fee for each bill PLN 18.00" in text(browser.get(f"{SWITCH}?to=off"))


def test_switching_off_takes_the_consent_back(browser: Client, account: Account, olena: User, october: Invoice) -> None:
    switch_on_long_ago(account, olena)

    answer = switch(browser, "off")

    assert answer["Location"] == f"{PAGE}?done=off"
    assert delivery(account) == OFF
    assert consents(account) == [True, False]
    assert kinds("e_invoice.switched_off") == ["e_invoice.switched_off"]
    assert "Switched off on 21 November 2026." in text(browser.get(answer["Location"]))
    assert "Pay PLN" not in text(browser.get("/bills/"))


def test_the_next_bill_bears_the_fee_and_the_issued_one_does_not(
    browser: Client, account: Account, october: Invoice
) -> None:
    switch(browser, "off")

    assert people.bill(account, date(2026, 11, 1)).total == Decimal("75.00")
    assert Invoice.objects.get(pk=october.pk).total == Decimal("60.00")


def test_where_the_office_decides_the_wish_waits_and_can_be_withdrawn(
    browser: Client, account: Account, by_office: Profile
) -> None:
    check, asked = text(browser.get(f"{SWITCH}?to=off")), switch(browser, "off")

    order = Order.objects.get()
    page = text(browser.get(asked["Location"]))
    assert "The office decides." in check
    assert asked["Location"] == f"{PAGE}?done=asked"
    assert (order.kind, order.new, delivery(account)) == ("PAPER_BILLS", {"on": False}, ON)
    assert f"Its number is {order.ref}." in page
    assert "Now Bills come in the panel Asked for Bills come on paper, by post" in page

    withdrawn = browser.post(SWITCH, {"account": "100234", "withdraw": order.ref})

    assert withdrawn["Location"] == f"{PAGE}?done=withdrawn"
    assert "The change was withdrawn" in text(browser.get(withdrawn["Location"]))
    assert browser.post(SWITCH, {"account": "100234", "withdraw": order.ref})["Location"] == PAGE


def test_asked_twice_waits_once(browser: Client, account: Account, by_office: Profile) -> None:
    switch(browser, "off")
    assert switch(browser, "off")["Location"] == PAGE

    assert Order.objects.count() == 1


def test_a_refusal_is_shown(browser: Client, account: Account, by_office: Profile) -> None:
    switch(browser, "off")
    cases.refuse(Order.objects.get(), reason="Not while a payment is under way.", at=NOON, by=None)

    assert "Not while a payment is under way." in text(browser.get(PAGE))


def test_nobody_withdraws_the_wish_of_a_neighbour(browser: Client, neighbour: Account) -> None:
    order = cases.ask(neighbour, Order.Kind.PAPER_BILLS, old={"on": True}, new={"on": False}, at=NOON, by=None)

    assert browser.post(SWITCH, {"account": "100234", "withdraw": order.ref}).status_code == 404


@pytest.mark.parametrize("to", ["", "maybe", "ON"])
def test_there_is_no_third_way(browser: Client, account: Account, to: str) -> None:
    assert browser.get(f"{SWITCH}?to={to}").status_code == 404
    assert switch(browser, to).status_code == 404
    assert delivery(account) == ON


def test_what_is_so_already_is_not_checked(browser: Client, account: Account) -> None:
    assert browser.get(f"{SWITCH}?to=on")["Location"] == PAGE
