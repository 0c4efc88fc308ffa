"""A contact counts once the code that was sent there is typed where it was asked for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from abonent.journal.models import Event
from abonent.people.actions import (
    CountsAlready,
    NoContact,
    SpentCode,
    TooManySms,
    TooSoon,
    WrongCode,
    confirm_contact,
    remove_contact,
    send_code,
)
from abonent.people.models import Account, Contact, User
from abonent.people.queries import mail_addresses, mail_addresses_of
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.people import NOON
from tests.people.contacts import HERE, MINUTE, NEW, added, code, confirmed, events, letters


def test_an_address_does_not_count_before_it_is_confirmed(account: Account, olena: User) -> None:
    added(account, olena)

    assert [each.to for each in mail_addresses(account)] == ["olena@example.com"]
    assert [each.to for each in mail_addresses_of(olena)] == ["olena@example.com"]
    assert Message.objects.count() == 0


def test_with_the_code_it_counts_and_everybody_is_told(account: Account, olena: User) -> None:
    contact = added(account, olena)

    found = confirm_contact(contact, code(contact, olena), by=olena, bound_to=HERE, at=NOON + MINUTE)

    assert found.confirmed_at == NOON + MINUTE
    assert [each.to for each in mail_addresses(account)] == ["olena@example.com", NEW]
    assert letters() == [("olena@example.com", "added"), (NEW, "added")]
    assert events() == ["contact.added", "contact.confirmed"]
    assert "nowa" not in str(list(Event.objects.values()))


def test_the_code_goes_to_the_new_address_alone_and_stands_nowhere_else(account: Account, olena: User) -> None:
    contact = added(account, olena)
    typed = code(contact, olena)

    (letter,) = Message.objects.all()
    assert (letter.to, letter.channel, letter.template) == (NEW, "MAIL", "confirm_mail")
    assert typed not in str(letter.context)
    assert typed in write(letter).text
    assert typed in write(letter).subject


def test_a_number_is_confirmed_by_sms(account: Account, olena: User) -> None:
    contact = confirmed(account, olena, "+48501234567")

    sms = Message.objects.get(channel="SMS")
    assert (sms.to, sms.template) == ("+48501234567", "confirm_phone")
    assert len(write(sms).text) < 160
    assert contact.confirmed_at == NOON
    assert letters() == [("olena@example.com", "added")]


def test_a_wrong_code_and_one_of_another_browser_confirm_nothing(account: Account, olena: User) -> None:
    contact = added(account, olena)
    typed = code(contact, olena)
    wrong = f"{(int(typed) + 1) % 1_000_000:06}"

    with pytest.raises(WrongCode) as caught:
        confirm_contact(contact, wrong, by=olena, bound_to=HERE, at=NOON)
    with pytest.raises(SpentCode):
        confirm_contact(contact, typed, by=olena, bound_to="another", at=NOON)
    with pytest.raises(SpentCode):
        confirm_contact(contact, typed, by=olena, bound_to=HERE, at=NOON + 10 * MINUTE)

    assert caught.value.left == 4
    contact.refresh_from_db()
    assert contact.confirmed_at is None


def test_the_code_of_one_address_does_not_confirm_another(account: Account, olena: User) -> None:
    first, second = added(account, olena), added(account, olena, "druga@example.com")
    typed = code(first, olena)

    with pytest.raises(SpentCode):
        confirm_contact(second, typed, by=olena, bound_to=HERE, at=NOON)


def test_another_code_can_be_sent_after_a_minute_and_makes_the_first_void(account: Account, olena: User) -> None:
    contact = added(account, olena)
    first = code(contact, olena)

    with pytest.raises(TooSoon) as caught:
        send_code(contact, by=olena, bound_to=HERE, at=NOON + MINUTE / 2)
    assert caught.value.again_at == NOON + MINUTE

    second = code(contact, olena, at=NOON + MINUTE)
    if first != second:
        with pytest.raises(WrongCode):
            confirm_contact(contact, first, by=olena, bound_to=HERE, at=NOON + MINUTE)
    confirm_contact(contact, second, by=olena, bound_to=HERE, at=NOON + MINUTE)


def test_so_many_sms_go_to_a_number_in_a_day_whoever_asks(
    account: Account, neighbour: Account, olena: User, marek: User
) -> None:
    hers, his = added(account, olena, "+48501234567"), added(neighbour, marek, "+48501234567")
    for minute in range(3):
        code(hers, olena, at=NOON + minute * MINUTE)
    for minute in range(2):
        code(his, marek, at=NOON + minute * MINUTE)

    with pytest.raises(TooManySms):
        send_code(his, by=marek, bound_to=HERE, at=NOON + 10 * MINUTE)
    assert Message.objects.filter(channel="SMS").count() == 5

    code(his, marek, at=NOON + timedelta(days=1))
    assert Message.objects.filter(channel="SMS").count() == 6


def test_what_was_removed_or_is_confirmed_gets_no_code(account: Account, olena: User) -> None:
    gone, there = added(account, olena, "druga@example.com"), confirmed(account, olena)
    remove_contact(gone, by=olena, at=NOON)

    with pytest.raises(NoContact):
        send_code(gone, by=olena, bound_to=HERE, at=NOON)
    with pytest.raises(CountsAlready):
        send_code(there, by=olena, bound_to=HERE, at=NOON + MINUTE)


@pytest.mark.usefixtures("committed")
def test_so_many_sms_however_many_ask_at_once() -> None:
    """The limit is one number's, so it holds between accounts that have no lock in common."""
    asking = []
    for number in range(100800, 100808):
        user = people.person(f"person{number}", "Jan Kowalski")
        asking.append((added(people.account(str(number), "Jan Kowalski", user), user, "+48501234567"), user))

    def ask(one: tuple[Contact, User]) -> bool:
        try:
            send_code(one[0], by=one[1], bound_to=HERE, at=NOON)
        except TooManySms:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(max_workers=8) as all_at_once:
        sent = list(all_at_once.map(ask, asking))

    assert sum(sent) == 5
    assert Message.objects.filter(channel="SMS").count() == 5


def test_whose_browser_the_code_was_typed_in_has_the_address(account: Account, olena: User, marek: User) -> None:
    """Two own the account. One typed the other's address: with it nobody may find a way into another's sign-in."""
    people.access(account, marek)
    contact = added(account, olena, "marek@example.com")

    confirm_contact(contact, code(contact, marek), by=marek, bound_to=HERE, at=NOON)

    assert [each.to for each in mail_addresses_of(marek)] == ["marek@example.com"]
    assert [each.to for each in mail_addresses_of(olena)] == ["olena@example.com"]
    assert [each.to for each in mail_addresses(account)] == ["olena@example.com", "marek@example.com"]
