"""A letter that the office writes to a customer, in its own words."""

from datetime import datetime

from django.db import transaction

from abonent.journal.actions import record
from abonent.journal.queries import last_time
from abonent.people.actions.letters import notify
from abonent.people.actions.locking import lock_account
from abonent.people.models import Account, User


class NobodyToWriteTo(Exception):
    """The account has no confirmed e-mail address."""


@transaction.atomic
def write_letter(account: Account, *, subject: str, text: str, once: str, at: datetime, by: User) -> bool:
    """Write to everybody whom an account's letters reach. The same form (`once`) sent twice is one letter.

    Returns whether it was written just now. Raises NobodyToWriteTo.
    """
    found = lock_account(account.pk)
    about = f"letter:{found.pk}:{once}"
    if last_time("letter.written", about):
        return False
    if not notify(found, "letter", key=about, at=at, context=words(found, subject=subject, text=text, by=by)):
        raise NobodyToWriteTo
    record("letter.written", at=at, account=found.pk, subject=about, by=by.pk, via="desk")
    return True


def words(account: Account, *, subject: str, text: str, by: User) -> dict[str, object]:
    """Return what the letter is written with. Lines are a list: a value of its own could not have several."""
    return {"subject": subject, "lines": text.splitlines(), "account": account.number, "by": by.name}
