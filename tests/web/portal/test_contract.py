"""The contract: what was agreed, for how long, how fast, for how much; its documents are its owner's alone."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from abonent import profile
from abonent.billing.bulk.once import Fee, charge_fees
from abonent.contracts.actions import restrict
from abonent.contracts.models import Agreement, Subscription, Tariff
from abonent.people.models import Account, Place, User
from abonent.post.actions import keep_document
from abonent.post.models import Document
from tests import people
from tests.people import NOON
from tests.web.doors import kinds, text

PDF = b"%PDF-1.7 signed"
STATEMENTS = 9
"""Session with person, rights, and seven of what is shown."""


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ABONENT_DATA = tmp_path
    return tmp_path / "documents"


@pytest.fixture
def agreement(account: Account) -> Agreement:
    """Signed in March 2025 for two years, for a line of 100/15 Mb/s."""
    facts = {"down_kbits": 100_000, "up_kbits": 15_000, "usual_percent": 80, "least_percent": 50}
    Tariff.objects.filter(code="A2").update(facts=facts)
    place = Place.objects.create(town="Gródek Leśny", post_code="16-999", street="ul. Leśna", house="12", flat="5")
    Subscription.objects.filter(account=account).update(place=place)
    return signed(account, minimum_until=date(2027, 3, 13))


def signed(account: Account, **more: Any) -> Agreement:
    Agreement.objects.filter(account=account).update(
        number="U/2025/100234", signed_on=date(2025, 3, 11), **{"valid": DateRange(date(2025, 3, 13), None), **more}
    )
    return Agreement.objects.get(account=account)


def paper(account: Account, title: str = "Umowa nr U/2025/100234", content: bytes = PDF) -> Document:
    return keep_document(
        account.pk, subject="agreement:U/2025/100234", kind="AGREEMENT", title=title, content=content, at=NOON
    )


def page(browser: Client, query: str = "") -> str:
    return text(browser.get(f"/contract/{query}"))


def confirm(browser: Client, agreement: str = "U-2025-100234", account: str = "100234") -> Any:
    return browser.post(f"/contract/{agreement}/terms/", {"account": account})


def test_it_says_what_was_agreed_and_what_remains_of_the_term(browser: Client, agreement: Agreement) -> None:
    said = page(browser)

    assert "Agreement U/2025/100234 in force Signed on 11 March 2025" in said
    assert "In force from 13 March 2025, for an indefinite time" in said
    assert "Minimum term until 12 March 2027 Concluded for internet access" in said
    assert "Minimum term until 12 March 2027 left: 3 months and 19 days" in said


def test_services_have_their_place_fee_day_and_six_speeds(browser: Client, agreement: Agreement) -> None:
    said = page(browser)

    assert "ul. Leśna 12/5 16-999 Gródek Leśny Internet A2 PLN 60.00 a month since 1 Jan 2024 plan" in said
    assert "Advertised 100 Mb/s 15 Mb/s Usually available 80 Mb/s 12 Mb/s Minimum 50 Mb/s 7.5 Mb/s" in said
    assert "Together a month Bills PLN 60.00" in said
    assert "Regulation (EU) 2015/2120, article 4" in said


def test_extras_changes_to_come_and_what_was_before_are_told(browser: Client, agreement: Agreement) -> None:
    line = Subscription.objects.get(account=agreement.account)
    router = people.tariff("ROUTER", "8.00", kind="EXTRA", unit="month", until=date(2027, 1, 1))
    people.price(router, "10.00", since=date(2027, 1, 1))
    people.hold(line, router, since=profile.midnight(date(2026, 1, 1)))
    old = people.tariff("A1", "35.00")
    people.hold(
        line,
        old,
        slot="before",
        since=profile.midnight(date(2025, 3, 13)),
        until=profile.midnight(date(2025, 6, 1)),
    )
    faster = people.tariff("A3", "90.00")
    people.hold(line, faster, slot="next", since=profile.midnight(date(2026, 12, 1)))

    said = page(browser)

    assert "Internet ROUTER PLN 8.00 a month since 1 Jan 2026 extra service" in said
    assert "Together a month Bills PLN 68.00" in said
    assert "Internet A3 PLN 90.00 a month begins on 1 December 2026" in said
    assert "Internet ROUTER PLN 10.00 a month new price from 1 January 2027" in said
    assert "What was held before Internet A1 13 March – 31 May 2025" in said


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"minimum_until": date(2026, 11, 22)}, "Minimum term until 21 November 2026 this is the last day"),
        ({"minimum_until": date(2026, 12, 22)}, "Minimum term until 21 December 2026 left: 1 month"),
        ({"minimum_until": date(2026, 11, 23)}, "Minimum term until 22 November 2026 left: 1 day"),
        ({"minimum_until": date(2026, 11, 21)}, "Minimum term over since 20 November 2026"),
        ({"minimum_until": None}, "Minimum term none"),
        (
            {"valid": DateRange(date(2025, 3, 13), date(2026, 12, 12)), "minimum_until": date(2026, 12, 12)},
            "The agreement ends on 11 December 2026 left: 20 days",
        ),
    ],
)
def test_every_kind_of_term_is_told(browser: Client, account: Account, more: dict[str, Any], words: str) -> None:
    signed(account, **more)

    assert words in page(browser)


def test_an_agreement_that_is_over_stands_apart_and_is_not_confirmed(browser: Client, account: Account) -> None:
    signed(account, valid=DateRange(date(2024, 1, 1), date(2026, 11, 21)))

    said = page(browser)

    assert "No agreement is in force What was agreed before stands below." in said
    assert "Agreements that are over U/2025/100234 until 20 Nov 2026" in said
    assert "Make a confirmation" not in said
    assert confirm(browser).status_code == 404


def test_an_agreement_that_begins_later_says_when(browser: Client, account: Account) -> None:
    signed(account, valid=DateRange(date(2026, 12, 1), None))

    assert "Agreement U/2025/100234 from 1 Dec 2026" in page(browser)


def test_without_an_agreement_it_says_what_will_be_here(browser: Client, olena: User) -> None:
    people.account("100999", "Olena Petrenko", olena)
    browser.post("/me/account/", {"account": "100999"})

    said = page(browser)

    assert "No agreement yet It will be here on the day it is signed" in said
    assert "Documents" not in said


def test_a_restriction_says_why_and_where_to_pay(browser: Client, account: Account, agreement: Agreement) -> None:
    restrict(account, reason="DEBT", level="LIMITED", at=NOON)

    assert "The service is limited Something is overdue. Once it is paid, the service comes back" in page(browser)


def test_one_off_fees_name_their_bill(browser: Client, account: Account) -> None:
    people.price(
        people.tariff("INSTALLATION", "150.00", kind="FEE", component="fee", unit="once"), "50.00", component="b"
    )
    charge_fees([Fee(account.pk, "INSTALLATION", "fee", "installation", date(2026, 10, 2))], at=NOON)
    assert "Internet INSTALLATION PLN 150.00 2 Oct 2026 comes with the next bill" in page(browser)

    bill = people.bill(account)

    assert f"Internet INSTALLATION PLN 150.00 2 Oct 2026 bill {bill.number}" in page(browser)


def test_the_confirmation_is_made_kept_and_given_out(browser: Client, agreement: Agreement, olena: User) -> None:
    answer = confirm(browser)

    document = Document.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/contract/?made={document.ref}")
    assert (document.kind, document.template, document.language, document.kept_by_id) == (
        "TERMS", "terms@1", "en", olena.pk,
    )  # fmt: skip
    assert document.title == "Terms of agreement U/2025/100234 as of 21 November 2026"
    said = page(browser, f"?made={document.ref}")
    assert "The confirmation is ready It stays here, and nobody can change it. Download PDF" in said
    assert f"{document.sha256[:8]}… – {document.title} Fingerprint (SHA-256) {document.sha256}" in said
    file = browser.get(f"/contract/documents/{document.ref}/")
    assert file.content.startswith(b"%PDF-")
    assert kinds("document.kept") == ["document.kept"]


def test_asking_twice_gives_the_same_document(browser: Client, agreement: Agreement) -> None:
    assert confirm(browser)["Location"] == confirm(browser)["Location"]

    assert Document.objects.count() == 1


def test_no_more_than_some_new_ones_a_day(browser: Client, agreement: Agreement) -> None:
    most = profile.current().panel.contract.confirmations_a_day
    for holder in range(most):
        Account.objects.filter(number="100234").update(holder=f"Olena {holder}")
        assert confirm(browser).status_code == 302
    again = confirm(browser)
    Account.objects.filter(number="100234").update(holder="Olena the last")

    refused = confirm(browser)

    assert (again.status_code, refused.status_code) == (302, 429)
    assert text(refused).startswith("Error: Contract – Iskra Net")
    assert "No more confirmations can be made today At most 5 new ones a day" in text(refused)
    assert Document.objects.count() == most


def test_a_document_comes_back_as_it_was_under_a_name_that_every_system_can_write(
    browser: Client, account: Account, agreement: Agreement
) -> None:
    title = 'Załącznik "ł/2" – Умова\r\nX: y'
    answer: Any = browser.get(f"/contract/documents/{paper(account, title).ref}/")

    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PDF, "application/pdf")
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"Zalacznik-l-2-X-y.pdf\"; filename*=UTF-8''Za%C5%82%C4%85cznik%20%22%C5%82%2F2%22%20%E2%80%93"
        "%20%D0%A3%D0%BC%D0%BE%D0%B2%D0%B0%20X%3A%20y.pdf"
    )
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store, private")


def test_a_title_in_other_letters_still_has_a_name(browser: Client, account: Account, agreement: Agreement) -> None:
    answer = browser.get(f"/contract/documents/{paper(account, 'Договір.').ref}/")

    assert (
        "filename=\"document.pdf\"; filename*=UTF-8''%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D1%96%D1%80.pdf"
        in answer["Content-Disposition"]
    )


def test_a_damaged_document_is_not_given_out(
    browser: Client, account: Account, agreement: Agreement, folder: Path
) -> None:
    document = paper(account)
    (folder / document.sha256[:2] / document.sha256[2:]).write_bytes(b"%PDF-1.7 forged")

    answer: Any = browser.get(f"/contract/documents/{document.ref}/")

    assert answer.status_code == 500
    assert "This document cannot be given out" in text(answer)
    assert b"forged" not in answer.content


def test_another_s_document_is_not_there(browser: Client, agreement: Agreement, neighbour: Account) -> None:
    theirs = paper(neighbour)

    assert browser.get(f"/contract/documents/{theirs.ref}/").status_code == 404
    assert browser.get(f"/contract/documents/{theirs.sha256}/").status_code == 404
    assert "Umowa nr" not in page(browser, f"?made={theirs.ref}")
    assert confirm(browser, Agreement.objects.get(account=neighbour).number.replace("/", "-")).status_code == 404


@pytest.mark.parametrize("role", ["PAYS", "SEES"])
def test_others_see_the_contract_but_not_its_documents(
    client: Client, account: Account, agreement: Agreement, role: str
) -> None:
    document, paula = paper(account), people.person("paula", "Paula Maj", language="en")
    people.access(account, paula, role)
    client.force_login(paula)

    said = page(client)

    assert "Minimum term until 12 March 2027" in said
    assert "Umowa nr" not in said
    assert "The documents of the agreement are for the account owner." in said
    assert client.get(f"/contract/documents/{document.ref}/").status_code == 403
    assert confirm(client).status_code == 403
    assert Document.objects.count() == 1


def test_what_was_typed_is_text(browser: Client, account: Account, agreement: Agreement) -> None:
    paper(account, "<script>alert(1)</script>")

    assert "<script>alert" not in browser.get("/contract/").content.decode()


def test_one_line_and_many_take_the_same_statements(browser: Client, account: Account) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as said:
            assert browser.get("/contract/").status_code == 200
        return len(said)

    paper(account)
    assert statements() == STATEMENTS

    for number in range(30):
        held = people.line(account, people.tariff("A3", "90.00"))
        people.hold(held.subscription, people.tariff("IP4", "10.00", kind="EXTRA"), since=NOON)
        number_of = Agreement.objects.get(pk=held.subscription.agreement_id).number
        keep_document(
            account.pk,
            subject=f"agreement:{number_of}",
            kind="ANNEX",
            title=f"Annex {number}",
            content=PDF + str(number).encode(),
            at=datetime(2026, 11, 1, tzinfo=UTC),
        )
    assert statements() == STATEMENTS


def test_net_prices_are_shown_with_vat(browser: Client, account: Account, agreement: Agreement) -> None:
    Tariff.objects.get(code="A2").prices.update(gross=False, amount=Decimal("48.78"))

    assert "Internet A2 PLN 60.00 a month" in page(browser)
