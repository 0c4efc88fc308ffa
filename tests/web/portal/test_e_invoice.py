"""The e-invoice: seen, switched on with consent, switched off by the profile's rule, with what it costs and what goes with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Invoice, Payer
from abonent.cases import actions as cases
from abonent.cases.models import Order
from abonent.people.actions.consents import enter_wordings
from abonent.people.models import Account, Consent, User
from abonent.post.models import Message
from abonent.profile import Profile
from tests import people
from tests.people import NOON
from tests.web.doors import kinds, text

PAGE, SWITCH = "/bills/e-invoice/", "/bills/e-invoice/switch/"
ON, OFF = Payer.Delivery.ELECTRONIC, Payer.Delivery.PAPER


@pytest.fixture(autouse=True)
def price_list(db: None) -> None:
    people.tariff("PAPER-BILL", "15.00", kind="FEE", unit="piece")
    enter_wordings(profile.current(), at=people.LONG_AGO)


@pytest.fixture
def paper(account: Account) -> Account:
    Payer.objects.filter(account=account).update(delivery=OFF)
    return account


@pytest.fixture
def by_office() -> Iterator[Profile]:
    """An operator whose office decides on going back to paper."""
    operator = profile.current()
    panel = replace(operator.panel, e_invoice=replace(operator.panel.e_invoice, off="OFFICE"))
    with profile.using(replace(operator, panel=panel)) as found:
        yield found


def switch(browser: Client, to: str, **more: str) -> Any:
    return browser.post(SWITCH, {"account": "100234", "to": to, "version": "2026-01", **more})


def delivery(account: Account) -> str:
    return Payer.objects.get(account=account).delivery


def consents(account: Account) -> list[bool]:
    return list(
        Consent.objects.filter(account=account, code="e-invoice").order_by("pk").values_list("given", flat=True)
    )


def test_the_page_says_that_it_is_on_and_by_which_consent(browser: Client, account: Account, olena: User) -> None:
    switch_on_long_ago(account, olena)

    page = text(browser.get(PAGE))

    assert "The e-invoice is on Every bill is here from the day it is issued. It costs PLN 0.00." in page
    assert "Agreed to on 1 May 2026: I accept invoices in electronic form instead of paper." in page
    assert "Electronic invoices, wording 2026-01" in page
    assert "The next bill comes on 3 December – 12 days left." in page
    assert "Switch the e-invoice off" in page
    assert "Paying in cash is off" in page


def switch_on_long_ago(account: Account, by: User) -> None:
    Payer.objects.filter(account=account).update(delivery=OFF)
    actions.switch_e_invoice(account, on=True, at=datetime(2026, 5, 1, 9, tzinfo=UTC), by=by)


def test_where_the_consent_is_older_than_the_panel_the_page_does_not_invent_one(browser: Client) -> None:
    page = text(browser.get(PAGE))

    assert "The e-invoice is on" in page
    assert "It has been so since before this panel; the office has the consent." in page


def test_on_paper_the_page_says_what_it_costs(browser: Client, paper: Account) -> None:
    page = text(browser.get(PAGE))

    assert (
        "The e-invoice is off Bills come on paper, by post. Each costs PLN 15.00; the e-invoice costs PLN 0.00." in page
    )
    assert "Paying online goes together with the e-invoice." in page
    assert "Switch the e-invoice on" in page


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


def test_who_pays_cash_is_told_how_to_reach_the_office(browser: Client, account: Account) -> None:
    Payer.objects.filter(account=account).update(pays_cash=True, delivery=OFF)

    page, check = text(browser.get(PAGE)), text(browser.get(f"{SWITCH}?to=on"))

    assert "Paying in cash is on This account is set to be paid in cash, so paying online is not offered." in page
    assert "Switching it off is for the office: Office: ul. Młyńska 7, parter, 16-999 Gródek Leśny" in page
    assert "It is offered once the office has also switched cash payment off." in check


@pytest.mark.parametrize("to", ["", "maybe", "ON"])
def test_there_is_no_third_way(browser: Client, account: Account, to: str) -> None:
    assert browser.get(f"{SWITCH}?to={to}").status_code == 404
    assert switch(browser, to).status_code == 404
    assert delivery(account) == ON


def test_what_is_so_already_is_not_checked(browser: Client, account: Account) -> None:
    assert browser.get(f"{SWITCH}?to=on")["Location"] == PAGE


def test_who_pays_sees_it_and_cannot_switch(browser: Client, paper: Account) -> None:
    paula = people.person("paula", "Paula Maj")
    people.access(paper, paula, "PAYS")
    browser.force_login(paula)

    page = text(browser.get(PAGE))

    assert "The owner of the account can change it." in page
    assert "Switch the e-invoice on" not in page
    assert browser.get(f"{SWITCH}?to=on").status_code == 403
    assert switch(browser, "on").status_code == 403
    assert delivery(paper) == OFF


def test_the_bills_tell_of_it_and_of_what_paper_costs(browser: Client, paper: Account) -> None:
    people.bill(paper, date(2026, 10, 1))
    fee = "Each bill on paper costs PLN 15.00, the e-invoice costs PLN 0.00. About the e-invoice"

    assert fee in text(browser.get("/overview/"))
    assert fee in text(browser.get("/bills/"))
    switch(browser, "on")
    assert fee not in text(browser.get("/overview/"))
    assert "The e-invoice is on: bills come here and not on paper. About the e-invoice" in text(browser.get("/bills/"))


def test_who_only_looks_is_not_led_to_what_they_may_not_see(browser: Client, paper: Account) -> None:
    sonia = people.person("sonia", "Sonia Lis")
    people.access(paper, sonia, "SEES")
    browser.force_login(sonia)

    page = browser.get("/bills/")

    assert PAGE not in page.content.decode()
    assert "Each bill on paper costs PLN 15.00" in text(page)


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_the_words_are_those_of_the_reader(browser: Client, paper: Account, language: str) -> None:
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with translation.override(language):
        asked = next(each for each in profile.current().panel.consents if each.channel == "BILLS")
        assert asked.text[language] in text(browser.get(f"{SWITCH}?to=on"))


def choose(browser: Client, form: str) -> Any:
    return browser.post("/bills/e-invoice/form/", {"account": "100234", "form": form})


def test_whether_the_pdf_is_enclosed_is_chosen_and_said(browser: Client, account: Account) -> None:
    assert "with a link to the bill" in text(browser.get(PAGE))

    answer = choose(browser, "PDF")

    assert answer["Location"] == f"{PAGE}?done=pdf"
    assert "The PDF is enclosed from the next bill on" in text(browser.get(answer["Location"]))
    assert Payer.objects.get(account=account).form == "PDF"
    choose(browser, "PDF")
    assert kinds().count("e_invoice.form_chosen") == 1
    assert choose(browser, "FAX").status_code == 404
    assert choose(browser, "LINK").status_code == 302
    assert kinds().count("e_invoice.form_chosen") == 2
