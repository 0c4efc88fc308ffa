"""An agreement ends at the desk, or is handed over; restrictions are placed and released there."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from abonent import profile
from abonent.billing.models import Charge, Invoice
from abonent.contracts.actions import enter_price_list, restrict
from abonent.contracts.models import Agreement, Ending, Restriction
from abonent.contracts.queries import restrictions
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
def price_list(db: None) -> None:
    """The profile's prices; whoever comes afterwards holds what stands there."""
    enter_price_list(profile.current(), at=people.LONG_AGO)


def today() -> date:
    return profile.today(timezone.now())


def where(account: Account, more: str = "end/") -> str:
    agreement = Agreement.objects.filter(account=account).earliest("pk")
    return f"/desk/customers/{account.number}/agreements/{agreement.number.replace('/', '-')}/{more}"


def end(clerk: Client, account: Account, last: date, **typed: Any) -> tuple[Any, Any]:
    said_so = {"last": last.isoformat(), "reason": "CUSTOMER", "note": "moves to Lublin", **typed}
    check = clerk.post(where(account), said_so)
    assert check.status_code == 200, said(check)
    return check, clerk.post(where(account), {**hidden(check), "confirm": "1"})


def test_the_end_is_entered_after_a_check_and_can_be_taken_back(clerk: Client, account: Account) -> None:
    check, done = end(clerk, account, today() + 9 * A_DAY)

    page = said(check)
    assert "9 days left" in page
    assert "is still to be charged until then" in page or "comes back" in page
    assert profile.current().panel.contract.notice["en"][:40] in page
    assert done.headers["Location"] == f"{where(account)}?done=entered"
    shown = clerk.get(done.headers["Location"])
    assert "The end was entered" in said(shown)
    assert "moves to Lublin" in said(shown)
    back = [clerk.post(where(account), {"take_back": "1"}) for _ in range(2)]
    assert [answer["Location"] for answer in back] == [f"{where(account)}?done=taken_back"] * 2
    assert "It was taken back" in said(clerk.get(back[0].headers["Location"]))
    assert Ending.objects.get().taken_back_at
    assert list(Message.objects.order_by("pk").values_list("template", flat=True)) == [
        "agreement_ends",
        "agreement_goes_on",
    ]


def test_an_end_today_issues_the_final_bill_at_once(clerk: Client, account: Account) -> None:
    check, done = end(clerk, account, today() - A_DAY)

    assert "It ends at once" in said(check)
    assert "The agreement has ended" in said(clerk.get(done.headers["Location"]))
    bill = Invoice.objects.get(account=account)
    assert (bill.kind, bill.period) == ("BILL", None)
    assert bill.number in said(clerk.get(where(account)))
    late = clerk.post(where(account), {"take_back": "1"})
    assert (late.status_code, "cannot be taken back" in said(late)) == (409, True)
    assert Account.objects.get(pk=account.pk).closed_on == today()


def test_a_double_click_ends_once_and_somebody_else_is_told(
    clerk: Client, account: Account, admin_user: Any, settings: Settings
) -> None:
    check, _ = end(clerk, account, today() + 9 * A_DAY)

    again = clerk.post(where(account), {**hidden(check), "confirm": "1"})
    other = clerk.post(where(account), {"last": (today() + A_DAY).isoformat(), "reason": "AGREED", "confirm": "1"})

    assert again.headers["Location"] == f"{where(account)}?done=entered"
    assert (other.status_code, "An end was entered meanwhile" in said(other)) == (409, True)
    assert Ending.objects.count() == 1
    assert Event.objects.filter(kind="agreement.end_entered").count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"last": "", "reason": "CUSTOMER"}, "Please choose the last day."),
        ({"last": "2026-12-31"}, "Please choose why."),
        ({"last": "2020-12-31", "reason": "CUSTOMER"}, "The earliest last day is"),
        ({"last": "2091-12-31", "reason": "CUSTOMER"}, "more than two years ahead"),
        ({"last": "2026-12-31", "reason": "TRANSFER"}, "TRANSFER is not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    clerk: Client, account: Account, typed: dict[str, str], words: str
) -> None:
    page = clerk.post(where(account), typed)

    assert page.status_code == 422
    assert words in said(page)
    assert not Ending.objects.exists()


def test_a_minimum_term_is_told_and_charges_nothing(clerk: Client, account: Account) -> None:
    Agreement.objects.filter(account=account).update(minimum_until=today() + 100 * A_DAY)

    check, _ = end(clerk, account, today() + 9 * A_DAY)

    assert "Nothing is charged for ending sooner by itself" in said(check)
    assert Charge.objects.count() == 0


def test_another_customers_agreement_is_not_there(clerk: Client, account: Account, neighbour: Account) -> None:
    theirs = where(neighbour).replace(neighbour.number + "/agreements", account.number + "/agreements")

    for address in (theirs, theirs.replace("/end/", "/transfer/")):
        assert clerk.get(address).status_code == 404
        assert clerk.post(address, {"take_back": "1"}).status_code == 404


def hand_over(clerk: Client, account: Account, to: str, on: date) -> tuple[Any, Any]:
    check = clerk.post(where(account, "transfer/"), {"to": to, "on": on.isoformat()})
    return check, clerk.post(where(account, "transfer/"), {**hidden(check), "confirm": "1"})


def test_an_agreement_is_handed_over_after_both_sides_were_named(
    clerk: Client, account: Account, neighbour: Account
) -> None:
    people.mail(neighbour, None, "marek@example.com")

    check, done = hand_over(clerk, account, "100 777", today() + 9 * A_DAY)

    page = said(check)
    for words in (
        "Olena Petrenko",
        "Marek Wójcik",
        "100 234",
        "100 777",
        "What is owed here",
        "Both customers get a letter.",
    ):
        assert words in page, words
    assert done.headers["Location"] == f"{where(account)}?done=handed_over"
    shown = said(clerk.get(done.headers["Location"]))
    assert "The agreement will be handed over" in shown
    assert "Marek Wójcik, 100 777" in shown
    again = clerk.post(where(account, "transfer/"), {**hidden(check), "confirm": "1"})
    assert again.headers["Location"] == where(account)
    assert Ending.objects.get().to == neighbour
    assert Event.objects.filter(kind="customer.seen", account_id=neighbour.pk).count() == 1


@pytest.mark.parametrize(
    ("to", "days", "words"),
    [
        ("", 1, "Please type the account number."),
        ("999999", 1, "There is no account with this number."),
        ("100234", 1, "That is this account itself."),
        ("000000", 1, "There is no account with this number."),
        ("100777", -1, "An agreement is handed over today at the earliest."),
        ("10\x000777", 1, "Null characters are not allowed"),
    ],
)
def test_nothing_is_handed_over_to_nobody_or_for_the_past(
    clerk: Client, account: Account, neighbour: Account, to: str, days: int, words: str
) -> None:
    page = clerk.post(where(account, "transfer/"), {"to": to, "on": (today() + days * A_DAY).isoformat()})

    assert page.status_code == 422
    assert words in said(page)
    assert not Ending.objects.exists()


def test_a_closed_account_takes_nothing_over(clerk: Client, account: Account, neighbour: Account) -> None:
    Account.objects.filter(pk=neighbour.pk).update(closed_on=today())

    page, _ = hand_over(clerk, account, "100777", today())

    assert page.status_code == 422
    assert "it is the same one, or it is closed" in said(page)


def test_a_service_is_restricted_and_released(clerk: Client, account: Account) -> None:
    line = account.subscriptions.get()
    address = f"/desk/customers/{account.number}/restrict/"
    form = clerk.get(f"{address}?line={line.pk}").content.decode()
    assert f'<option value="{line.pk}" selected>' in form

    check = clerk.post(address, {"line": line.pk, "reason": "REQUEST", "level": "SUSPENDED", "note": "until May"})
    assert "It was asked for by the holder of the account." in said(check)
    done = clerk.post(address, {**hidden(check), "confirm": "1"})
    twice = clerk.post(address, {**hidden(check), "confirm": "1"})

    placed = Restriction.objects.get()
    assert (placed.subscription, placed.note, placed.level) == (line, "until May", "SUSPENDED")
    page = done.headers["Location"].partition("?")[0]
    assert "The service is restricted" in said(clerk.get(done.headers["Location"]))
    assert twice.headers["Location"] == done.headers["Location"]
    released = [clerk.post(page) for _ in range(2)]
    assert [each.headers["Location"] for each in released] == [f"{page}?done=released"] * 2
    assert not restrictions(account).exists()
    assert Message.objects.filter(template__in=("restriction_placed", "restriction_lifted")).count() == 2


def test_of_two_who_restrict_or_release_the_second_is_told(clerk: Client, technician: Client, account: Account) -> None:
    address = f"/desk/customers/{account.number}/restrict/"
    typed = {"reason": "REQUEST", "level": "SUSPENDED", "note": "until May", "confirm": "1"}
    page = clerk.post(address, typed).headers["Location"].partition("?")[0]

    second = technician.post(address, typed)
    other = clerk.post(address, typed | {"level": "LIMITED"})

    for refused in (second, other):
        assert (refused.status_code, "It is restricted for this reason already." in said(refused)) == (422, True)
    clerk.post(page)
    assert technician.post(page).headers["Location"] == f"{page}?done=meanwhile"


def test_a_debt_is_released_with_a_reason_and_the_fee_is_offered(
    technician: Client, price_list: None, account: Account
) -> None:
    placed = restrict(account, reason="DEBT", level="LIMITED", at=people.NOON)
    page = f"/desk/customers/{account.number}/restrictions/{placed.pk}/"
    assert "Reconnection after a restriction" in said(technician.get(page))

    refused = technician.post(page, {"fees": "on"})
    technician.post(page, {"fees": "on", "note": "the bank's mistake"})

    assert (refused.status_code, "something is still owed" in said(refused)) == (422, True)
    assert Charge.objects.get().amount == Decimal("20.00")
    assert Event.objects.get(kind="restriction.lifted").data["note"] == "the bank's mistake"


def test_nobody_is_restricted_for_a_debt_here_nor_on_a_strange_line(
    clerk: Client, account: Account, neighbour: Account
) -> None:
    theirs = neighbour.subscriptions.get().pk
    address = f"/desk/customers/{account.number}/restrict/"

    for typed in ({"reason": "DEBT"}, {"line": theirs, "reason": "LOST"}, {"reason": "LOST", "level": "NONE"}):
        page = clerk.post(address, {"level": "LIMITED", "confirm": "1", **typed})
        assert page.status_code == 422
    placed = restrict(neighbour, reason="LOST", level="LIMITED", at=people.NOON)
    assert clerk.post(f"/desk/customers/{account.number}/restrictions/{placed.pk}/").status_code == 404
    assert not restrictions(account).exists()
    assert restrictions(neighbour).exists()
