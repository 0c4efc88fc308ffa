"""The ledger of one customer at the desk: right on every page, explained, narrowed, and as a file."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.billing import actions
from abonent.billing.models import Entry
from abonent.people.models import Account
from tests import people
from tests.people import NOON
from tests.web.doors import text

HERE = "/desk/customers/100234/money/"


def paid(account: Account, amount: str, *, days: int = 0) -> Entry:
    at = NOON + timedelta(days=days)
    return actions.post_receipt(people.receipt(account, amount, at=at), at=at)


def lines(client: Client, query: str = "") -> list[str]:
    """Return the lines of the file, without its head and its end."""
    answer = client.get(f"/desk/customers/100234/money.csv{query}")
    whole = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return whole.splitlines()[1:-1]


def test_entries_stand_the_newest_first_with_what_was_owed_after_each(clerk: Client, account: Account) -> None:
    bill = people.bill(account)
    paid(account, "45.00")

    said = text(clerk.get(HERE))

    assert said.index("payment – bank transfer") < said.rindex(f"bill {bill.number}")
    assert f"paid {bill.number} PLN 45.00" in said
    assert "paid by payment 21 Nov 2026 PLN 45.00; PLN 15.00 is open" in said
    assert "PLN 45.00 PLN 15.00" in said


def test_what_is_open_stands_above_with_its_day(clerk: Client, account: Account) -> None:
    bill = people.bill(account, date(2026, 1, 1))

    said = text(clerk.get(HERE))

    assert f"Open items bill {bill.number}" in said
    assert "overdue" in said


def test_credit_is_said(clerk: Client, account: Account) -> None:
    paid(account, "33.00")

    said = text(clerk.get(HERE))

    assert "Nothing is open." in said
    assert "Credit that is not used up PLN 33.00" in said


def test_before_the_first_entry_it_says_what_will_come(clerk: Client, account: Account) -> None:
    assert "Bills and payments stand here as soon as they are booked." in text(clerk.get(HERE))


def test_the_file_has_every_entry_and_what_was_owed_after_it(clerk: Client, account: Account) -> None:
    bill = people.bill(account)
    paid(account, "45.00")

    found = lines(clerk)

    assert [line.split(",")[:2] for line in found] == [
        ["2026-11-21", "payment – bank transfer"],
        ["2026-11-03", f"bill {bill.number}"],
    ]
    assert [line.split(",")[-3:] for line in found] == [["", "45.00", "15.00"], ["60.00", "", "60.00"]]


def test_what_was_owed_is_right_whatever_is_left_out(clerk: Client, account: Account) -> None:
    people.bill(account, date(2026, 10, 1))
    paid(account, "10.00", days=-20)
    people.bill(account)
    paid(account, "20.00")

    payments = lines(clerk, "?kind=PAYMENT")
    late = lines(clerk, "?day_from=2026-11-03")

    assert [line.split(",")[-1] for line in payments] == ["90.00", "50.00"]
    assert [line.split(",")[-1] for line in late] == ["90.00", "110.00"]


def test_the_running_balance_goes_on_from_page_to_page(clerk: Client, account: Account) -> None:
    for number in range(55):
        paid(account, "1.00", days=-number)

    first = clerk.get(HERE).content.decode()
    onward = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = text(clerk.get(onward))

    assert "−PLN 55.00" in text(clerk.get(HERE))
    assert onward.startswith(f"{HERE}?after=")
    assert [f"−PLN {owed}.00" in second for owed in (6, 5, 1)] == [False, True, True]


def test_a_long_ledger_asks_as_much_as_a_short_one(clerk: Client, account: Account) -> None:
    people.bill(account)
    paid(account, "10.00")
    counts = []
    for more in (0, 60):
        for number in range(more):
            paid(account, "0.50", days=-number)
        clerk.get(HERE)
        with CaptureQueriesContext(connection) as found:
            assert clerk.get(HERE).status_code == 200
        counts.append(len(found))

    assert counts[0] == counts[1]
    assert counts[0] <= 17


def test_wrong_filters_are_told_and_give_no_file(clerk: Client, account: Account) -> None:
    for query in ("?kind=KING", "?day_from=yesterday", "?kind=%00"):
        assert clerk.get(f"{HERE}{query}").status_code == 422
        assert clerk.get(f"/desk/customers/100234/money.csv{query}").status_code == 404


def test_a_place_that_is_none_is_the_beginning(clerk: Client, account: Account) -> None:
    paid(account, "5.00")

    for place in ("x", "WzFd", "%00", "W10"):
        answer = clerk.get(f"{HERE}?after={place}")
        assert (answer.status_code, "payment – bank transfer" in text(answer)) == (200, True)


def test_amounts_stay_numbers_in_the_file(clerk: Client, account: Account) -> None:
    paid(account, "5.00")

    assert Decimal(lines(clerk)[0].split(",")[-1]) == Decimal("-5.00")
