"""What the office changes about a customer: they are told of it, and of two at once the second is told."""

import pytest

from abonent.journal.models import Event
from abonent.people import actions
from abonent.people.actions import Holder
from abonent.people.models import Account, Contact, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.people import NOON


@pytest.fixture
def clerk(db: None) -> User:
    return people.staff("CLERK")


def told() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("template", "to"))


def test_a_name_is_corrected_and_the_customer_is_told(account: Account, clerk: User) -> None:
    was = Holder.of(account)

    changed = actions.change_holder(
        account, Holder("Olena Kowalska", "PERSON", "uk", ""), was=was, reason="married", at=NOON, by=clerk
    )

    event = Event.objects.get(kind="customer.changed")
    assert (changed.holder, changed.language) == ("Olena Kowalska", "uk")
    assert (event.by_id, event.via, event.data) == (
        clerk.pk,
        "desk",
        {"changed": ["holder", "language"], "reason": "married"},
    )
    assert told() == [("customer_changed", "olena@example.com")]


def test_the_second_of_two_clerks_is_told_and_changes_nothing(account: Account, clerk: User) -> None:
    was = Holder.of(account)
    actions.change_holder(account, Holder("Olena Nowak", "PERSON", "pl", ""), was=was, reason="", at=NOON, by=clerk)

    with pytest.raises(actions.NotAsShown):
        actions.change_holder(account, Holder("Olena Lis", "PERSON", "pl", ""), was=was, reason="", at=NOON, by=clerk)
    now = Holder("Olena Nowak", "PERSON", "pl", "")
    with pytest.raises(actions.NothingNew):
        actions.change_holder(account, now, was=now, reason="", at=NOON, by=clerk)

    account.refresh_from_db()
    assert account.holder == "Olena Nowak"


def test_an_address_seen_at_the_counter_counts_at_once(account: Account, olena: User, clerk: User) -> None:
    added = actions.take_contact(account, "MAIL", "new@example.com", seen="identity card", at=NOON, by=clerk)

    assert (added.confirmed_at, added.user) == (NOON, olena)
    assert Event.objects.get(kind="contact.confirmed_by_office").data == {"reason": "identity card"}
    assert {to for _, to in told()} == {"olena@example.com", "new@example.com"}
    assert "It was confirmed at our office" in _letter_text()


def _letter_text() -> str:
    letter = Message.objects.filter(template="contact_changed").first()
    assert letter is not None
    letter.language = "en"
    return write(letter).text


def test_an_address_on_somebodys_word_waits_for_the_customer(account: Account, clerk: User) -> None:
    old = Contact.objects.get(account=account)

    added = actions.take_contact(account, "MAIL", "new@example.com", seen="", at=NOON, by=clerk, instead=old)

    old.refresh_from_db()
    assert (added.confirmed_at, added.replaces, old.ended_at) == (None, old, None)
    assert told() == []


def test_confirmed_by_the_office_the_new_one_ends_the_old(account: Account, clerk: User) -> None:
    old = Contact.objects.get(account=account)
    added = actions.take_contact(account, "MAIL", "new@example.com", seen="", at=NOON, by=clerk, instead=old)

    actions.confirm_by_office(added, seen="called back", at=NOON, by=clerk)
    actions.confirm_by_office(added, seen="called back", at=NOON, by=clerk)

    old.refresh_from_db()
    assert old.ended_at == NOON
    assert Event.objects.filter(kind="contact.confirmed_by_office").count() == 1
    assert {to for _, to in told()} == {"olena@example.com", "new@example.com"}


def test_a_wrong_address_that_never_counted_is_replaced_at_once(account: Account, clerk: User) -> None:
    wrong = actions.take_contact(account, "PHONE", "+48501234567", seen="", at=NOON, by=clerk)

    right = actions.take_contact(account, "PHONE", "+48501234568", seen="", at=NOON, by=clerk, instead=wrong)

    assert list(Contact.objects.filter(account=account, kind="PHONE", ended_at=None)) == [right]


def test_the_last_address_goes_only_knowingly(account: Account, clerk: User) -> None:
    last = Contact.objects.get(account=account)

    with pytest.raises(actions.LastAddress):
        actions.drop_contact(last, even_the_last=False, at=NOON, by=clerk)
    actions.drop_contact(last, even_the_last=True, at=NOON, by=clerk)
    actions.drop_contact(last, even_the_last=True, at=NOON, by=clerk)

    last.refresh_from_db()
    assert last.ended_at == NOON
    assert told() == [("contact_changed", "olena@example.com")]


def test_what_is_there_is_not_added_twice_and_there_is_an_end(account: Account, clerk: User) -> None:
    with pytest.raises(actions.AlreadyThere):
        actions.take_contact(account, "MAIL", "OLENA@example.com", seen="", at=NOON, by=clerk)
    for number in range(9):
        actions.take_contact(account, "MAIL", f"{number}@example.com", seen="", at=NOON, by=clerk)
    with pytest.raises(actions.TooManyContacts):
        actions.take_contact(account, "MAIL", "more@example.com", seen="", at=NOON, by=clerk)


def test_what_was_removed_meanwhile_is_not_replaced(account: Account, clerk: User) -> None:
    old = Contact.objects.get(account=account)
    actions.drop_contact(old, even_the_last=True, at=NOON, by=clerk)

    with pytest.raises(actions.NoContact):
        actions.take_contact(account, "MAIL", "new@example.com", seen="", at=NOON, by=clerk, instead=old)
    with pytest.raises(actions.NoContact):
        actions.confirm_by_office(old, seen="x", at=NOON, by=clerk)
