"""Letters that those with a name have had: written as they would have been, and never sent to anybody."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db.models import F

from abonent import profile
from abonent.billing.models import Receipt
from abonent.demo.cast import Person
from abonent.people.models import Access, Contact, User
from abonent.post.models import Message, Printing
from abonent.post.writing import write

AFTER = timedelta(seconds=20)
"""How long a letter is on its way."""
THINKING = timedelta(minutes=9)
"""How long somebody needs to choose a password."""


def remember(named: Sequence[Person], *, since: datetime, until: datetime) -> None:
    """Keep the letters of a stretch [since, until) for the accounts that people with a name own; those kept before stay."""
    owned = {right["number"] for person in named for right in person.rights if right["role"] == "OWNER"}
    reached = _addresses(owned)
    letters = list(chain(_about_money(reached, since, until), _about_coming_in(reached, since, until)))
    known = set(Message.objects.filter(key__in=[each.key for each in letters]).values_list("key", flat=True))
    Message.objects.bulk_create([_written(each) for each in letters if each.key not in known])


def _addresses(owned: set[str]) -> dict[int, list[Contact]]:
    mail = Contact.objects.filter(kind=Contact.Kind.MAIL, confirmed_at__isnull=False, ended_at=None)
    found: dict[int, list[Contact]] = {}
    for contact in mail.filter(account__number__in=owned).select_related("account", "user").order_by("pk"):
        found.setdefault(contact.account_id, []).append(contact)
    return found


def _about_money(reached: dict[int, list[Contact]], since: datetime, until: datetime) -> Iterator[Message]:
    came = Receipt.objects.filter(account__in=reached, received_at__gte=since, received_at__lt=until, amount__gt=0)
    for receipt in came.order_by("received_at", "pk"):
        for contact in reached[receipt.account_id]:
            said = {"amount": str(receipt.amount), "account": contact.account.number}
            said["paid_on"] = receipt.paid_on.isoformat()
            key = f"receipt:{receipt.pk}:{contact.value}"  # as billing calls it, so that no letter is there twice
            yield _letter("payment_received", contact, key=key, at=receipt.received_at, context=said)


def _about_coming_in(reached: dict[int, list[Contact]], since: datetime, until: datetime) -> Iterator[Message]:
    """Everybody came in by a link, which was never kept, and chose a password."""
    rights = Access.objects.filter(account__in=reached, valid__startswith__gte=since, valid__startswith__lt=until)
    for right in rights.order_by("pk"):
        for contact in (each for each in reached[right.account_id] if each.user_id == right.user_id and _came(each)):
            came, chose = f"first_access:{right.pk}", f"password_chosen:{right.pk}"
            yield _letter("first_access", contact, key=came, at=right.valid.lower, account_id=None)
            yield _letter("password_chosen", contact, key=chose, at=right.valid.lower + THINKING, account_id=None)


def _came(contact: Contact) -> bool:
    """Tell whether somebody has chosen a password; others have a real invitation (`demo.invited`)."""
    return contact.user is not None and contact.user.has_usable_password()


def _letter(template: str, contact: Contact, *, at: datetime, **more: Any) -> Message:
    facts = {"account_id": contact.account_id, "user_id": contact.user_id, "to": contact.value, "channel": "MAIL"}
    language = (contact.user and contact.user.language) or contact.account.language
    times = {"queued_at": at, "next_try_at": at, "sent_at": at + AFTER, "state": Message.State.SENT, "tries": 1}
    return Message(template=template, language=language, **{**facts, **times, **more})


def _written(letter: Message) -> Message:
    """Write a letter as the post would have; of one that carried a link nothing was kept."""
    if letter.template != "first_access":
        words = write(letter)
        letter.subject, letter.text = words.subject, words.text
    return letter


ABOUT_DEBTS = ("debt_reminder", "debt_notice", "debt_restricted", "debt_suspended", "restriction_lifted")


def leave(named: Sequence[Person], *, since: datetime, until: datetime) -> None:
    """Let the letters about debts [since, until] have been sent, or posted; the words are kept of those with a name."""
    waiting = Message.objects.filter(
        template__in=ABOUT_DEBTS, queued_at__gte=since, queued_at__lte=until, state=Message.State.WAITING
    )
    for letter in waiting.filter(user_id__in=User.objects.filter(login__in=[each.login for each in named])):
        words = write(letter)
        letter.subject, letter.text = words.subject, words.text
        letter.save()
    sent = {"state": Message.State.SENT, "tries": 1, "sent_at": F("queued_at") + AFTER}
    if on_paper := waiting.filter(channel=Message.Channel.PAPER).count():
        posted = {"posted_on": profile.today(until), "posted_at": until}
        printing = Printing.objects.create(made_at=until, letters=on_paper, **posted)
        waiting.filter(channel=Message.Channel.PAPER).update(printing=printing, **sent)
    waiting.update(**sent)


def as_if_sent(account: int, at: datetime) -> None:
    """Let the letters that an account was written at an instant have been sent then."""
    for letter in Message.objects.filter(account_id=account, queued_at=at, state=Message.State.WAITING):
        words = write(letter)
        letter.subject, letter.text, letter.state = words.subject, words.text, Message.State.SENT
        letter.tries, letter.sent_at = 1, at + AFTER
        letter.save()
