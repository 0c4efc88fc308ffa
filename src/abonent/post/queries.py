"""What may be asked of the post."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from abonent.post.models import Document, Message, Printing
from abonent.profile.days_off import is_quiet

MANY = 100_000
"""So many letters are counted; a page that says how many wait stays quick."""
OPERATOR = 0
"""The operator's own account: letters about a person alone may name it."""


def single() -> QuerySet[Message]:
    """Return the letters that wait and are sent one by one: neither in bulk nor on paper."""
    return Message.objects.filter(state=Message.State.WAITING, in_bulk=False).exclude(channel=Message.Channel.PAPER)


def due(at: datetime) -> QuerySet[Message]:
    """Return the single letters that may be tried now: new ones at once, others when their pause is over."""
    return single().filter(Q(tries=0) | Q(next_try_at__lte=at))


def overdue(at: datetime) -> QuerySet[Message]:
    """Return the single letters that wait although their time has come, the oldest first."""
    return single().filter(next_try_at__lte=at).order_by("next_try_at", "id")


def _in_bulk() -> QuerySet[Message]:
    return Message.objects.filter(state=Message.State.WAITING, in_bulk=True).exclude(channel=Message.Channel.PAPER)


def in_bulk(at: datetime) -> QuerySet[Message]:
    """Return the letters in bulk whose turn it is, in the order of their turns; at quiet hours not those that chase debts."""
    found = _in_bulk().filter(next_try_at__lte=at).order_by("next_try_at", "id")
    return found.exclude(about__startswith="reminder:") if is_quiet(at) else found


def to_print() -> QuerySet[Message]:
    """Return the letters on paper that are in no print file yet, by post code."""
    waiting = Message.objects.filter(state=Message.State.WAITING, channel=Message.Channel.PAPER, printing=None)
    return waiting.order_by("to", "id")


def letters_in(printing: int) -> QuerySet[Message]:
    """Return the letters of a print file, by post code."""
    return Message.objects.filter(printing=printing).order_by("to", "id")


def printings() -> QuerySet[Printing]:
    """Return the print files that were made."""
    return Printing.objects.all()


def newest_printing() -> int:
    """Return the number of the newest print file, 0 where there is none."""
    return printings().order_by("-pk").values_list("pk", flat=True).first() or 0


def not_posted() -> QuerySet[Printing]:
    """Return the print files whose letters were not posted yet, the oldest first."""
    return Printing.objects.filter(posted_on=None).order_by("pk")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many letters wait, counted up to MANY, how many of them are about bills, and since when the oldest does."""

    letters: int
    bills: int
    since: datetime | None

    @property
    def is_more(self) -> bool:
        """Say whether there are more than were counted."""
        return self.letters == MANY


def paper_waiting() -> Waiting:
    """Return what waits for the printer."""
    some = to_print().order_by()[:MANY]
    found = some.aggregate(
        n=Count("pk"), bills=Count("pk", filter=Q(about__startswith="invoice:")), since=Min("queued_at")
    )
    return Waiting(found["n"], found["bills"], found["since"])


def bulk_waiting() -> int:
    """Return how many letters in bulk wait for their turn, counted up to MANY."""
    return _in_bulk()[:MANY].count()


def kinds_in(printing: int) -> list[tuple[str, int]]:
    """Return of which kinds the letters of a print file are, by their templates, and how many of each."""
    found = Message.objects.filter(printing=printing).values_list("template").annotate(n=Count("pk"))
    return sorted(found, key=lambda each: -each[1])


def documents(account: int, *, subjects: list[str] | None = None) -> QuerySet[Document]:
    """Return what is kept for an account, of some subjects ("agreement:U/2024/0017") only when they are named, the newest first."""
    found = Document.objects.filter(account_id=account).order_by("-kept_at", "-pk")
    return found if subjects is None else found.filter(subject__in=subjects)


def letters_to(user: int, *, accounts: Collection[int], shared: int | None) -> QuerySet[Message]:
    """Return what was sent to a person, the newest first: about themselves, and about accounts that they may see today.

    What went to an address that is nobody's in particular is among it for one account only (`shared`).
    """
    about = Q(account_id=None) | Q(account_id__in=[OPERATOR, *accounts])
    mine = Q(user_id=user) & about
    if shared is not None:
        mine |= Q(user_id=None, account_id=shared)
    return Message.objects.filter(mine).order_by("-queued_at", "-id")


def letters_of(account: int, *, people: Collection[int]) -> QuerySet[Message]:
    """Return what was sent about an account, and to these people about themselves; in no order."""
    themselves = Q(user_id__in=list(people)) & (Q(account_id=None) | Q(account_id=OPERATOR))
    return Message.objects.filter(Q(account_id=account) | themselves)


def failed(*, since: datetime) -> QuerySet[Message]:
    """Return the letters queued since an instant that could not be handed over at all, the oldest first."""
    return Message.objects.filter(state=Message.State.FAILED, queued_at__gte=since).order_by("queued_at", "id")


def in_trouble() -> QuerySet[Message]:
    """Return the letters that could not be handed over, or came back."""
    return Message.objects.filter(state__in=(Message.State.FAILED, Message.State.BOUNCED))


def came_back(to: str, *, account: int, person: int | None) -> QuerySet[Message]:
    """Return what came back from an address, about an account or about a person alone; the newest first."""
    whose = Q(account_id=account) if account else Q(user_id=person)
    return Message.objects.filter(whose, to=to, state=Message.State.BOUNCED).order_by("-queued_at", "-id")
