"""The desk's search box: whatever may be typed, what it leads to, and what stays hidden from whom."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.billing.jobs import learn_words
from abonent.billing.models import Payer
from abonent.contracts.models import Subscription
from abonent.database import finding
from abonent.people.models import Account, Contact, Place, User
from abonent.people.queries import finding as people_finding
from tests import people
from tests.web.desk.customers import opened

KOWALSKI = "/desk/customers/200001/"


@pytest.fixture
def town(db: None) -> dict[str, Account]:
    """A few customers whose names and addresses are mistaken for each other."""
    return {
        "kowalski": opened("200001", "Jan Kowalski", "Leśna", "5", "12"),
        "kowal": opened("200002", "Ewa Kowal", "Leśna", "50"),
        "kowalska": opened("200003", "Anna Kowalska", "Polna", "5", closed_on=datetime(2026, 1, 1, tzinfo=UTC).date()),
        "shevchuk": opened("200004", "Олена Шевчук", "Jana Pawła II", "7A", town="Żółkiew"),
        "zak": opened("200005", "Piotr Żak", "Górna", "1"),
        "firm": opened("200006", "Piekarnia Zając s.c.", "Krótka", "2"),
    }


def found(client: Client, typed: str) -> list[str]:
    """The customers that are found while somebody types, by their numbers, in their order."""
    answer = client.get("/desk/find/", {"q": typed}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    page = answer.content.decode()
    return [part.partition("/")[0] for part in page.split('href="/desk/customers/')[1:]]


NAMES = {
    "Jan Kowalski": ["200001"],
    "kowalski jan": ["200001"],
    "kowal": ["200002", "200001", "200003"],
    "Kowalsk": ["200001", "200003"],
    "Шевчук": ["200004"],
    "Shevchuk": ["200004"],
    "szewczuk olena": ["200004"],
    "zak": ["200005"],
    "ŻAK": ["200005"],
    "zajac": ["200006"],
    "leśna 5": ["200001"],
    "ul. lesna 5/12": ["200001"],
    "Leśna 5 m. 12": ["200001"],
    "lesna": ["200001", "200002"],
    "jana pawla 7a": ["200004"],
    "Jana Pawła II 7 A": ["200004"],
    "żółkiew": ["200004"],
    "16-999 leśna": ["200001", "200002"],
    "kowalski leśna": ["200001"],
    "leśna kowalski": ["200001"],
    "jan kowalski lesna 5": ["200001"],
    "kowal lesna": ["200002"],
    "kowal polna": ["200003"],
    "nobody at all": [],
    "kowalski polna": [],
}


SLIPS = {
    "kowlaski": ["200001"],
    "Kowlski jan": ["200001"],
    "szefczuk": ["200004"],
    "Szewcuzk": ["200004"],
    "gorma 1": ["200005"],
    "walski": ["200001"],
    "kowlaski lesna": ["200001"],
    "kowalski lesma": ["200001"],
}


def test_names_and_addresses_are_found(clerk: Client, town: dict[str, Account]) -> None:
    assert {typed: found(clerk, typed) for typed in NAMES} == NAMES


def test_slips_of_typing_and_parts_of_words_are_near(clerk: Client, town: dict[str, Account]) -> None:
    learn_words(0)

    assert {typed: found(clerk, typed) for typed in SLIPS} == SLIPS


def test_what_is_only_near_is_said_to_be(clerk: Client, town: dict[str, Account]) -> None:
    learn_words(0)

    page = clerk.get("/desk/find/", {"q": "kowlaski"}).content.decode()

    assert "Nothing has exactly these words; 1 customer is near." in page


def test_a_number_leads_straight_to_the_customer(clerk: Client, town: dict[str, Account]) -> None:
    for typed in ("200001", "200 001", "200-001", " 200001 "):
        assert clerk.get("/desk/find/", {"q": typed})["Location"] == KOWALSKI


TELEPHONES = ("501 234 567", "501-234-567", "+48 501 234 567", "0048501234567", "(501) 234567", "501234567")


def test_a_telephone_number_in_any_notation_leads_to_its_customer(clerk: Client, town: dict[str, Account]) -> None:
    contact(town["kowalski"], "+48501234567", "PHONE")

    for typed in TELEPHONES:
        assert clerk.get("/desk/find/", {"q": typed})["Location"] == KOWALSKI


def test_an_e_mail_address_leads_to_its_customer(clerk: Client, town: dict[str, Account]) -> None:
    contact(town["kowalski"], "Jan.Kowalski@example.com")

    for typed in ("Jan.Kowalski@Example.com", "jan.kowalski@example.com"):
        assert clerk.get("/desk/find/", {"q": typed})["Location"] == KOWALSKI


def test_beginnings_are_found_while_somebody_types(clerk: Client, town: dict[str, Account]) -> None:
    contact(town["zak"], "+48501234567", "PHONE")
    contact(town["firm"], "biuro@zajac.example")

    assert found(clerk, "2000") == [each.number for each in town.values()]
    assert found(clerk, "501 234") == found(clerk, "48501") == found(clerk, "+48 50") == ["200005"]
    assert found(clerk, "biuro@") == found(clerk, "BIU") == ["200006"]


def test_several_customers_of_one_number_are_a_choice(clerk: Client, town: dict[str, Account]) -> None:
    for name in ("kowalski", "zak"):
        contact(town[name], "+48501234567", "PHONE")

    answer = clerk.get("/desk/find/", {"q": "501234567"})

    assert answer.status_code == 200
    assert "2 found" in answer.content.decode()


def test_addresses_that_ended_are_nobodys(clerk: Client, town: dict[str, Account]) -> None:
    gone = contact(town["zak"], "stary@example.com")
    Contact.objects.filter(pk=gone.pk).update(ended_at=people.NOON)

    assert found(clerk, "stary@example.com") == []


def test_people_with_access_are_found_with_the_accounts_they_may_see(
    clerk: Client, town: dict[str, Account], olena: User
) -> None:
    people.access(town["firm"], olena, "SEES")
    people.access(town["zak"], olena, until=datetime(2025, 1, 1, tzinfo=UTC))
    own = Contact.objects.create(account_id=0, user=olena, kind="MAIL", value="olena@home.example")

    assert found(clerk, "Петренко") == found(clerk, "petrenko") == ["200006"]
    assert clerk.get("/desk/find/", {"q": "OLENA"})["Location"] == "/desk/customers/200006/"
    assert clerk.get("/desk/find/", {"q": own.value})["Location"] == "/desk/customers/200006/"
    page = clerk.get("/desk/find/", {"q": "petrenko"}).content.decode()
    assert "person with access: Olena Petrenko" in page


def test_the_address_of_a_line_and_the_name_on_invoices_are_found_too(clerk: Client, town: dict[str, Account]) -> None:
    people.line(town["kowal"], people.tariff())
    Subscription.objects.filter(account=town["kowal"]).update(
        place=Place.objects.create(street="Wiejska", house="3", town="Zalesie")
    )
    Payer.objects.filter(account=town["kowal"]).update(name="Fundacja Bocian")

    assert found(clerk, "wiejska 3") == found(clerk, "kowal wiejska") == found(clerk, "bocian") == ["200002"]


def test_numbers_of_the_bank_the_agreement_and_the_tax_office_lead_to_the_customer(
    clerk: Client, town: dict[str, Account]
) -> None:
    people.line(town["kowalski"], people.tariff())
    Account.objects.filter(number="200001").update(tax_id="5252344078")
    bank = str(Payer.objects.get(account=town["kowalski"]).bank_account)
    agreement = town["kowalski"].agreements.get().number

    for typed in (
        bank,
        f"PL{bank}",
        f"PL {bank[:2]} {bank[2:6]} {bank[6:]}",
        agreement,
        "525-234-40-78",
        "PL5252344078",
    ):
        assert clerk.get("/desk/find/", {"q": typed})["Location"] == KOWALSKI


def test_the_operator_itself_is_no_customer(clerk: Client, town: dict[str, Account]) -> None:
    operator = Account.objects.get(pk=0)

    assert found(clerk, operator.holder) == []
    assert found(clerk, operator.number) == []


def test_a_list_is_no_longer_than_it_can_be_read(clerk: Client, town: dict[str, Account]) -> None:
    Account.objects.bulk_create(
        Account(number=str(300_000 + each), holder="Nowak Jan", language="pl", opened_on=people.FIRST_DAY)
        for each in range(50)
    )

    page = clerk.get("/desk/find/", {"q": "nowak"}).content.decode()

    assert page.count('href="/desk/customers/3000') == 20
    assert "The first 20; there are more." in page


HOSTILE = ["", " ", "a", "%", "__", "'; DROP TABLE people_account; --", "a' | 'b:*", "\\", "\0\0\0", "Ж" * 5000, "(((", "!!", "&|!",
     "<script>alert(1)</script>", "..", "5" * 300, "+", "-1", "@", "a@", "@b", "\u202e", "ﷺ" * 200, "FV/", "W/2026/11/" + "9" * 40,
     "W/2026/11/99999999999999999999", "KP", "e" * 199 + "\u0301", "🦊 lis", "1e999", "nan", "0" * 26, "PL" + "1" * 26]  # fmt: skip


def test_nothing_typed_breaks_the_search(clerk: Client, town: dict[str, Account]) -> None:
    learn_words(0)
    for typed in HOSTILE:
        for headers in ({}, {"HX-Request": "true"}):
            answer = clerk.get("/desk/find/", {"q": typed}, headers=headers)
            assert answer.status_code == 200, typed
            assert "<script>alert" not in answer.content.decode()


def test_what_was_typed_is_still_in_the_box(clerk: Client, town: dict[str, Account]) -> None:
    page = clerk.get("/desk/find/", {"q": "O'Neill & <Syn>"}).content.decode()

    assert 'value="O&#39;Neill &amp; &lt;Syn&gt;"' in page


def test_an_ended_customer_comes_last_and_is_marked(clerk: Client, town: dict[str, Account]) -> None:
    page = clerk.get("/desk/find/", {"q": "kowalsk"}).content.decode()

    assert page.index("Jan Kowalski") < page.index("Anna Kowalska")
    assert "ended on" in page


@pytest.mark.parametrize("count", [1, 40])
def test_more_customers_take_no_more_statements(clerk: Client, db: None, count: int) -> None:
    for each in range(count):
        opened(str(200_000 + each), "Jan Nowak", "Leśna", str(each))

    with CaptureQueriesContext(connection) as said:
        found(clerk, "nowak")

    assert len(said) <= 24


def test_a_question_that_takes_too_long_is_given_up(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "BY_INDEX", "SET LOCAL statement_timeout = '50ms'")
    monkeypatch.setattr(people_finding, "HOLDERS", "SELECT 1, '' FROM pg_sleep(9)")

    page = clerk.get("/desk/find/", {"q": "kowalski"})

    assert page.status_code == 200
    assert "was given up" in page.content.decode()


def contact(account: Account, value: str, kind: str = "MAIL") -> Contact:
    return Contact.objects.create(account=account, kind=kind, value=value, confirmed_at=people.LONG_AGO)
