"""Contact data: typed, confirmed by a code on the next page, replaced, removed; the old addresses hear of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent import vault
from abonent.people.models import Account, Contact, User
from abonent.people.queries import mail_addresses, mail_addresses_of
from abonent.post.models import Message
from abonent.post.writing import bound_to
from tests import people
from tests.people import NOON
from tests.web import doors
from tests.web.doors import kinds, text

NEW = "olena.nowa@example.com"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def proven(browser: Client) -> Client:
    """Olena, who has just typed her password once more."""
    doors.step_up(browser)
    return browser


def sent(of: Account, **more: str) -> dict[str, str]:
    return {"account": of.number, **more}


def add(browser: Client, of: Account, value: str = NEW) -> Contact:
    kind = "mail" if "@" in value else "phone"
    answer = browser.post(f"/me/contact/{kind}/", sent(of, value=value))
    assert answer.status_code == 302, text(answer)
    return Contact.objects.latest("pk")


def code() -> str:
    """Return the newest code, as its reader finds it."""
    letter = Message.objects.filter(template__startswith="confirm").exclude(secret="").latest("pk")
    opened: str = vault.open_sealed(letter.secret, bound_to=bound_to(letter)).decode()
    return opened.split('"')[3]


def page(contact: Contact, what: str = "confirm") -> str:
    return f"/me/contact/{contact.pk}/{what}/"


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


def test_the_field_for_the_code_is_one_that_telephones_fill(proven: Client, account: Account) -> None:
    found = proven.get(page(add(proven, account, "501 234 567"))).content.decode()

    assert 'autocomplete="one-time-code"' in found
    assert 'inputmode="numeric"' in found


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


def test_wrong_codes_are_counted_and_after_five_the_right_one_does_not_work(proven: Client, account: Account) -> None:
    contact = add(proven, account)
    right = code()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    answers = [proven.post(page(contact), sent(account, code=wrong)) for _ in range(5)]
    late = proven.post(page(contact), sent(account, code=right))

    assert [answer.status_code for answer in [*answers, late]] == [422] * 6
    assert "4 tries are left." in text(answers[0])
    assert "1 try is left." in text(answers[3])
    assert "This code does not work any more." in text(answers[4])
    assert "This code does not work any more." in text(late)
    contact.refresh_from_db()
    assert contact.confirmed_at is None


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567", "١٢٣٤٥٦"])
def test_what_is_not_six_digits_is_not_a_try(proven: Client, account: Account, typed: str) -> None:
    contact = add(proven, account)
    for _ in range(6):
        assert proven.post(page(contact), sent(account, code=typed)).status_code == 422

    answer = proven.post(page(contact), sent(account, code=f" {code()[:3]} {code()[3:]} "))

    assert answer.status_code == 302


def test_the_code_does_not_work_in_another_browser(proven: Client, account: Account, olena: User) -> None:
    contact = add(proven, account)
    other = Client(headers={"Accept-Language": "en"})
    other.force_login(olena)

    assert "No code waits to be typed in this browser." in text(other.get(page(contact)))
    assert other.post(page(contact), sent(account, code=code())).status_code == 422
    assert proven.post(page(contact), sent(account, code=code())).status_code == 302


def test_another_code_can_be_sent_after_a_minute(proven: Client, account: Account) -> None:
    contact = add(proven, account)

    with time_machine.travel(NOON + MINUTE / 2, tick=False):
        soon = proven.post(page(contact, "code"), sent(account))
    with time_machine.travel(NOON + MINUTE, tick=False):
        later = proven.post(page(contact, "code"), sent(account))
        found = text(proven.get(page(contact)))

    assert soon.status_code == 429
    assert "Another code can be sent in 30 seconds." in text(soon)
    assert later.headers["Location"] == page(contact)
    assert "A code was sent at 12:01 to o***@example.com" in found
    assert Message.objects.count() == 2


def test_after_five_codes_to_one_address_a_day_no_more_are_sent(proven: Client, account: Account) -> None:
    contact = add(proven, account)
    answers: list[Any] = []
    for minute in range(1, 6):
        with time_machine.travel(NOON + minute * MINUTE, tick=False):
            answers.append(proven.post(page(contact, "code"), sent(account)))

    assert [answer.status_code for answer in answers] == [302, 302, 302, 302, 429]
    assert "That was tried too often." in text(answers[-1])
    assert Message.objects.count() == 5


def test_a_number_that_got_too_many_sms_today_is_told_so(proven: Client, account: Account, neighbour: Account) -> None:
    for number in range(5):
        Message.objects.create(
            account_id=neighbour.pk, channel="SMS", to="+48501234567", language="pl", template="confirm_phone",
            key=f"sms:{number}", queued_at=NOON - MINUTE, next_try_at=NOON, state="SENT",
        )  # fmt: skip

    contact = add(proven, account, "501234567")

    assert "No more SMS are sent to this number today." in text(proven.get(page(contact)))
    assert proven.post(page(contact, "code"), sent(account)).status_code == 429
    assert Message.objects.filter(channel="SMS").count() == 5


def test_too_many_addresses_in_an_hour_are_refused_and_nothing_typed_is_lost(proven: Client, account: Account) -> None:
    for number in range(8):
        add(proven, account, f"olena{number}@example.com")
    Contact.objects.filter(value__startswith="olena", confirmed_at=None).update(ended_at=NOON)
    for number in range(2):
        add(proven, account, f"inna{number}@example.com")

    answer = proven.post("/me/contact/mail/", sent(account, value=NEW))

    assert answer.status_code == 429
    assert NEW in answer.content.decode()
    assert Message.objects.count() == 10


def test_nobody_has_codes_sent_all_day(proven: Client, account: Account, olena: User) -> None:
    for hour in range(4):
        with time_machine.travel(NOON + timedelta(hours=hour), tick=False):
            proven.force_login(olena)
            doors.step_up(proven)
            for number in range(8):
                proven.post("/me/contact/mail/", sent(account, value=f"olena{hour}{number}@example.com"))
            Contact.objects.filter(confirmed_at=None).update(ended_at=NOON)

    assert Message.objects.filter(template="confirm_mail").count() == 20


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


def test_a_code_sent_twice_from_two_tabs_confirms_once(proven: Client, account: Account) -> None:
    contact = add(proven, account)
    typed = code()

    first, second = (proven.post(page(contact), sent(account, code=typed)) for _ in range(2))

    assert (first.headers["Location"], second.headers["Location"]) == ("/me/contact/?done=confirmed",) * 2
    assert kinds("contact.confirmed") == ["contact.confirmed"]


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
