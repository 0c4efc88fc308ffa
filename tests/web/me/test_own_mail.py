"""A person's own addresses: for those who own no account too, by the same machinery."""

import pytest
from django.test import Client

from abonent import vault
from abonent.people.models import Account, Contact, User
from abonent.people.queries import mail_addresses, mail_addresses_of
from abonent.post.models import Message
from abonent.post.writing import bound_to
from tests import people
from tests.people import NOON
from tests.web import doors
from tests.web.doors import text

OWN = "paula@example.com"


@pytest.fixture
def paula(account: Account) -> User:
    """Somebody who may pay for Olena and owns nothing."""
    user = people.person("paula", "Paula Maj")
    people.access(account, user, "PAYS")
    return user


@pytest.fixture
def hers(paula: User, client: Client) -> Client:
    client.force_login(paula)
    doors.step_up(client)
    client.cookies["abonent-language"] = "en"
    return client


def code() -> str:
    letter = Message.objects.filter(template="confirm_mail").exclude(secret="").latest("pk")
    opened: str = vault.open_sealed(letter.secret, bound_to=bound_to(letter)).decode()
    return opened.split('"')[3]


def add(browser: Client, of: Account) -> Contact:
    browser.post("/me/mail/add/", {"account": of.number, "value": OWN})
    return Contact.objects.latest("pk")


def test_without_an_address_the_page_says_what_that_means(hers: Client) -> None:
    found = text(hers.get("/me/mail/"))

    assert "There is no address of your own yet." in found
    assert "A forgotten password cannot be replaced by a link" in found


@pytest.mark.usefixtures("db")
def test_somebody_without_any_account_has_the_page_too(client: Client) -> None:
    client.force_login(people.person("nikt", "Nikt Taki"))
    doors.step_up(client)

    assert client.get("/me/mail/").status_code == 200
    assert client.post("/me/mail/add/", {"account": "", "value": OWN}).status_code == 302
    assert Contact.objects.get().account_id == 0


def test_an_own_address_is_confirmed_and_hears_of_the_sign_in_alone(
    hers: Client, account: Account, paula: User
) -> None:
    contact = add(hers, account)

    answer = hers.post(f"/me/mail/{contact.pk}/confirm/", {"account": account.number, "code": code()})

    assert answer.headers["Location"] == "/me/mail/?done=confirmed"
    assert [each.to for each in mail_addresses_of(paula)] == [OWN]
    assert OWN not in [each.to for each in mail_addresses(account)]


def test_the_account_has_no_page_about_a_persons_own_address(
    hers: Client, account: Account, olena: User, client: Client
) -> None:
    contact = add(hers, account)
    owner = Client()
    owner.force_login(olena)
    doors.step_up(owner)

    for path in (f"/me/contact/{contact.pk}/remove/", f"/me/mail/{contact.pk}/remove/"):
        assert owner.post(path, {"account": account.number}).status_code == 404
    contact.refresh_from_db()
    assert contact.ended_at is None


def test_the_last_one_stays(hers: Client, account: Account, paula: User) -> None:
    contact = people.mail(Account.objects.get(pk=0), paula, OWN)

    answer = hers.post(f"/me/mail/{contact.pk}/remove/", {"account": account.number})

    assert answer.status_code == 422
    assert "News about your sign-in" in text(answer)
    assert [each.to for each in mail_addresses_of(paula)] == [OWN]


def test_it_can_be_replaced_by_another(hers: Client, account: Account, paula: User) -> None:
    old = people.mail(Account.objects.get(pk=0), paula, "stara@example.com")
    hers.post(f"/me/mail/{old.pk}/change/", {"account": account.number, "value": OWN})
    new = Contact.objects.latest("pk")

    hers.post(f"/me/mail/{new.pk}/confirm/", {"account": account.number, "code": code()})

    assert [each.to for each in mail_addresses_of(paula)] == [OWN]
    told = sorted(Message.objects.filter(template="contact_changed").values_list("to", flat=True))
    assert told == [OWN, "stara@example.com"]
    old.refresh_from_db()
    assert old.ended_at == NOON
