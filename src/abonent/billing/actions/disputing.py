"""A customer disagrees with a line of the statement: kept as a note, not chased until the office has answered."""

from datetime import datetime

from django.db import transaction

from abonent import profile
from abonent.billing.actions.posting import relieve
from abonent.billing.models import Entry, Respite
from abonent.billing.queries.disputes import answer_dispute_by
from abonent.journal.actions import record
from abonent.language import lengths
from abonent.people import actions as people
from abonent.people.models import Account, User

LONGEST_WORDS = lengths.WORDS


class AlreadyDisputed(Exception):
    """Somebody disagrees with this entry already, and the office has not answered yet."""


class NoWords(Exception):
    """A disagreement has to say why, in as many words as are kept."""


@transaction.atomic
def disagree(account: Account, entry: Entry, *, words: str, at: datetime, by: User | None) -> Respite:
    """Note that an account's people disagree with one of its entries, and why.

    What is open of it is not chased until answered, and what was restricted for it works again; but for an entry about which
    the office has answered before.

    Raises Entry.DoesNotExist for another account's entry, NoWords, AlreadyDisputed.
    """
    account = people.lock_account(account.pk)
    entry = Entry.objects.select_related("invoice", "receipt").get(account=account, pk=entry.pk)
    if not 0 < len(words) <= LONGEST_WORDS:
        raise NoWords
    if Respite.objects.filter(account=account, entry=entry, kind=Respite.Kind.DISPUTE, ended_at=None).exists():
        raise AlreadyDisputed
    made = Respite.objects.create(
        account=account,
        kind=Respite.Kind.DISPUTE,
        plan=f"dispute:{entry.pk}",
        entry=entry,
        note=words,
        made_at=at,
        made_by=by,
    )
    record("dispute.made", at=at, account=account.pk, by=by.pk if by else None, subject=f"entry:{entry.pk}")
    relieve(account, at=at, because=f"entry:{entry.pk}")
    _tell(account, made, entry, at=at)
    return made


def _tell(account: Account, made: Respite, entry: Entry, *, at: datetime) -> None:
    people.notify(account, "dispute_received", key=f"dispute_received:{made.pk}", at=at, context={
        "account": account.number,
        "kind": entry.kind,
        "number": entry.invoice.number if entry.invoice else "",
        "booked_on": entry.booked_on.isoformat(),
        "amount": str(entry.amount),
        "days": profile.current().desk.answer_days["DISPUTE"],
        "answer_by": answer_dispute_by(at).isoformat(),
        "entry": entry.pk,
        "again": Respite.objects.filter(account=account, entry=entry, kind=made.kind).exclude(pk=made.pk).exists(),
    })  # fmt: skip
