"""A customer is opened at the counter: a form, a check with the first bill, a page to print the terms from."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from abonent import profile
from abonent.contracts import actions as contracts
from abonent.journal.models import Event
from abonent.people import actions as at_the_door
from abonent.people.models import Account, Consent, User
from abonent.post.models import Message
from tests import people

NEW = "/desk/customers/new/"
ONCE = "a-form-that-is-sent-once"


@pytest.fixture(autouse=True)
def price_list(db: None) -> None:
    contracts.enter_price_list(profile.current(), at=people.LONG_AGO)
    at_the_door.enter_wordings(profile.current(), at=people.LONG_AGO)


def typed(**more: Any) -> dict[str, Any]:
    """What is typed for Żaneta Łoś, without what is left as it was."""
    today = profile.today(datetime.now(UTC)).isoformat()
    said = {
        "kind": "PERSON", "holder": "Żaneta  Łoś", "language": "pl", "tax_id": "", "mail": "Zaneta@Example.com",
        "phone": "85 999 01 23", "at_street": "ul. Leśna", "at_house": "12", "at_flat": "4", "at_post_code": "16999",
        "at_town": "Gródek Leśny", "plan": "A2", "extras": ["ROUTER"], "fee": "", "waived": "", "since": today,
        "signed_on": today, "months": "24", "cycle": "1", "consents": ["e-invoice", "sms-offers"], "sign_in": "on",
        "login": "", "person": "",
    }  # fmt: skip
    return said | more


def send(clerk: Client, press: str = "", **more: Any) -> Any:
    return clerk.post(NEW, typed(**more) | ({press: "1", "once": ONCE} if press else {}) | more)


def nobody_is_new() -> bool:
    return not Account.objects.exclude(pk=0).exists() and not Message.objects.exists()


def test_the_form_offers_what_is_sold_and_says_what_it_costs(clerk: Client) -> None:
    page = clerk.get(NEW).content.decode()

    assert "Internet A2 100" in page
    assert "PLN 60.00 a month" in page.replace("\xa0", " ")
    assert "Akceptuję" not in page  # wordings are read in the language of the page
    assert "I accept invoices in electronic form" in page


def test_the_check_says_everything_and_changes_nothing(clerk: Client) -> None:
    page = send(clerk).content.decode().replace("\xa0", " ")

    assert "Żaneta Łoś" in page
    assert "ul. Leśna 12/4, 16-999 Gródek Leśny" in page
    assert "Login: zaneta.los" in page
    assert "To pay, with VAT" in page
    assert nobody_is_new()


def test_a_press_opens_the_customer_and_shows_what_to_hand_over(clerk: Client, clerk_user: User) -> None:
    answer = send(clerk, "confirm")
    page = clerk.get(answer.headers["Location"]).content.decode().replace("\xa0", " ")

    opened = Account.objects.exclude(pk=0).get()
    assert answer.headers["Location"] == f"/desk/customers/{opened.number}/opened/"
    assert "account 100 001" in page
    assert "UM/" in page
    assert "Z***@example.com" in page
    assert f"/desk/customers/{opened.number}/documents/" in page
    assert Event.objects.get(kind="account.opened").by_id == clerk_user.pk
    assert sorted(Consent.objects.values_list("code", "via")) == [("e-invoice", "desk"), ("sms-offers", "desk")]
    assert opened.contacts.get(kind="PHONE").value == "+48859990123"


def test_pressed_twice_one_customer_is_opened(clerk: Client) -> None:
    first = send(clerk, "confirm")
    again = send(clerk, "confirm", login="zaneta.los")

    assert first.headers["Location"] == again.headers["Location"]
    assert Account.objects.exclude(pk=0).count() == 1


def test_back_to_the_form_nothing_typed_is_lost(clerk: Client) -> None:
    page = send(clerk, "edit", fee="none", waived="moved within the house", to_street="ul. Polna", to_house="3",
                to_post_code="16-999", to_town="Gródek Leśny").content.decode()  # fmt: skip

    for said in ("Żaneta  Łoś", "Zaneta@Example.com", "85 999 01 23", "16999", "moved within the house", "ul. Polna"):
        assert f'value="{said}"' in page
    assert 'value="ROUTER" checked' in page
    assert 'value="sms-offers" checked' in page
    assert "<details open>" in page
    assert nobody_is_new()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"holder": ""}, "Please type the name."),
        ({"holder": "Ż" * 10_000}, "At most 160 characters"),
        ({"holder": "Anna\u202eevil"}, "cannot be printed"),
        ({"holder": "Արամ Nowak"}, "Bills and letters cannot show: Ա, ր, ա, մ."),
        ({"holder": "Anna\0"}, "Null characters"),
        ({"at_town": "Gródek\u200b"}, "cannot be printed"),
        ({"kind": "COMPANY"}, "a company’s invoice bears it"),
        ({"kind": "COMPANY", "tax_id": "999-012-34-56"}, "no valid tax number"),
        ({"kind": "COMPANY", "tax_id": "999-012-34-55"}, "a person, not the company"),
        ({"mail": "anna@"}, "not a whole e-mail address"),
        ({"mail": ""}, "needs an e-mail address"),
        ({"phone": "12"}, "no such telephone number"),
        ({"plan": "Z9"}, "Z9 is not one of the available choices"),
        ({"plan": ""}, "Please choose a plan."),
        ({"fee": "INSTALLATION:B"}, "does not belong to the plan"),
        ({"fee": "none"}, "Please type the reason."),
        ({"waived": "a friend"}, "leave the reason empty"),
        ({"since": "2019-01-01"}, "cannot begin before the agreement was signed"),
        ({"since": "2099-01-01"}, "within a year"),
        ({"since": "yesterday"}, "Please write the day like"),
        ({"signed_on": "2019-01-01"}, "within the last sixty days"),
        ({"months": "36"}, "36 is not one of the available choices"),
        ({"login": "ŻANETA!"}, "A login is made of letters"),
        ({"sign_in": "", "login": "zaneta"}, "leave the login empty"),
        ({"to_street": "ul. Polna"}, "Please type the number of the house."),
        ({"at_post_code": "169"}, "A post code looks like 16-999."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(clerk: Client, more: dict[str, str], said: str) -> None:
    answer = send(clerk, "confirm", **more)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert nobody_is_new()


def test_a_login_that_somebody_took_meanwhile_is_said(clerk: Client) -> None:
    people.person("zaneta", "Żaneta Inna")

    answer = send(clerk, "confirm", login="Zaneta")

    assert answer.status_code == 422
    assert "Somebody else has this login already" in answer.content.decode()


def test_a_login_is_proposed_that_nobody_has(clerk: Client) -> None:
    people.person("zaneta.los", "Żaneta Inna")

    assert "Login: zaneta.los2" in send(clerk).content.decode()
    assert "Login: yevheniia.shcherbak" in send(clerk, holder="Євгенія Щербак").content.decode()


def test_whoever_may_be_a_customer_already_is_named_and_one_press_goes_on(clerk: Client, account: Account) -> None:
    page = send(clerk, mail="olena@example.com").content.decode()

    assert "Perhaps this is a customer already" in page
    assert f"/desk/customers/{account.number}/" in page
    assert send(clerk, "confirm", mail="olena@example.com").status_code == 302


def test_when_no_number_is_left_it_is_said(clerk: Client) -> None:
    short = replace(profile.current(), account_number=replace(profile.current().account_number, mask="9"))
    with profile.using(short):
        for number in range(1, 10):
            people.account(f"{number}", f"Numer {number}")

        answer = send(clerk, "confirm")

    assert answer.status_code == 422
    assert "no free account number left" in answer.content.decode()
    assert not Account.objects.filter(holder="Żaneta Łoś").exists()


def test_what_is_no_token_of_ours_opens_nobody(clerk: Client) -> None:
    assert send(clerk, "confirm", once="o" * 200).status_code == 422
    assert nobody_is_new()


def test_a_new_customer_is_found_at_once(clerk: Client) -> None:
    send(clerk, "confirm")

    opened = Account.objects.exclude(pk=0).get()
    assert opened.words == "zaneta los"


@pytest.mark.parametrize("role", ["accountant", "technician", "admin"])
def test_only_who_may_opens_customers(request: pytest.FixtureRequest, role: str) -> None:
    browser: Client = request.getfixturevalue(role)

    assert browser.get(NEW).status_code == 403
    assert send(browser, "confirm").status_code == 403
    assert nobody_is_new()
