"""What customers asked for, at the desk: found, compared, decided once, and told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from abonent.billing import actions as billing
from abonent.billing.models import Payer
from abonent.cases import actions
from abonent.cases.models import Order
from abonent.cases.queries import mark, present
from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.post.models import Message
from tests import people

OLD = {"name": "Olena Petrenko", "address": ["ul. Polna 3", "16-999 Gródek Leśny"], "tax_id": ""}
NEW = {"name": "Olena Petrenko", "address": ["ul. Polna 8", "16-999 Gródek Leśny"], "tax_id": ""}


@pytest.fixture
def order(account: Account, olena: User) -> Order:
    return asked(account, by=olena)


def asked(account: Account, *, days_ago: int = 0, by: User | None = None) -> Order:
    at = timezone.now() - timedelta(days=days_ago)
    return actions.ask(account, Order.Kind.INVOICE_DATA, old=OLD, new=NEW, at=at, by=by)


def address(order: Order) -> str:
    return f"/desk/changes/{order.ref}/"


def decide(clerk: Client, order: Order, **said: str) -> HttpResponse:
    return clerk.post(address(order), said)  # type: ignore[return-value]


def accept(clerk: Client, order: Order) -> HttpResponse:
    return decide(clerk, order, decision="accept", seen=mark(present(order)))


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_oldest_stands_first(clerk: Client, account: Account, neighbour: Account) -> None:
    newer, older = asked(account), asked(neighbour, days_ago=30)

    page = text(clerk.get("/desk/changes/"))

    assert page.index(older.ref) < page.index(newer.ref)
    assert "late by" in page


def test_what_was_decided_is_listed_by_its_state(clerk: Client, order: Order) -> None:
    actions.refuse(order, reason="No.", at=timezone.now(), by=None)

    assert order.ref not in text(clerk.get("/desk/changes/"))
    assert f'<span class="num">{order.ref}</span>' in clerk.get("/desk/changes/?state=refused").content.decode()
    assert order.ref not in text(clerk.get("/desk/changes/?state=done"))
    assert order.ref not in text(clerk.get("/desk/changes/?state=refused&kind=POST_ADDRESS"))


def test_the_list_is_as_quick_with_many(clerk: Client, account: Account) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked_for:
            assert clerk.get("/desk/changes/").status_code == 200
        return len(asked_for)

    asked(account)
    one = statements()
    for number in range(20):
        asked(people.account(str(200_000 + number), "Somebody"))
    assert statements() == one


def test_the_list_is_a_file_too(clerk: Client, order: Order) -> None:
    answer: Any = clerk.get("/desk/changes.csv")

    assert order.ref in b"".join(answer.streaming_content).decode()


def test_what_differs_is_marked_inside_the_line(clerk: Client, order: Order) -> None:
    page = text(clerk.get(address(order)))

    assert "ul. Polna <del>3</del>" in page
    assert "ul. Polna <ins>8</ins>" in page
    assert "<del>Olena" not in page


def test_looking_is_written_down_and_changes_nothing(clerk: Client, order: Order) -> None:
    clerk.get(address(order))

    assert list(Event.objects.filter(via="desk").values_list("kind", flat=True)) == ["customer.seen"]


def test_a_change_is_carried_out_with_one_press(clerk: Client, clerk_user: User, order: Order) -> None:
    answer = accept(clerk, order)

    order.refresh_from_db()
    assert answer.headers["Location"] == f"{address(order)}?done=now"
    assert (order.state, order.decided_by) == ("DONE", clerk_user)
    assert Payer.objects.get(account=order.account).address == NEW["address"]
    done = Event.objects.get(kind="order.accepted")
    assert (done.by_id, done.via, done.account_id) == (clerk_user.pk, "desk", order.account_id)
    assert "The change is carried out" in text(clerk.get(answer.headers["Location"]))


def test_a_double_click_carries_it_out_once_and_tells_nothing_strange(clerk: Client, order: Order) -> None:
    accept(clerk, order)
    again = accept(clerk, order)

    page = text(clerk.get(again.headers["Location"]))
    assert "It had been decided before" not in page
    assert Message.objects.filter(template="invoice_data_changed").count() == 1


def test_the_second_of_two_is_told_who_decided_what(clerk: Client, order: Order) -> None:
    other = people.staff("CLERK", "zenon.clerk")
    User.objects.filter(pk=other.pk).update(name="Zenon Buk")
    actions.refuse(order, reason="Only the holder can ask.", at=timezone.now(), by=other)

    answer = accept(clerk, order)

    page = text(clerk.get(answer.headers["Location"]))
    assert "It had been decided before" in page
    assert "Zenon Buk" in page
    assert "Only the holder can ask." in page
    assert Payer.objects.get(account=order.account).address == OLD["address"]


def test_what_changed_since_it_was_asked_for_is_told_before(clerk: Client, order: Order) -> None:
    billing.change_invoice_data(order.account, "Olena Lis", OLD["address"], "", at=timezone.now(), by=None)

    page = text(clerk.get(address(order)))

    assert "These data have changed since the change was asked for" in page
    assert "<ins>Lis</ins>" in page


def test_what_changed_while_the_page_was_open_stops_the_press(clerk: Client, order: Order) -> None:
    looked_at = mark(present(order))
    billing.change_invoice_data(order.account, "Olena Lis", OLD["address"], "", at=timezone.now(), by=None)

    answer = decide(clerk, order, decision="accept", seen=looked_at)

    order.refresh_from_db()
    assert (answer.status_code, order.state) == (422, "WAITING")
    assert "Somebody changed these data while this page was open" in text(answer)
    assert accept(clerk, order).status_code == 302


def test_what_cannot_be_carried_out_any_more_goes_on_waiting(clerk: Client, order: Order) -> None:
    Account.objects.filter(pk=order.account_id).update(kind=Account.Kind.COMPANY)

    answer = accept(clerk, order)

    order.refresh_from_db()
    assert (answer.status_code, order.state) == (422, "WAITING")
    assert "Invoices cannot bear these data any more" in text(answer)


def test_a_ready_reason_is_read_in_the_language_of_the_account(clerk: Client, order: Order) -> None:
    Account.objects.filter(pk=order.account_id).update(language="en")

    answer = decide(clerk, order, decision="refuse", reason="holder", words="  Thank\n you. ")

    order.refresh_from_db()
    assert answer.status_code == 302
    assert (order.state, order.reason) == ("REFUSED", "Only the holder of the account can ask for this. Thank you.")
    assert Event.objects.get(kind="order.refused").via == "desk"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "Please choose a reason or write one"),
        ({"words": " \n "}, "Please choose a reason or write one"),
        ({"reason": "holder", "words": "x" * 290}, "characters too long"),
        ({"words": "x" * 301}, "300"),
        ({"words": "a\u202eb"}, "cannot be printed"),
        ({"words": "a\x00b"}, "Null characters"),
        ({"reason": "whim"}, "There is no such choice."),
    ],
)
def test_a_refusal_without_a_good_reason_is_none(clerk: Client, order: Order, said: dict[str, str], told: str) -> None:
    answer = decide(clerk, order, decision="refuse", **said)

    order.refresh_from_db()
    assert (answer.status_code, order.state) == (422, "WAITING")
    assert told in text(answer)


def test_what_was_typed_is_not_lost(clerk: Client, order: Order) -> None:
    page = text(decide(clerk, order, decision="refuse", reason="holder", words="x" * 290))

    assert "x" * 290 in page
    assert 'value="holder" checked' in page


def test_the_next_one_is_a_press_away(clerk: Client, order: Order, neighbour: Account) -> None:
    other = asked(neighbour, days_ago=3)

    page = text(clerk.get(accept(clerk, order).headers["Location"]))

    assert f'href="{address(other)}"' in page
    assert "Next: Marek Wójcik" in page


def test_what_is_not_there_is_not_found(clerk: Client, order: Order) -> None:
    assert clerk.get("/desk/changes/Z-0000-0000/").status_code == 404
