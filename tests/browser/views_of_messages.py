"""What was sent, paying without signing in, and the page for no internet, in every state they have."""

from datetime import timedelta
from itertools import count

from django.urls import reverse

from abonent.billing import actions
from abonent.billing.models import Payment
from abonent.people.models import Account, User
from abonent.post.models import Message
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor

_keys = count(1)
TEXT = (
    "Wpłynęło 54,90 zł na konto 100 234, zapłacone 21 listopada 2026.\n\n"
    "Kwota została zaksięgowana. Wszystkie płatności z potwierdzeniami:\n{portal}/payments/\n\n"
    "-- \nIskra Net\n+48 85 999 01 23\nbiuro@iskra-net.example\n"
    "Nigdy nie prosimy o hasło – ani w liście, ani przez telefon.\n"
)


def letter(user: User | None, account: Account, *, days: int = 0, **more: object) -> Message:
    """A letter of so many days ago, about a payment when nothing else is said."""
    at = scenes.now() - timedelta(days=days, minutes=5)
    facts = {
        "template": "payment_received",
        "channel": "MAIL",
        "to": "olena.petrenko@example.com",
        "language": "pl",
        "subject": "Wpłynęło 54,90 zł",
        "text": TEXT.format(portal="http://localhost:8000"),
        "state": "SENT",
        "queued_at": at,
        "sent_at": at,
        "next_try_at": at + timedelta(days=1),  # the worker leaves it alone
        "tries": 1,
        "key": f"view:{account.pk}:{next(_keys)}",
        "account_id": account.pk,
        "user_id": user and user.pk,
    }
    return Message.objects.create(**{**facts, **more})


@view("messages")
def messages_before_the_first(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/messages/")


@view("messages")
def messages_of_every_kind_on_two_pages(visitor: Visitor) -> None:
    olena = scenes.customer("Katarzyna Brzęczyszczykiewicz-Wiśniewska")
    for days in range(22):
        letter(olena.user, olena.account, days=days)
    letter(olena.user, olena.account, subject="", text="", template="password_changed")
    letter(None, olena.account, to="ksiegowosc.wspolnoty@example.com", state="FAILED", sent_at=None)
    letter(olena.user, olena.account, channel="SMS", to="+48501234567", state="WAITING", sent_at=None, subject="")
    visitor.sign_in(olena.user).go("/messages/")


@view("message")
def message_as_it_was_sent(visitor: Visitor) -> None:
    olena = scenes.customer()
    found = letter(olena.user, olena.account, text=TEXT.format(portal=visitor.street.url))
    visitor.sign_in(olena.user).go(f"/messages/{found.pk}/")


@view("message")
def message_with_a_code(visitor: Visitor) -> None:
    olena = scenes.customer()
    found = letter(olena.user, olena.account, template="recover", subject="", text="")
    visitor.sign_in(olena.user).go(f"/messages/{found.pk}/")


@view("message")
def message_that_could_not_be_delivered(visitor: Visitor) -> None:
    olena = scenes.customer()
    found = letter(None, olena.account, to="ksiegowosc@example.com", state="FAILED", sent_at=None)
    visitor.sign_in(olena.user).go(f"/messages/{found.pk}/")


@view("message")
def message_that_waits(visitor: Visitor) -> None:
    olena = scenes.customer()
    found = letter(olena.user, olena.account, state="WAITING", sent_at=None, subject="", text="")
    visitor.sign_in(olena.user).go(f"/messages/{found.pk}/")


@view("public_pay")
def paying_without_signing_in(visitor: Visitor) -> None:
    visitor.go("/pl/pay/")


@view("public_pay", lasting=False)
def paying_an_account_that_cannot_be_paid(visitor: Visitor) -> None:
    visitor.go("/pl/pay/")
    assert visitor.send(number="999 999", amount="dużo") == 422


@view("public_pay", lasting=False)
def checking_without_signing_in(visitor: Visitor) -> None:
    olena = scenes.customer()
    visitor.go("/pl/pay/")
    assert visitor.send(number=olena.account.number, amount="54,90") == 200


@view("public_payment")
def anybodys_payment_waiting(visitor: Visitor) -> None:
    _payment(visitor, "STARTED")


@view("public_payment")
def anybodys_payment_waiting_for_long(visitor: Visitor) -> None:
    _payment(visitor, "STARTED", minutes_ago=10)


@view("public_payment")
def anybodys_payment_refused(visitor: Visitor) -> None:
    _payment(visitor, "REFUSED")


@view("public_payment")
def anybodys_payment_abandoned(visitor: Visitor) -> None:
    _payment(visitor, "ABANDONED")


@view("public_payment")
def anybodys_payment_failed(visitor: Visitor) -> None:
    _payment(visitor, "FAILED")


@view("public_payment")
def anybodys_payment_posted(visitor: Visitor) -> None:
    found = scenes.payment(scenes.customer().account, "75.00", "STARTED")
    scenes.confirmed(found)
    visitor.go(_address(found))


@view("public_payment")
def anybodys_payment_taken_back(visitor: Visitor) -> None:
    found = scenes.payment(scenes.customer().account, "60.00", "STARTED")
    actions.reverse(scenes.confirmed(found), at=scenes.now())
    visitor.go(_address(found))


@view("offline")
def no_internet(visitor: Visitor) -> None:
    visitor.go("/pl/offline/")


def _payment(visitor: Visitor, state: str, *, minutes_ago: int = 1) -> None:
    found = scenes.payment(scenes.customer().account, "60.00", state)
    Payment.objects.filter(pk=found.pk).update(started_at=scenes.now() - timedelta(minutes=minutes_ago))
    visitor.go(_address(found))


def _address(found: Payment) -> str:
    return reverse("public_payment", kwargs={"language": "pl", "begun": found.ref})
