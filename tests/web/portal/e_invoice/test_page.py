"""The e-invoice seen: since when, by which consent, what paper costs, and who is told what."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from abonent import profile
from abonent.billing.models import Payer
from abonent.people.models import Account, User
from tests import people
from tests.web.doors import kinds, text
from tests.web.portal.e_invoice.switching import OFF, PAGE, SWITCH, delivery, switch, switch_on_long_ago


def test_the_page_says_that_it_is_on_and_by_which_consent(browser: Client, account: Account, olena: User) -> None:
    switch_on_long_ago(account, olena)

    page = text(browser.get(PAGE))

    assert "The e-invoice is on Every bill is here from the day it is issued. It costs PLN 0.00." in page
    assert "Agreed to on 1 May 2026: I accept invoices in electronic form instead of paper." in page
    assert "Electronic invoices, wording 2026-01" in page
    assert "The next bill comes on 3 December – 12 days left." in page
    assert "Switch the e-invoice off" in page
    assert "Paying in cash is off" in page


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


def test_who_pays_cash_is_told_how_to_reach_the_office(browser: Client, account: Account) -> None:
    Payer.objects.filter(account=account).update(pays_cash=True, delivery=OFF)

    page, check = text(browser.get(PAGE)), text(browser.get(f"{SWITCH}?to=on"))

    assert "Paying in cash is on This account is set to be paid in cash, so paying online is not offered." in page
    assert "Switching it off is for the office: Office: ul. Młyńska 7, parter, 16-999 Gródek Leśny" in page
    assert "It is offered once the office has also switched cash payment off." in check


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
