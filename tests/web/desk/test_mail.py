"""What does not reach the customers: seen at the desk, and mended."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.journal.models import Event
from abonent.people.models import Account, Contact, User
from abonent.people.queries import mail_addresses
from tests import people
from tests.people import NOON
from tests.web.desk.things import letter, lost_letter, returned


def test_an_address_that_mail_comes_back_from_stands_there_with_whose_it_is_and_why(
    clerk: Client, account: Account
) -> None:
    returned(account)

    page = clerk.get("/desk/mail/").content.decode()

    assert "olena@example.com" in page
    assert "100\u00a0234" in page
    assert "Olena Petrenko" in page
    assert "there is no such address" in page


@pytest.mark.parametrize(
    ("status", "why"), [("5.2.2", "the mailbox is full"), ("4.4.1", "for a long time"), ("5.0.0", "refused it")]
)
def test_the_reason_is_said_in_words(clerk: Client, account: Account, status: str, why: str) -> None:
    contact = returned(account, status=status)

    page = clerk.get(f"/desk/mail/{contact.pk}/").content.decode()

    assert why in page
    assert "Letters go on being sent there" in page


def test_the_page_of_an_address_says_how_else_the_customer_is_reached(clerk: Client, account: Account) -> None:
    contact = returned(account)
    Contact.objects.create(account=account, kind="PHONE", value="+48500100200", confirmed_at=NOON)
    letter(account, state="BOUNCED", subject="Faktura na stronie")
    letter(account, state="BOUNCED", subject="Inny adres", to="inny@example.com")

    page = clerk.get(f"/desk/mail/{contact.pk}/").content.decode()

    assert "tel:+48500100200" in page
    assert "No letter goes there any more" in page
    assert "Faktura na stronie" in page
    assert "Inny adres" not in page


def test_what_works_again_gets_letters_again(clerk: Client, clerk_user: User, account: Account) -> None:
    contact = returned(account)
    assert mail_addresses(account) == []

    answer = clerk.post(f"/desk/mail/{contact.pk}/")

    assert answer["Location"] == "/desk/mail/?done=mended"
    assert [each.to for each in mail_addresses(account)] == ["olena@example.com"]
    (event,) = Event.objects.filter(kind="contact.mended")
    assert (event.account_id, event.by_id, event.via) == (account.pk, clerk_user.pk, "desk")
    assert clerk.post(f"/desk/mail/{contact.pk}/").status_code == 404
    assert Event.objects.filter(kind="contact.mended").count() == 1


def test_a_persons_own_address_is_there_too(clerk: Client, olena: User) -> None:
    contact = people.mail(Account.objects.get(pk=0), olena, "wlasny@example.com")
    Contact.objects.filter(pk=contact.pk).update(bounced_at=NOON, bounce="5.1.1")

    page = clerk.get(f"/desk/mail/{contact.pk}/").content.decode()

    assert "of the person alone" in page
    assert clerk.post(f"/desk/mail/{contact.pk}/").status_code == 302


def test_an_address_that_is_in_order_has_no_page(clerk: Client, account: Account) -> None:
    assert clerk.get(f"/desk/mail/{account.contacts.get().pk}/").status_code == 404


def test_letters_in_trouble_lead_to_the_customers_letters_or_stand_alone(clerk: Client, account: Account) -> None:
    theirs, nobodys, sent = letter(account, state="FAILED"), lost_letter(), letter(account)

    assert clerk.get(f"/desk/mail/trouble/{theirs.pk}/")["Location"] == f"/desk/customers/100234/messages/{theirs.pk}/"
    assert "SMTPRecipientsRefused 550" in clerk.get(f"/desk/mail/trouble/{nobodys.pk}/").content.decode()
    assert clerk.get(f"/desk/mail/trouble/{sent.pk}/").status_code == 404


def test_what_nobody_confirmed_is_a_list_of_its_own(clerk: Client, account: Account, olena: User) -> None:
    Contact.objects.create(account=account, user=olena, kind="MAIL", value="nowy@example.com", added_at=NOON)

    page = clerk.get("/desk/mail/unconfirmed/").content.decode()

    assert "nowy@example.com" in page
    assert "olena@example.com" not in page


@pytest.mark.parametrize("path", ["", "unconfirmed/", "trouble/"])
def test_the_lists_ask_the_same_however_long_they_are(clerk: Client, account: Account, path: str) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert clerk.get(f"/desk/mail/{path}").status_code == 200
        return len(asked)

    _more(account, 1)
    clerk.get(f"/desk/mail/{path}")
    one = ask()
    _more(account, 300)

    assert ask() == one


def _more(account: Account, count: int) -> None:
    new = {"account": account, "kind": "MAIL"}
    there = Contact.objects.count()
    Contact.objects.bulk_create(
        Contact(value=f"a{there + n}@example.com", bounced_at=NOON, bounce="5.1.1", confirmed_at=NOON, **new)
        for n in range(count)
    )
    Contact.objects.bulk_create(Contact(value=f"b{there + n}@example.com", **new) for n in range(count))
    for _ in range(count):
        letter(account, state="FAILED")
