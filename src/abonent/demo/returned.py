"""One of those with a name has an address that is not there any more: a letter has gone there and come back."""

from datetime import datetime, timedelta

from django.db import transaction

from abonent import profile
from abonent.demo.script import script
from abonent.demo.sending_back import STATUS
from abonent.people.actions import note_bounce
from abonent.people.models import Account, Contact
from abonent.post.actions import take_back
from abonent.post.bouncing import Report, digest
from abonent.post.models import Message
from abonent.post.writing import write

LETTER = "address_changed"
SENT_BEFORE = timedelta(days=3, hours=2)
CAME_BACK_AFTER = timedelta(minutes=4)


@transaction.atomic
def come_back(at: datetime) -> None:
    """Let the letter come back that was sent there three days ago; once."""
    for said in script().accounts:
        account = Account.objects.filter(number=said["number"]).first()
        if account and "gone" in said and not Message.objects.filter(key=_key(account)).exists():
            _let_come_back(account, said["gone"], at - SENT_BEFORE)


def _let_come_back(account: Account, address: str, sent_at: datetime) -> None:
    Contact.objects.create(
        account=account, kind=Contact.Kind.MAIL, value=address, confirmed_at=profile.midnight(account.opened_on)
    )
    letter = Message(
        account_id=account.pk, channel="MAIL", to=address, language=account.language, template=LETTER, key=_key(account),
        context={"account": account.number, "address": str(account.post_place), "at": sent_at.isoformat()},
        state=Message.State.SENT, tries=1, queued_at=sent_at, next_try_at=sent_at, sent_at=sent_at,
    )  # fmt: skip
    written = write(letter)
    letter.subject, letter.text = written.subject, written.text
    letter.save()
    take_back(Report(letter.pk, STATUS), claimed=digest(letter.pk, letter.key), at=sent_at + CAME_BACK_AFTER)
    letter.refresh_from_db()
    note_bounce(letter)


def _key(account: Account) -> str:
    return f"demo:returned:{account.number}"
