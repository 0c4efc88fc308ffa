"""Contact data: seen, added by a code, corrected, replaced, removed; the old addresses hear of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.people.models import Account, Contact, User
from abonent.people.queries import mail_addresses, mail_addresses_of
from abonent.post.models import Message
from tests import people
from tests.people import NOON
from tests.web import doors
from tests.web.doors import kinds, text
from tests.web.me.contacts import NEW, add, code, page, sent


def test_the_page_says_what_counts(browser: Client, account: Account, olena: User) -> None:
    Contact.objects.create(account=account, user=olena, kind="PHONE", value="+48501234567")

    found = text(browser.get("/me/contact/"))

    assert "olena@example.com confirmed on 1 January 2024" in found
    assert "501 234 567 not confirmed yet" in found


def test_an_account_without_any_says_what_will_be_there(browser: Client, account: Account) -> None:
    Contact.objects.filter(account=account).update(ended_at=NOON)

    found = text(browser.get("/me/contact/"))

    assert "There is no e-mail address yet." in found
    assert "There is no number yet." in found


@pytest.mark.parametrize("path", ["mail/", "phone/", "{}/change/", "{}/remove/"])
def test_whoever_wants_to_change_something_proves_themselves_first(
    browser: Client, account: Account, path: str
) -> None:
    contact = Contact.objects.get(account=account)
    address = f"/me/contact/{path.format(contact.pk)}"

    asked, posted = browser.get(address), browser.post(address, sent(account, value=NEW))

    assert [asked.headers["Location"], posted.headers["Location"]] == [
        f"/step-up/?next={address.replace('/', '%2F')}"
    ] * 2
    assert Contact.objects.count() == 1
    assert kinds("contact.added", "contact.removed") == []


def test_an_address_is_added_by_its_code(proven: Client, account: Account) -> None:
    contact = add(proven, account)
    shown = text(proven.get(page(contact)))
    assert "A code was sent at 12:00 to o***@example.com" in shown
    assert "It works until 12:10, in this browser" in shown
    assert "panel@iskra-net.example" in shown
    assert "olena.nowa" not in shown

    answer = proven.post(page(contact), sent(account, code=code()))

    assert answer.headers["Location"] == "/me/contact/?done=confirmed"
    assert "counts from now on" in text(proven.get(answer.headers["Location"]))
    assert [each.to for each in mail_addresses(account)] == ["olena@example.com", NEW]
    assert kinds("contact.added", "contact.confirmed") == ["contact.added", "contact.confirmed"]


def test_a_number_is_added_by_sms(proven: Client, account: Account) -> None:
    contact = add(proven, account, "501 234 567")
    (sms,) = Message.objects.filter(channel="SMS")
    assert (sms.to, contact.value) == ("+48501234567", "+48501234567")
    assert "to *** 567" in text(proven.get(page(contact)))

    proven.post(page(contact), sent(account, code=code()))

    contact.refresh_from_db()
    assert contact.confirmed_at == NOON


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("mail", "", "Please type an e-mail address."),
        ("mail", "olena@", "This is not a whole e-mail address."),
        ("mail", "o" * 400 + "@example.com", "This is not a whole e-mail address."),
        ("mail", "olena@example.com\r\nBcc: x@example.com", "This is not a whole e-mail address."),
        ("mail", "OLENA@EXAMPLE.COM", "This one is there already, and counts."),
        ("phone", "", "Please type a number."),
        ("phone", "112", "There is no such telephone number."),
        ("phone", "+44 7911 123456", "We send no SMS to this country."),
        ("phone", "22 621 00 00", "No SMS can be sent to this number."),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_stays_typed(
    proven: Client, account: Account, kind: str, typed: str, says: str
) -> None:
    answer = proven.post(f"/me/contact/{kind}/", sent(account, value=typed))

    assert answer.status_code == 422
    assert text(answer).startswith("Error: Add")
    assert says in text(answer)
    assert Contact.objects.count() == 1
    assert Message.objects.count() == 0


def test_an_address_of_somebody_else_is_answered_like_any_other(
    proven: Client, account: Account, neighbour: Account, marek: User
) -> None:
    people.mail(neighbour, marek, "marek@example.com")

    known, unknown = add(proven, account, "marek@example.com"), add(proven, account, "nikt@example.com")
    first, second = (text(proven.get(page(each))) for each in (known, unknown))

    assert first.replace("m***", "n***") == second


def test_a_wrong_address_is_corrected(proven: Client, account: Account) -> None:
    wrong = add(proven, account, "olena@exmaple.com")
    assert 'value="olena@exmaple.com"' in proven.get(page(wrong, "change")).content.decode()

    answer = proven.post(page(wrong, "change"), sent(account, value=NEW))

    right = Contact.objects.latest("pk")
    assert answer.headers["Location"] == page(right)
    assert (right.value, right.replaces) == (NEW, None)
    assert proven.get(page(wrong)).status_code == 404
    assert [each.value for each in Contact.objects.filter(ended_at=None, confirmed_at=None)] == [NEW]


def test_the_old_address_is_replaced_when_the_new_one_is_confirmed_and_hears_of_it(
    proven: Client, account: Account, olena: User
) -> None:
    old = Contact.objects.get(account=account)
    assert "Until then the present one stays." in text(proven.get(page(old, "change")))
    proven.post(page(old, "change"), sent(account, value=NEW))
    new = Contact.objects.latest("pk")
    assert [each.to for each in mail_addresses(account)] == ["olena@example.com"]

    proven.post(page(new), sent(account, code=code()))

    assert [each.to for each in mail_addresses(account)] == [NEW]
    assert [each.to for each in mail_addresses_of(olena)] == [NEW]
    told = Message.objects.filter(template="contact_changed").values_list("to", "context__what")
    assert sorted(told) == [(NEW, "replaced"), ("olena@example.com", "replaced")]


def test_the_last_address_stays_and_the_page_says_why(proven: Client, account: Account) -> None:
    only = Contact.objects.get(account=account)

    asked, posted = proven.get(page(only, "remove")), proven.post(page(only, "remove"), sent(account))

    assert [asked.status_code, posted.status_code] == [200, 422]
    for answer in (asked, posted):
        assert "This is the only address that is confirmed" in text(answer)
        assert 'href="/me/contact/mail/"' in answer.content.decode()
    assert [each.to for each in mail_addresses(account)] == ["olena@example.com"]


def test_an_address_is_removed_once_however_often_it_is_pressed(proven: Client, account: Account, olena: User) -> None:
    other = people.mail(account, olena, NEW)
    assert "also this one, gets a last letter" in text(proven.get(page(other, "remove")))

    first, second = (proven.post(page(other, "remove"), sent(account)) for _ in range(2))

    assert first.headers["Location"] == "/me/contact/?done=removed"
    assert second.status_code == 404
    assert [each.to for each in mail_addresses(account)] == ["olena@example.com"]
    assert Message.objects.filter(template="contact_changed").count() == 2
    assert kinds("contact.removed") == ["contact.removed"]


def test_nobody_confirms_sends_or_removes_on_another_account(
    proven: Client, account: Account, neighbour: Account, marek: User
) -> None:
    contact = add(proven, account)
    his = Client()
    his.force_login(marek)
    doors.step_up(his)
    for what in ("confirm", "code", "change", "remove"):
        assert his.post(page(contact, what), sent(neighbour, code=code(), value=NEW)).status_code == 404
    assert his.post(page(contact), sent(account, code=code())).status_code == 409

    contact.refresh_from_db()
    assert (contact.confirmed_at, contact.ended_at) == (None, None)


def test_a_person_who_may_only_pay_changes_nothing(account: Account, client: Client) -> None:
    paula = people.person("paula", "Paula Maj")
    people.access(account, paula, "PAYS")
    client.force_login(paula)
    doors.step_up(client)

    answers = [client.get("/me/contact/"), client.post("/me/contact/mail/", sent(account, value=NEW))]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Contact.objects.count() == 1


def test_ten_addresses_cost_as_much_as_one(browser: Client, account: Account, olena: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert browser.get("/me/contact/").status_code == 200
        return len(statements)

    one = asked()
    for number in range(9):
        people.mail(account, olena, f"olena{number}@example.com")

    assert asked() == one
