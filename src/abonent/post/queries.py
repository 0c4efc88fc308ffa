"""What may be asked of the post."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from abonent.post.models import Document, Message, Printing

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


def in_bulk(at: datetime) -> QuerySet[Message]:
    """Return the letters in bulk whose turn it is, in the order of their turns."""
    waiting = Message.objects.filter(state=Message.State.WAITING, in_bulk=True).exclude(channel=Message.Channel.PAPER)
    return waiting.filter(next_try_at__lte=at).order_by("next_try_at", "id")


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
