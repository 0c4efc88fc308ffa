"""The desk's lists of debtors and of who may wait."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.billing.models import Reminder, Respite
from abonent.people.models import Account
from tests.billing.late import debtor
from tests.people import NOON
from tests.web.desk.reading import said

PAGE, WAIT = "/desk/money/debtors/", "/desk/money/debtors/respites/"


def waits(of: Account, kind: str = "PROMISE", **more: object) -> Respite:
    facts = {"plan": f"{kind}:{of.pk}", "until": date(2026, 11, 29), "made_at": NOON, **more}
    return Respite.objects.create(account=of, kind=kind, **facts)


@time_machine.travel(NOON, tick=False)
def test_each_account_stands_once_with_its_last_step_what_comes_next_and_what_may_wait(clerk: Client) -> None:
    debtor("100301", "60.00", steps=2)
    waits(debtor("100302", "80.00", steps=3, due_on=date(2026, 11, 1)))
    ended = debtor("100303")
    Reminder.objects.filter(account=ended).update(ended_at=NOON)

    page = said(clerk.get(PAGE))

    assert page.count("Jan 1003") == 2
    assert "Jan 100301 100 301 PLN 60.00 PLN 60.00 17 Sept 2026 notice" in page
    assert "nothing, as long as it may wait promised by the customer, 28 Nov 2026" in page
    assert "1–30 days late PLN 80.00 PLN 80.00 31–60 days late PLN 0.00 PLN 0.00 61–90 days late PLN 60.00" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("step=notice", ["100302"]),
        ("from=300", ["100303"]),
        ("respite=yes", ["100302"]),
        ("respite=no", ["100303", "100301"]),
        ("cycle=2", []),
        ("sort=amount", ["100301", "100302", "100303"]),
        ("sort=-since", ["100303", "100302", "100301"]),
    ],
)
def test_narrowed_and_sorted(clerk: Client, query: str, found: list[str]) -> None:
    debtor("100301", "60.00", due_on=date(2026, 9, 1))
    waits(debtor("100302", "80.00", steps=2, due_on=date(2026, 10, 1)))
    debtor("100303", "400.00", due_on=date(2026, 11, 1))

    answer: Any = clerk.get(f"/desk/money/debtors.csv?{query}")
    file = b"".join(answer.streaming_content).decode()

    assert re.findall(r"Jan (\d+)", file) == found


def test_who_may_wait(clerk: Client) -> None:
    waits(debtor("100301"))
    waits(debtor("100302"), "INSTALMENTS", amount=Decimal("20.00"))
    waits(debtor("100303"), "OFFICE", ended_at=NOON, ended="KEPT")

    page = said(clerk.get(WAIT))

    assert "Jan 100302 100 302 by instalments PLN 20.00 28 Nov 2026" in page
    assert "Jan 100301 100 301 promised by the customer all that is owed 28 Nov 2026" in page
    assert "Jan 100303" not in page
    assert "Jan 100301" not in said(clerk.get(f"{WAIT}?kind=instalments"))


@pytest.mark.parametrize(("page", "empty"), [(PAGE, "Nobody is chased"), (WAIT, "Nobody may wait")])
def test_however_many_there_are_a_page_asks_as_much(clerk: Client, page: str, empty: str) -> None:
    assert empty in said(clerk.get(page))

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            clerk.get(page)
        return len(asked)

    waits(debtor("100301"))
    one = statements()
    for number in range(302, 315):
        waits(debtor(f"100{number}"))

    assert statements() == one
