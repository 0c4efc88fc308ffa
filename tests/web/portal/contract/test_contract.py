"""The contract: what was agreed, for how long, how fast and for how much."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent import profile
from abonent.billing.bulk.once import Fee, charge_fees
from abonent.contracts.actions import restrict
from abonent.contracts.models import Agreement, Subscription, Tariff
from abonent.people.models import Account, User
from abonent.post.actions import keep_document
from tests import people
from tests.people import NOON
from tests.web.portal.contract.papers import PDF, confirm, page, paper, signed

STATEMENTS = 9
"""Session with person, rights, and seven of what is shown."""


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
