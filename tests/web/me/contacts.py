"""Contact data as it is typed: adding an address or a number, and the code that came there."""

from datetime import timedelta

from django.test import Client

from abonent import vault
from abonent.people.models import Account, Contact
from abonent.post.models import Message
from abonent.post.writing import bound_to
from tests.web.doors import text

NEW = "olena.nowa@example.com"
MINUTE = timedelta(minutes=1)


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
