"""Cash and the e-invoice switched for a customer: what follows is said before, and it is done once."""

import pytest
from django.test import Client

from abonent.billing.models import Payer
from abonent.journal.models import Event
from abonent.people.actions import enter_wordings
from abonent.people.models import Account, Consent, User
from abonent.post.models import Message
from abonent.profile import current
from tests import people
from tests.web.desk.reading import hidden, said


@pytest.fixture
def address(account: Account) -> str:
    enter_wordings(current(), at=people.LONG_AGO)
    return f"/desk/customers/{account.number}/payer/"


def payer(account: Account) -> tuple[bool, str]:
    found = Payer.objects.get(account=account)
    return found.pays_cash, found.delivery


def test_how_they_pay_is_shown(clerk: Client, address: str) -> None:
    page = said(clerk.get(address))

    for words in ("Paying in cash is off", "The e-invoice is on", "Paying online offered", "cannot be changed yet"):
        assert words in page


def test_cash_is_switched_on_once_and_told(clerk: Client, clerk_user: User, account: Account, address: str) -> None:
    check = clerk.get(f"{address}?switch=cash&to=on")
    assert "It is not offered any more. Paying by transfer stays." in said(check)
    assert "Fee PLN 0.00" in said(check)
    assert payer(account) == (False, "ELECTRONIC")

    answers = [clerk.post(address, hidden(check))["Location"] for _ in range(2)]

    assert answers == [f"{address}?done=cash_on", f"{address}?done=same"]
    assert payer(account) == (True, "ELECTRONIC")
    assert list(Message.objects.values_list("template", "context__online")) == [("cash_on", False)]
    event = Event.objects.get(kind="cash.switched_on")
    assert (event.by_id, event.via, event.account_id) == (clerk_user.pk, "desk", account.pk)


def test_switching_cash_off_opens_paying_online(clerk: Client, account: Account, address: str) -> None:
    Payer.objects.filter(account=account).update(pays_cash=True)
    check = clerk.get(f"{address}?switch=cash&to=off")
    assert "It is offered at once, also for bills that are open now." in said(check)

    done = clerk.post(address, hidden(check), follow=True)

    assert "Bills can be paid online from now on." in said(done)


def test_with_paper_bills_cash_alone_opens_nothing(clerk: Client, account: Account, address: str) -> None:
    Payer.objects.filter(account=account).update(pays_cash=True, delivery="PAPER")

    assert "It is offered once the e-invoice is on, too." in said(clerk.get(f"{address}?switch=cash&to=off"))


def test_the_e_invoice_needs_the_words_agreed_to(clerk: Client, account: Account, address: str) -> None:
    Payer.objects.filter(account=account).update(delivery="PAPER")
    sent = hidden(clerk.get(f"{address}?switch=e_invoice&to=on"))
    refused = clerk.post(address, sent)
    assert (refused.status_code, payer(account)) == (422, (False, "PAPER"))
    assert "<title>Error:" in refused.content.decode()

    for version in ("of last year", sent["version"]):
        clerk.post(address, {**sent, "version": version, "agreed": "1"})

    assert payer(account) == (False, "ELECTRONIC")
    consent = Consent.objects.get()
    assert (consent.given, consent.via) == (True, "desk")


def test_switching_the_e_invoice_off_says_what_paper_costs(clerk: Client, account: Account, address: str) -> None:
    people.tariff("PAPER-BILL", "15.00", kind="FEE", unit="piece")

    check = clerk.get(f"{address}?switch=e_invoice&to=off")

    assert "A bill on paper costs PLN 15.00, the e-invoice PLN 0.00." in said(check)
    clerk.post(address, hidden(check))
    assert payer(account) == (False, "PAPER")


@pytest.mark.parametrize("query", ["switch=cycle&to=on", "switch=cash&to=maybe", "switch=cash"])
def test_what_cannot_be_switched_is_not_there(clerk: Client, address: str, query: str) -> None:
    assert clerk.get(f"{address}?{query}").status_code == 404
    assert clerk.post(address, {"switch": "cycle", "to": "on"}).status_code == 404


def test_the_office_chooses_whether_the_pdf_is_enclosed(
    clerk: Client, clerk_user: User, account: Account, address: str
) -> None:
    assert "with a link to the bill" in said(clerk.get(address))

    answers = [clerk.post(address, {"form": "PDF"})["Location"] for _ in range(2)]

    assert answers == [f"{address}?done=pdf", f"{address}?done=same"]
    assert "The PDF is enclosed from the next bill on" in said(clerk.get(answers[0]))
    assert Payer.objects.get(account=account).form == "PDF"
    event = Event.objects.get(kind="e_invoice.form_chosen")
    assert (event.by_id, event.via, event.data) == (clerk_user.pk, "desk", {"form": "PDF"})
    assert clerk.post(address, {"form": "FAX"}).status_code == 404
