"""Contacts: nothing counts before its code was typed, nothing ends in silence, the last address stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connections

from abonent import vault
from abonent.journal.models import Event
from abonent.people.actions import (
    AlreadyThere,
    CountsAlready,
    LastAddress,
    NoContact,
    SpentCode,
    TooManyContacts,
    TooManySms,
    TooSoon,
    WrongCode,
    add_contact,
    confirm_contact,
    remove_contact,
    send_code,
)
from abonent.people.models import Account, Contact, User
from abonent.people.queries import contacts, mail_addresses, mail_addresses_of
from abonent.post.models import Message
from abonent.post.writing import bound_to, write
from tests import people
from tests.people import NOON

MINUTE = timedelta(minutes=1)
HERE = "this browser"
NEW = "olena.nowa@example.com"


def added(to: Account, by: User, value: str = NEW, *, at: datetime = NOON, instead: Contact | None = None) -> Contact:
    kind = "MAIL" if "@" in value else "PHONE"
    return add_contact(to.pk, kind, value, by=by, at=at, instead=instead)


def code(contact: Contact, by: User, *, at: datetime = NOON) -> str:
    """Send a code and return it, as its reader finds it."""
    send_code(contact, by=by, bound_to=HERE, at=at)
    return sent_code()


def sent_code() -> str:
    letter = Message.objects.order_by("-pk").exclude(secret="").first()
    assert letter
    opened: str = vault.open_sealed(letter.secret, bound_to=bound_to(letter)).decode()
    return opened.split('"')[3]


def confirmed(to: Account, by: User, value: str = NEW, *, instead: Contact | None = None) -> Contact:
    contact = added(to, by, value, instead=instead)
    return confirm_contact(contact, code(contact, by), by=by, bound_to=HERE, at=NOON)


def letters() -> list[tuple[str, str]]:
    """Return what was told about contacts, and where."""
    found = Message.objects.filter(template="contact_changed").order_by("pk")
    return [(letter.to, letter.context["what"]) for letter in found]


def events() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


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


def test_what_was_removed_or_is_confirmed_gets_no_code(account: Account, olena: User) -> None:
    gone, there = added(account, olena, "druga@example.com"), confirmed(account, olena)
    remove_contact(gone, by=olena, at=NOON)

    with pytest.raises(NoContact):
        send_code(gone, by=olena, bound_to=HERE, at=NOON)
    with pytest.raises(CountsAlready):
        send_code(there, by=olena, bound_to=HERE, at=NOON + MINUTE)


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
