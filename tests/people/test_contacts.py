"""Contacts: added, replaced, removed; nothing ends in silence, and the last address stays."""

import pytest

from abonent.people.actions import (
    AlreadyThere,
    LastAddress,
    NoContact,
    SpentCode,
    TooManyContacts,
    add_contact,
    confirm_contact,
    remove_contact,
    send_code,
)
from abonent.people.models import Account, Contact, User
from abonent.people.queries import contacts, mail_addresses, mail_addresses_of
from abonent.post.models import Message
from tests import people
from tests.people import NOON
from tests.people.contacts import HERE, NEW, added, code, confirmed, events, letters


def test_an_address_that_counts_cannot_be_added_again(account: Account, olena: User) -> None:
    with pytest.raises(AlreadyThere):
        added(account, olena, "OLENA@example.com")


def test_one_that_is_not_confirmed_yet_is_the_same_one(account: Account, olena: User) -> None:
    assert added(account, olena) == added(account, olena, NEW.upper().replace("EXAMPLE.COM", "example.com"))

    assert events() == ["contact.added"]


def test_an_address_of_another_customer_is_as_good_as_any(
    account: Account, neighbour: Account, olena: User, marek: User
) -> None:
    people.mail(neighbour, marek, NEW)

    assert confirmed(account, olena).confirmed_at == NOON
    assert [each.to for each in mail_addresses(neighbour)] == [NEW]


def test_the_old_address_counts_until_the_new_one_is_confirmed_and_is_told(account: Account, olena: User) -> None:
    old = Contact.objects.get(account=account)
    new = added(account, olena, instead=old)
    assert [each.to for each in mail_addresses(account)] == ["olena@example.com"]

    confirm_contact(new, code(new, olena), by=olena, bound_to=HERE, at=NOON)

    assert [each.to for each in mail_addresses(account)] == [NEW]
    assert letters() == [("olena@example.com", "replaced"), (NEW, "replaced")]
    assert events() == ["contact.added", "contact.confirmed", "contact.removed"]
    old.refresh_from_db()
    assert old.ended_at == NOON


def test_a_mistyped_address_that_never_counted_just_goes(account: Account, olena: User) -> None:
    wrong = added(account, olena, "olena@exmaple.com")
    typed = code(wrong, olena)

    right = added(account, olena, instead=wrong)

    assert right.replaces is None
    with pytest.raises(SpentCode):
        confirm_contact(wrong, typed, by=olena, bound_to=HERE, at=NOON)
    assert {each.value for each in contacts(account.pk, olena)} == {"olena@example.com", NEW}
    assert letters() == []


def test_whoever_is_removed_is_told(account: Account, olena: User) -> None:
    contact = confirmed(account, olena)
    Message.objects.all().delete()

    for _ in range(2):
        remove_contact(contact, by=olena, at=NOON)

    assert letters() == [("olena@example.com", "removed"), (NEW, "removed")]
    assert [each.to for each in mail_addresses(account)] == ["olena@example.com"]
    assert events().count("contact.removed") == 1


def test_the_last_address_that_counts_stays(account: Account, olena: User) -> None:
    added(account, olena)
    only = Contact.objects.get(account=account, confirmed_at__isnull=False)

    with pytest.raises(LastAddress):
        remove_contact(only, by=olena, at=NOON)

    assert [each.to for each in mail_addresses(account)] == ["olena@example.com"]
    assert letters() == []


def test_a_number_and_what_is_not_confirmed_can_always_be_removed(account: Account, olena: User) -> None:
    phone, waiting = confirmed(account, olena, "+48501234567"), added(account, olena)

    remove_contact(phone, by=olena, at=NOON)
    remove_contact(waiting, by=olena, at=NOON)

    assert [each.value for each in contacts(account.pk, olena)] == ["olena@example.com"]


def test_nobody_collects_addresses(account: Account, olena: User) -> None:
    for number in range(9):
        added(account, olena, f"olena{number}@example.com")

    with pytest.raises(TooManyContacts):
        added(account, olena)

    assert Contact.objects.filter(account=account).count() == 10


def test_a_persons_own_address_hears_of_the_sign_in_and_not_of_the_account(account: Account, olena: User) -> None:
    contact = add_contact(0, "MAIL", NEW, by=olena, at=NOON)
    confirm_contact(contact, code(contact, olena), by=olena, bound_to=HERE, at=NOON)

    assert [each.to for each in mail_addresses(account)] == ["olena@example.com"]
    assert sorted(each.to for each in mail_addresses_of(olena)) == [NEW, "olena@example.com"]
    assert letters() == [(NEW, "added"), ("olena@example.com", "added")]


def test_a_persons_own_addresses_are_nobody_elses(olena: User, marek: User) -> None:
    contact = add_contact(0, "MAIL", NEW, by=olena, at=NOON)

    assert list(contacts(0, marek)) == []
    with pytest.raises(NoContact):
        send_code(contact, by=marek, bound_to=HERE, at=NOON)
    assert add_contact(0, "MAIL", NEW, by=marek, at=NOON) != contact


def test_a_persons_last_address_stays_and_one_of_an_account_counts_for_it(account: Account, olena: User) -> None:
    delegate = people.person("paula", "Paula Maj")
    only = people.mail(Account.objects.get(pk=0), delegate, "paula@example.com")
    with pytest.raises(LastAddress):
        remove_contact(only, by=delegate, at=NOON)

    own = people.mail(Account.objects.get(pk=0), olena, NEW)
    remove_contact(own, by=olena, at=NOON)
    assert [each.to for each in mail_addresses_of(olena)] == ["olena@example.com"]


def test_the_other_owner_of_an_address_is_told_too(account: Account, olena: User, marek: User) -> None:
    people.access(account, marek)
    people.mail(Account.objects.get(pk=0), olena, "olena.prywatnie@example.com")
    hers = Contact.objects.get(account=account)

    new = added(account, marek, "marek@example.com", instead=hers)
    confirm_contact(new, code(new, marek), by=marek, bound_to=HERE, at=NOON)

    assert ("olena@example.com", "replaced") in letters()
    assert mail_addresses_of(olena) == [
        each for each in mail_addresses_of(olena) if each.to == "olena.prywatnie@example.com"
    ]
