"""Changes that wait for the office: asked for, withdrawn, accepted, refused; once each, whoever comes second is told."""

from typing import Any

import pytest

from abonent import profile
from abonent.billing import actions as billing
from abonent.billing.models import Payer
from abonent.cases import actions, queries
from abonent.cases.models import Order
from abonent.journal.models import Event
from abonent.people.actions.consents import enter_wordings
from abonent.people.models import Account, User
from abonent.post.models import Message
from abonent.post.writing import Letter, write
from tests import people
from tests.people import NOON

OLD = {"name": "Olena Petrenko", "address": ["ul. Polna 3", "16-999 Gródek Leśny"], "tax_id": ""}
NEW = {"name": "Olena Lis", "address": ["ul. Leśna 8", "16-999 Gródek Leśny"], "tax_id": ""}
DATA = Order.Kind.INVOICE_DATA


@pytest.fixture
def order(account: Account, olena: User) -> Order:
    return ask(account, olena)


def ask(account: Account, by: User | None = None, **more: Any) -> Order:
    return actions.ask(account, DATA, at=NOON, by=by, **{"old": OLD, "new": NEW, **more})


def letters() -> list[str]:
    return [in_english(message).subject for message in Message.objects.order_by("pk")]


def in_english(message: Message) -> Letter:
    message.language = "en"
    return write(message)


def kinds() -> list[str]:
    return list(Event.objects.order_by("at", "id").values_list("kind", flat=True))


def test_what_is_asked_for_waits_and_changes_nothing(account: Account, olena: User, order: Order) -> None:
    payer = Payer.objects.get(account=account)

    assert (order.state, order.old, order.new, order.placed_by, order.placed_at) == ("WAITING", OLD, NEW, olena, NOON)
    assert (payer.name, payer.address) == ("Olena Petrenko", OLD["address"])
    assert queries.waiting(account, DATA) == order
    assert kinds() == ["order.placed"]
    assert letters() == [f"A change waits for the office: {order.ref}"]


def test_a_number_can_be_read_out(account: Account, order: Order) -> None:
    signs = order.ref.removeprefix("Z-").replace("-", "")

    assert len(order.ref) == len("Z-7F3K-92QD")
    assert set(signs) <= set(actions.SIGNS)


def test_a_double_click_asks_once(account: Account, order: Order) -> None:
    again = ask(account)

    assert again == order
    assert kinds() == ["order.placed"]
    assert len(letters()) == 1


def test_two_different_wishes_do_not_wait_side_by_side(account: Account, order: Order) -> None:
    with pytest.raises(actions.AlreadyWaiting) as told:
        ask(account, new={**NEW, "name": "Olena Nowak"})

    assert told.value.order == order
    assert queries.orders(account).count() == 1


def test_another_kind_waits_beside_it(account: Account, order: Order) -> None:
    paper = actions.ask(account, Order.Kind.PAPER_BILLS, old={"on": True}, new={"on": False}, at=NOON, by=None)

    assert queries.waiting(account, Order.Kind.PAPER_BILLS) == paper
    assert queries.waiting(account, DATA) == order


def test_what_is_so_already_cannot_be_asked_for(account: Account) -> None:
    with pytest.raises(actions.NothingAsked):
        ask(account, new=OLD)

    assert not Order.objects.exists()


def test_nothing_of_a_neighbour_is_seen(order: Order, neighbour: Account) -> None:
    assert queries.waiting(neighbour, DATA) is None
    assert not queries.orders(neighbour).exists()


def test_what_waits_can_be_withdrawn_and_asked_for_again(account: Account, olena: User, order: Order) -> None:
    actions.withdraw(order, at=NOON, by=olena)
    again = ask(account, olena)

    order.refresh_from_db()
    assert (order.state, order.decided_by, order.decided_at) == ("WITHDRAWN", olena, NOON)
    assert again.ref != order.ref
    assert kinds() == ["order.placed", "order.withdrawn", "order.placed"]
    assert letters()[1] == f"The change {order.ref} was withdrawn"


def test_what_is_accepted_is_done(account: Account, order: Order) -> None:
    changed = actions.accept(order, at=NOON, by=None)

    order.refresh_from_db()
    payer = Payer.objects.get(account=account)
    assert changed == {}
    assert (order.state, order.decided_at) == ("DONE", NOON)
    assert (payer.name, payer.address, payer.tax_id) == ("Olena Lis", NEW["address"], "")
    assert kinds() == ["order.placed", "invoice_data.changed", "order.accepted"]
    assert letters()[1:] == ["The invoice data were changed"]


def test_whoever_accepts_is_told_what_has_changed_meanwhile(account: Account, order: Order) -> None:
    billing.change_invoice_data(account, "Olena Zając", OLD["address"], "", at=NOON, by=None)

    changed = actions.accept(order, at=NOON, by=None)

    assert changed == {"name": "Olena Zając"}
    assert Payer.objects.get(account=account).name == "Olena Lis"


def test_what_cannot_be_done_any_more_goes_on_waiting(account: Account, order: Order) -> None:
    Account.objects.filter(pk=account.pk).update(kind=Account.Kind.COMPANY)

    with pytest.raises(billing.BadInvoiceData, match="tax_id: needed"):
        actions.accept(order, at=NOON, by=None)

    order.refresh_from_db()
    assert order.state == "WAITING"
    assert Payer.objects.get(account=account).name == "Olena Petrenko"


def test_what_is_refused_changes_nothing_and_is_told_with_the_reason(account: Account, order: Order) -> None:
    actions.refuse(order, reason="Please bring the marriage certificate.", at=NOON, by=None)

    order.refresh_from_db()
    letter = in_english(Message.objects.latest("pk"))
    assert (order.state, order.reason) == ("REFUSED", "Please bring the marriage certificate.")
    assert Payer.objects.get(account=account).name == "Olena Petrenko"
    assert letter.subject == f"The office did not agree to the change {order.ref}"
    assert "Please bring the marriage certificate." in letter.text
    assert kinds() == ["order.placed", "order.refused"]


@pytest.mark.parametrize("first", ["withdraw", "accept", "refuse"])
@pytest.mark.parametrize("second", ["withdraw", "accept", "refuse"])
def test_what_was_decided_is_decided(account: Account, order: Order, first: str, second: str) -> None:
    decide(order, first)
    before = (kinds(), letters(), Payer.objects.get(account=account).name)

    with pytest.raises(actions.AlreadyDecided):
        decide(order, second)

    assert (kinds(), letters(), Payer.objects.get(account=account).name) == before


def decide(order: Order, how: str) -> None:
    more = {"reason": "No."} if how == "refuse" else {}
    getattr(actions, how)(order, at=NOON, by=None, **more)


def test_paper_bills_that_the_office_agreed_to_end_the_e_invoice(account: Account) -> None:
    enter_wordings(profile.current(), at=NOON)
    order = actions.ask(account, Order.Kind.PAPER_BILLS, old={"on": True}, new={"on": False}, at=NOON, by=None)

    actions.accept(order, at=NOON, by=None)

    assert Payer.objects.get(account=account).delivery == Payer.Delivery.PAPER
    assert kinds() == ["order.placed", "e_invoice.switched_off", "order.accepted"]


def test_the_office_sees_the_oldest_first(account: Account, neighbour: Account, order: Order) -> None:
    other = actions.ask(neighbour, DATA, old=OLD, new=NEW, at=people.LONG_AGO, by=None)

    assert list(queries.waiting_everywhere()) == [other, order]


def test_an_address_that_the_office_agreed_to_is_where_letters_go(account: Account) -> None:
    there = {"street": "ul. Leśna", "house": "8", "flat": "12", "post_code": "16-999", "town": "Gródek Leśny"}
    nowhere = dict.fromkeys(there, "")
    order = actions.ask(account, Order.Kind.POST_ADDRESS, old=nowhere, new=there, at=NOON, by=None)

    assert actions.accept(order, at=NOON, by=None) == {}

    account.refresh_from_db()
    assert account.post_place is not None
    assert account.post_place.lines == ("ul. Leśna 8/12", "16-999 Gródek Leśny")
    assert kinds() == ["order.placed", "address.changed", "order.accepted"]
