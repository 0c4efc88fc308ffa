"""I will pay by …: chosen, checked, promised once; refused in words where it cannot be."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from abonent import profile
from abonent.billing.models import Charge, Invoice, Payment, Respite
from abonent.people.models import Account
from tests import people
from tests.people import NOON
from tests.web.desk.reading import hidden, said
from tests.web.doors import shown

PAGE = "/promise/"
FRIDAY, NEXT_SATURDAY = "2026-11-27", "2026-11-28"


@pytest.fixture(autouse=True)
def price_list(db: None) -> None:
    people.tariff("PROMISE", "2.00", kind="FEE", unit="once")


def check(browser: Client, day: str = FRIDAY, **more: str) -> Any:
    return shown(browser, browser.post(PAGE, {"account": "100234", "day": day, **more}))


def confirm(browser: Client, page: Any, **more: str) -> Any:
    return browser.post(PAGE, {**hidden(page), "confirm": "1", **more})


def test_a_day_is_chosen_checked_and_promised_once(browser: Client, november: Invoice) -> None:
    first = said(browser.get(PAGE))
    for words in (
        "PLN 120.00",
        "What comes next: A reminder is sent.",
        "7 days left",
        "Fee, with the next bill: PLN 2.00",
    ):
        assert words in first, words
    page = check(browser)
    for words in ("PLN 120.00", "27 November 2026", "6 days left", "PLN 2.00", "It can be promised 1 time"):
        assert words in said(page), words
    assert Respite.objects.count() == 0

    answers = [confirm(browser, page)["Location"] for _ in range(2)]

    made = Respite.objects.get()
    assert answers == [f"{PAGE}?done=1"] * 2
    assert (made.until, Charge.objects.filter(basis=f"promise:{made.pk}").count()) == (date(2026, 11, 28), 1)
    done = said(browser.get(answers[0]))
    assert "PLN 120.00 is to be paid by 27 November 2026" in done
    assert "A letter confirms it." in done


def test_in_another_tab_it_is_told_that_it_is_promised(browser: Client, november: Invoice) -> None:
    pages = [check(browser), check(browser, NEXT_SATURDAY)]

    confirm(browser, pages[0])
    second = confirm(browser, pages[1])

    assert second.status_code == 409
    assert "to be paid by 27 November 2026" in said(second)
    assert Respite.objects.count() == 1


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-21", "2026-11-29", "9999-12-31", "never", "٢٠٢٦-١١-٢٧", ""])
def test_another_day_is_refused_in_words(browser: Client, november: Invoice, day: str) -> None:
    page = check(browser, day)

    assert page.status_code == 422
    assert ("Please choose a day." if not day else "Please choose one of these days.") in said(page)
    assert check(browser, day, confirm="1", once="o" * 20).status_code == 422
    assert Respite.objects.count() == 0


def test_nothing_overdue_is_nothing_to_promise(browser: Client, account: Account) -> None:
    assert "Nothing is overdue" in said(browser.get(PAGE))
    assert check(browser, confirm="1", once="o" * 20).status_code == 409


def test_used_up_in_this_period(browser: Client, account: Account, november: Invoice) -> None:
    made = confirm(browser, check(browser))
    assert made.status_code == 302
    Respite.objects.update(ended="BROKEN", ended_at=NOON)

    page = said(browser.get(PAGE))

    assert "It was promised already in this billing period" in page
    assert "It can be promised anew from 1 December 2026 on" in page


def test_back_to_the_form_keeps_the_day(browser: Client, november: Invoice) -> None:
    page = shown(browser, browser.post(PAGE, {**hidden(check(browser)), "edit": "1"}))

    assert f'value="{FRIDAY}" checked' in page.content.decode()


def test_a_payment_under_way_is_told_of(browser: Client, account: Account, november: Invoice) -> None:
    Payment.objects.create(
        account=account, ref="0123456789", once="x" * 20, gateway="sandbox", amount=Decimal("120.00"), wanted=[],
        state="STARTED", bank_url="https://bank.example/", started_at=NOON - timedelta(minutes=5),
    )  # fmt: skip

    assert "A payment of PLN 120.00 is under way" in said(browser.get(PAGE))
    assert "A payment of PLN 120.00 is under way" in said(check(browser))


def test_where_the_operator_offers_none(browser: Client, november: Invoice, monkeypatch: pytest.MonkeyPatch) -> None:
    isp = profile.current()
    other = replace(isp, dunning=replace(isp.dunning, promise=None))
    monkeypatch.setattr(profile, "current", lambda: other)

    assert "This is not offered" in said(browser.get(PAGE))


def test_whoever_may_only_look_may_not_promise(client: Client, account: Account, november: Invoice) -> None:
    sonia = people.person("sonia", "Sonia")
    people.access(account, sonia, "SEES")
    client.force_login(sonia)

    assert client.get(PAGE).status_code == 403
