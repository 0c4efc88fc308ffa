"""A line at the desk: what it holds; its plan is changed, extras are added and ended, what is planned is taken back."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from abonent import profile
from abonent.billing.queries import next_period_begins
from abonent.contracts.actions import end_agreement, enter_price_list
from abonent.contracts.models import Agreement, Holding, Tariff
from abonent.journal.models import Event
from abonent.people.models import Account
from abonent.post.models import Message
from tests import people
from tests.web.desk.reading import hidden, said

A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.ABONENT_DATA = tmp_path


@pytest.fixture
def customer(db: None) -> Account:
    """Somebody with plan A2 by the profile's price list."""
    enter_price_list(profile.current(), at=people.LONG_AGO)
    opened = people.account("100900", "Łukasz Łącze")
    people.mail(opened, None, "lukasz@example.com")
    people.line(opened, Tariff.objects.get(code="A2"))
    return opened


def today() -> date:
    return profile.today(timezone.now())


def where(account: Account, more: str = "") -> str:
    return f"/desk/customers/{account.number}/lines/{account.subscriptions.get().pk}/{more}"


def plans(account: Account) -> list[str]:
    held = Holding.objects.filter(account=account, withdrawn_at=None).order_by("valid")
    return list(held.values_list("tariff__code", flat=True))


def change(clerk: Client, account: Account, **typed: Any) -> Any:
    """Choose in the form, and press once more on the check."""
    held = Holding.objects.filter(account=account, withdrawn_at=None, tariff__kind="PLAN").earliest("valid")
    check = clerk.post(where(account, "tariff/"), {"plan": "A1", "when": "NEXT", "instead": held.pk, **typed})
    assert check.status_code == 200, said(check)
    return check, clerk.post(where(account, "tariff/"), {**hidden(check), "confirm": "1"})


def test_a_line_shows_what_it_holds_and_will_hold(clerk: Client, customer: Account) -> None:
    change(clerk, customer)

    page = said(clerk.get(where(customer)))

    assert "Internet A2 100 Mb/s plan 100 Mb/s / 15 Mb/s" in page
    assert "Internet A1 35 Mb/s planned plan" in page
    assert "35.00" in page
    assert "Take it back" in page
    assert "Nothing is restricted here." in page


def test_what_can_be_done_with_a_line_is_led_to(clerk: Client, customer: Account) -> None:
    page = clerk.get(where(customer)).content.decode()

    agreement = customer.agreements.get().number.replace("/", "-")
    assert f'<a class="btn quiet mini" href="{where(customer, "extras/new/")}">' in page
    assert f'href="/desk/customers/{customer.number}/restrict/?line={customer.subscriptions.get().pk}">' in page
    assert f'href="/desk/customers/{customer.number}/agreements/{agreement}/end/">' in page


def test_another_customers_line_is_not_there(clerk: Client, customer: Account, account: Account) -> None:
    theirs = account.subscriptions.get().pk
    held = Holding.objects.get(account=account).pk

    for more in ("", "tariff/", "extras/new/", f"extras/{held}/end/", f"planned/{held}/"):
        assert clerk.get(f"/desk/customers/{customer.number}/lines/{theirs}/{more}").status_code == 404
    assert clerk.get(where(customer, f"planned/{held}/")).status_code == 404
    posted = clerk.post(where(customer, "tariff/"), {"plan": "A1", "when": "TODAY", "instead": held, "confirm": "1"})
    assert posted.status_code in {302, 422}
    assert plans(account) == ["A2"]


def test_a_plan_is_changed_with_old_new_and_the_fee_beside_each_other(clerk: Client, customer: Account) -> None:
    check, done = change(clerk, customer)

    page, on = said(check), next_period_begins(customer, on=today())
    for words in (
        "Internet A2",
        "Internet A1",
        "60.00",
        "35.00",
        "Change to a lower plan",
        "30.00",
        "The customer gets a letter",
    ):
        assert words in page, words
    assert done.headers["Location"] == f"{where(customer)}?done=planned"
    assert "The change is planned" in said(clerk.get(done.headers["Location"]))
    planned = Holding.objects.get(account=customer, tariff__code="A1")
    assert (planned.valid.lower, planned.fees) == (profile.midnight(on), ["LOWER-PLAN"])
    assert Message.objects.filter(template="tariff_changes").count() == 1


def test_a_double_click_changes_once(clerk: Client, customer: Account) -> None:
    check, _ = change(clerk, customer, when="TODAY")

    again = clerk.post(where(customer, "tariff/"), {**hidden(check), "confirm": "1"})

    assert again.status_code == 302
    assert plans(customer) == ["A2", "A1"]
    assert Event.objects.filter(kind="tariff.changed").count() == 1
    assert Message.objects.filter(template="tariff_changes").count() == 1


def test_the_second_of_two_is_told_what_the_first_did_and_keeps_what_was_typed(
    clerk: Client, customer: Account
) -> None:
    held = Holding.objects.get(account=customer)
    typed = {"plan": "A3", "when": "TODAY", "instead": held.pk, "waived": "a friend"}
    check = clerk.post(where(customer, "tariff/"), typed)
    change(clerk, customer, when="TODAY")

    late = clerk.post(where(customer, "tariff/"), {**hidden(check), "confirm": "1"})

    assert late.status_code == 409
    assert "Somebody changed it meanwhile" in said(late)
    assert 'value="a friend"' in late.content.decode()
    assert plans(customer) == ["A2", "A1"]


def test_a_fee_is_waived_with_a_reason(clerk: Client, customer: Account) -> None:
    check, _ = change(clerk, customer, waived="promised by the manager")

    assert "Not charged: promised by the manager" in said(check)
    assert Holding.objects.get(tariff__code="A1", account=customer).fees == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Please choose a plan."),
        ({"plan": "A2"}, "Please choose one of the plans on sale."),
        ({"plan": "A1", "when": "DAY"}, "Please choose the day."),
        ({"plan": "A1", "when": "DAY", "day": "2020-01-01"}, "The earliest day is"),
        ({"plan": "A1", "when": "DAY", "day": "2062-01-01"}, "more than two years ahead"),
        ({"plan": "A1", "when": "DAY", "day": "soon"}, "Please write the day like"),
        ({"plan": "A1", "when": "NEXT", "waived": "x" * 301}, "At most 300 characters"),
        ({"plan": "A1\0", "when": "NEXT"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    clerk: Client, customer: Account, typed: dict[str, str], words: str
) -> None:
    held = Holding.objects.get(account=customer)

    page = clerk.post(where(customer, "tariff/"), {"instead": held.pk, "when": "NEXT", **typed})

    assert page.status_code == 422
    assert words in said(page)
    assert "Error:" in page.content.decode()
    assert plans(customer) == ["A2"]


def test_back_to_the_form_keeps_what_was_chosen(clerk: Client, customer: Account) -> None:
    held = Holding.objects.get(account=customer)
    check = clerk.post(where(customer, "tariff/"), {"plan": "A3", "when": "TODAY", "instead": held.pk})

    form = clerk.post(where(customer, "tariff/"), {**hidden(check), "edit": "1"}).content.decode()

    assert f'value="{today().isoformat()}"' in form
    assert 'value="A3" checked' in form


def test_what_is_planned_is_taken_back_once(clerk: Client, customer: Account) -> None:
    change(clerk, customer)
    planned = Holding.objects.get(account=customer, tariff__code="A1")
    assert "A change is planned already" in said(clerk.get(where(customer, "tariff/")))
    assert "Internet A1 35 Mb/s begins on" in said(clerk.get(where(customer, f"planned/{planned.pk}/")))

    done = [clerk.post(where(customer, f"planned/{planned.pk}/")) for _ in range(2)]

    assert [each.headers["Location"] for each in done] == [f"{where(customer)}?done=taken_back"] * 2
    assert plans(customer) == ["A2"]
    assert Event.objects.filter(kind="change.taken_back").count() == 1
    now = Holding.objects.get(account=customer, withdrawn_at=None)
    late = clerk.post(where(customer, f"planned/{now.pk}/"))
    assert (late.status_code, "It has taken effect already" in said(late)) == (409, True)


def test_an_extra_is_added_and_ended_with_a_check_each(clerk: Client, customer: Account) -> None:
    check = clerk.post(where(customer, "extras/new/"), {"extra": "ROUTER", "when": "TODAY"})
    assert "70.00" in said(check)
    added = [clerk.post(where(customer, "extras/new/"), {**hidden(check), "confirm": "1"}) for _ in range(2)]
    router = Holding.objects.get(account=customer, tariff__code="ROUTER")
    assert "Router rental" not in said(clerk.get(where(customer, "extras/new/")))

    check = clerk.post(where(customer, f"extras/{router.pk}/end/"), {"when": "NEXT"})
    ended = [
        clerk.post(where(customer, f"extras/{router.pk}/end/"), {**hidden(check), "confirm": "1"}) for _ in range(2)
    ]

    assert [each.headers["Location"] for each in added] == [f"{where(customer)}?done=added"] * 2
    assert [each.headers["Location"] for each in ended] == [f"{where(customer)}?done=ended"] * 2
    router.refresh_from_db()
    assert router.valid.upper == profile.midnight(next_period_begins(customer, on=today()))
    assert "ends already" in said(clerk.get(where(customer, f"extras/{router.pk}/end/")))
    assert Event.objects.filter(kind__startswith="extra.").count() == 2


def test_a_plan_is_no_extra_and_an_extra_needs_a_choice(clerk: Client, customer: Account) -> None:
    held = Holding.objects.get(account=customer)

    assert clerk.get(where(customer, f"extras/{held.pk}/end/")).status_code == 404
    assert clerk.post(where(customer, "extras/new/"), {"when": "TODAY"}).status_code == 422
    assert clerk.post(where(customer, "extras/new/"), {"extra": "A3", "when": "TODAY"}).status_code == 422


def test_on_a_line_that_ends_nothing_is_offered(clerk: Client, customer: Account) -> None:
    end_agreement(Agreement.objects.get(), ends_on=today() + 9 * A_DAY, reason="CUSTOMER", at=timezone.now(), by=None)

    line = said(clerk.get(where(customer)))

    assert "The agreement ends: the last day is" in line
    assert "Change the plan" not in line
    for more in ("tariff/", "extras/new/"):
        assert "The end of the agreement was entered" in said(clerk.get(where(customer, more)))


def test_a_technician_sees_a_line_and_no_prices(technician: Client, customer: Account) -> None:
    page = said(technician.get(where(customer)))

    assert "Internet A2" in page
    assert "60.00" not in page
    assert "Change the plan" not in page
    assert "Restrict this line" in page


def test_a_line_takes_as_many_statements_for_many_holdings_as_for_one(
    clerk: Client, customer: Account, django_assert_max_num_queries: Any
) -> None:
    clerk.get(where(customer))
    with django_assert_max_num_queries(40) as few:
        clerk.get(where(customer))
    line = customer.subscriptions.get()
    for number in range(40):
        people.hold(line, people.tariff(f"X{number}", kind="EXTRA"), since=people.LONG_AGO, slot=f"x{number}")

    with django_assert_max_num_queries(len(few)):
        clerk.get(where(customer))
