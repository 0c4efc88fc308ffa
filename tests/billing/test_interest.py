"""Interest on what is paid late: by days, by the rate of each day, on what was open, and none on itself."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Sum
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from abonent import profile
from abonent.backends.documents.bill import bill_pdf
from abonent.billing import actions, queries
from abonent.billing.bulk import draft, interest
from abonent.billing.models import Allocation, Batch, Charge, Entry, Invoice, Respite
from abonent.contracts.models import Agreement, Holding
from abonent.database.rounding import half_away
from abonent.people.models import Account
from abonent.profile.dunning import InterestRate
from abonent.web.portal.calculation import lines as lines_of
from tests import people

SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (9, 10, 11, 12))
"""Billed on the 3rd, due on the 17th: a bill of September is late from the 18th on, that of October, due on a Saturday, from the 20th."""


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, 11, tzinfo=UTC)


def rates(*pairs: tuple[date, str]) -> tuple[InterestRate, ...]:
    return tuple(InterestRate(since=since, percent=Decimal(percent), law="test") for since, percent in pairs)


@pytest.fixture
def charged() -> Iterator[profile.Profile]:
    """A profile that charges 10 % a year, and 20 % from 1 October on, from the first grosz."""
    operator = profile.current()
    found = replace(
        operator.interest,
        charge=True,
        smallest=Decimal("0.01"),
        rates=rates((people.FIRST_DAY, "10"), (OCTOBER, "20")),
    )
    with profile.using(replace(operator, interest=found)) as used:
        yield used


@pytest.fixture
def late(account: Account, charged: profile.Profile) -> Account:
    """Somebody with a plan of 600.00 a month, whose bill of September is due on the 17th of it."""
    people.price(people.tariff(), "540.00", since=people.FIRST_DAY, component="more")
    people.bill_month(SEPTEMBER)
    return account


def lines(account: Account, month: date) -> list[dict[str, Any]]:
    """Issue a month's bills and return the lines of interest on the account's one."""
    bill = people.bill(account, month)
    return [line for line in bill.sheet["lines"] if line["service"] == "interest"]


def amounts(account: Account, month: date) -> list[str]:
    return [line["amount"] for line in lines(account, month)]


def pay(account: Account, amount: str, on: datetime, *, at: datetime | None = None) -> Entry:
    return actions.post_receipt(people.receipt(account, amount, at=on), at=at or on)


def test_it_is_counted_by_days_and_by_the_rate_of_each(late: Account) -> None:
    (line,) = lines(late, OCTOBER)

    # 600.00 × 10 % × 13/365 + 600.00 × 20 % × 2/365, from 18 September to 2 October
    assert (line["amount"], line["days"], line["vat"]) == ("2.79", ["2026-09-18", "2026-10-03"], "np")
    assert line["why"] == {
        "rule": "interest",
        "bill": "FV/2026/09/0001",
        "due_on": "2026-09-17",
        "law": "Kodeks cywilny, art. 481",
        "parts": [
            {"amount": "600.00", "percent": "10", "days": 13},
            {"amount": "600.00", "percent": "20", "days": 2},
        ],
    }
    assert Entry.objects.get(account=late, service="interest").amount == Decimal("2.79")


def test_the_bill_explains_it_on_the_page_and_on_paper(late: Account) -> None:
    sheet = json.loads(json.dumps(people.bill(late, OCTOBER).sheet))

    with translation.override("en"):
        said = next(line.why for line in lines_of(sheet) if line.name == "Interest for late payment")
    sums = "PLN 600.00 × 10 % × 13/365 + PLN 600.00 × 20 % × 2/365"
    assert [sentence.replace("\xa0", " ") for sentence in said[1:]] == [
        "Bill FV/2026/09/0001 was to be paid by 17 September 2026.",
        f"{sums} = PLN 2.79: what was late × the rate of a year × days of 365.",
        "Legal basis of the interest: Kodeks cywilny, art. 481.",
        "There is no VAT on it.",
    ]
    assert "FV/2026/09/0001, termin płatności 17 września 2026" in "".join(
        page.get_textpage().get_text_bounded() for page in PdfDocument(bill_pdf(sheet))
    ).replace("\xa0", " ")


def test_the_next_bill_goes_on_where_the_last_one_stopped_and_takes_none_on_interest(late: Account) -> None:
    people.bill_month(OCTOBER)

    # 600.00 of September for 31 days, 600.00 of October for 14; nothing of the 2.79
    assert amounts(late, NOVEMBER) == ["10.19", "4.60"]
    assert amounts(late, DECEMBER) == ["9.86", "9.86", "4.93"]


@pytest.mark.parametrize("bill_day", [2, 5])
def test_what_was_counted_is_not_counted_again_when_bills_come_on_another_day(
    late: Account, charged: profile.Profile, bill_day: int
) -> None:
    for month in (OCTOBER, NOVEMBER):
        people.bill_month(month)
    cycles = tuple(replace(cycle, bill_day=bill_day) for cycle in charged.billing.cycles)

    with profile.using(replace(charged, billing=replace(charged.billing, cycles=cycles))):
        found = lines(late, DECEMBER)

    assert [line["days"] for line in found] == [
        [day, f"2026-12-0{bill_day}"] for day in ("2026-11-03",) * 2 + ("2026-11-18",)
    ]
    assert found[0]["amount"] == str(half_away(Decimal(600 * 20 * (27 + bill_day)) / 36500))


def test_who_pays_on_the_day_or_has_credit_is_not_late(late: Account) -> None:
    pay(late, "600.00", day(9, 17))

    assert amounts(late, OCTOBER) == []


def test_what_is_paid_in_part_is_late_for_the_rest(late: Account) -> None:
    pay(late, "400.00", day(9, 27))

    # 600.00 for 10 days, 200.00 for 3 at 10 % and 2 at 20 %
    assert amounts(late, OCTOBER) == ["2.03"]


def test_a_payment_that_is_booked_late_takes_interest_back(late: Account) -> None:
    people.bill_month(OCTOBER)
    pay(late, "600.00", day(9, 20), at=day(10, 20))

    (line,) = lines(late, NOVEMBER)[:1]
    assert (line["amount"], line["why"]["ought"], line["why"]["charged"]) == ("-2.30", "0.49", "2.79")
    assert [charge.basis for charge in Charge.objects.filter(source="interest", amount__lt=0)] == [
        f"interest:{Entry.objects.order_by('pk')[0].pk}:2026-09-03"
    ]


def test_a_payment_that_is_taken_back_was_none(late: Account) -> None:
    entry = pay(late, "600.00", day(9, 20))
    assert amounts(late, OCTOBER) == ["0.49"]
    actions.reverse(entry, at=day(10, 5))

    assert amounts(late, NOVEMBER) == ["2.30", "10.19", "4.60"]


def test_what_a_correction_took_away_was_never_late(late: Account) -> None:
    bill = Invoice.objects.get(account=late)
    actions.correct_invoice(bill, amounts={1: Decimal("0.00"), 2: Decimal("300.00")}, reason="x", at=day(9, 30))

    # 300.00 × 10 % × 13/365 + 300.00 × 20 % × 2/365
    assert amounts(late, OCTOBER) == ["1.40"]


def test_what_is_disputed_waits_for_the_answer(late: Account) -> None:
    debt = Entry.objects.get(account=late)
    dispute = Respite.objects.create(account=late, kind="DISPUTE", plan="d", entry=debt, made_at=day(9, 20))
    assert amounts(late, OCTOBER) == ["0.33"]

    Respite.objects.filter(pk=dispute.pk).update(ended_at=day(10, 10), ended="ANSWERED")

    assert amounts(late, NOVEMBER) == ["2.46", "10.19", "4.60"]


def test_less_than_the_smallest_waits_until_it_has_grown(late: Account, charged: profile.Profile) -> None:
    pay(late, "570.00", day(9, 17))

    with profile.using(replace(charged, interest=replace(charged.interest, smallest=Decimal("0.60")))):
        assert amounts(late, OCTOBER) == []
        pay(late, "600.00", day(10, 17))  # 30.00 of September for 15 days, 30.00 of October for 14
        assert amounts(late, NOVEMBER) == ["0.14", "0.25", "0.23"]


def test_the_final_bill_counts_until_its_own_day(late: Account) -> None:
    people.bill_month(OCTOBER)
    ends = date(2026, 10, 11)
    Agreement.objects.update(valid=DateRange(people.FIRST_DAY, ends))
    Holding.objects.update(valid=DateTimeTZRange(people.LONG_AGO, profile.midnight(ends)))

    correction, bill = actions.issue_final_bill(late, at=profile.midnight(date(2026, 10, 13)))

    # 600.00 × 20 % × 10/365, from 3 to 12 October
    assert (correction.kind, bill.kind, bill.total) == ("CORRECTION", "BILL", Decimal("3.29"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paid=st.lists(st.tuples(st.integers(0, 75), st.integers(0, 9), st.integers(1, 90_000)), max_size=5))
def test_whatever_is_paid_and_whenever_it_is_what_a_count_of_days_gives(
    late: Account, paid: list[tuple[int, int, int]]
) -> None:
    with transaction.atomic():
        come = [
            (date(2026, 9, 17) + timedelta(days=after), booked, Decimal(grosze) / 100) for after, booked, grosze in paid
        ]
        for month in (OCTOBER, NOVEMBER, DECEMBER):
            for on, booked, amount in sorted(come):
                if month - timedelta(days=28) <= on + timedelta(days=booked) < month + timedelta(days=2):
                    at = profile.midnight(on) + timedelta(hours=12)
                    pay(late, str(amount), at, at=at + timedelta(days=booked))
            people.bill_month(month)

        found = Charge.objects.filter(source="interest", basis__regex="2026-1[01]-03$").values_list("basis")
        assert dict(found.annotate(Sum("amount")).filter(amount__sum__gt=0)) == day_by_day(late)
        transaction.set_rollback(True)


def day_by_day(account: Account) -> dict[str, Decimal]:
    """Count interest of the two last stretches a day at a time, from what the ledger says of each debt."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for debt in Entry.objects.filter(account=account, debit_id=1).exclude(service="interest"):
        pays = list(Allocation.objects.filter(debit=debt).values_list("credit__value_on", "amount"))
        assert debt.due_on
        late_after = date(2026, 10, 19) if debt.due_on == date(2026, 10, 17) else debt.due_on
        for number in range(61):
            on = date(2026, 10, 3) + timedelta(days=number)
            left = debt.amount - sum(amount for value_on, amount in pays if value_on < on)
            first = date(2026, 10, 3) if on < date(2026, 11, 3) else date(2026, 11, 3)
            sums[f"interest:{debt.pk}:{first}"] += left * 20 if on > late_after else Decimal(0)
    return {basis: half_away(sum_ / 36500) for basis, sum_ in sums.items() if half_away(sum_ / 36500)}


def test_switched_off_it_charges_nothing_and_leaves_what_was_charged(late: Account, charged: profile.Profile) -> None:
    people.bill_month(OCTOBER)

    with profile.using(replace(charged, interest=replace(charged.interest, charge=False))):
        assert amounts(late, NOVEMBER) == []
    assert Charge.objects.filter(source="interest").count() == 1
    assert queries.balance(late) == Decimal("1802.79")


def test_it_takes_two_statements_for_any_number_of_accounts(late: Account, django_assert_num_queries: Any) -> None:
    period = actions.open_period(profile.current().billing.cycles[0], month=OCTOBER)
    for number in range(20):
        people.account(f"1005{number:02}", "Nowy Klient")

    draft.open_draft()
    with django_assert_num_queries(2):
        interest.draft(Batch(period=period, low=0, high=10**9))

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM draft_ought")
        assert cursor.fetchone() == (1,)
    assert period.bill_on - timedelta(days=1) == date(2026, 10, 2)
