"""Letters to everybody that the demonstration's past has sent: bills and what else goes in bulk, written as the post would have.

By mail nothing waits: the demonstration's customers have had everything. On paper the letters since the latest runs wait for
the printer, as they would at a real desk; those before were printed and posted.
"""

from datetime import datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Max, Min, QuerySet

from abonent import profile
from abonent.billing.bulk.posting_bills import BILL, post_bills
from abonent.billing.models import Batch
from abonent.demo.letters import AFTER
from abonent.post.models import Message, Printing
from abonent.post.writing import write

A_SEASON = timedelta(days=100)
POSTED_AFTER = timedelta(days=2)
NOON = time(12)
SOME = 500
_NOT_AGAIN = """
DELETE FROM procrastinate_jobs
WHERE task_name = 'journal.react' AND status = 'todo' AND args ->> 'reaction' LIKE '%.let_bills_leave'
"""


@transaction.atomic
def send_off(at: datetime) -> None:
    """Let the bills of all runs so far have left, and all other letters in bulk."""
    _queue_bills(since=at - A_SEASON)
    _mail(at)
    _print(at)


def _queue_bills(*, since: datetime) -> None:
    """Let the bills of a season leave at the instant of their run; those that have left before stay as they are.

    Writing the letters of two years would take longer than the two years themselves.
    """
    last = Message.objects.filter(template=BILL).aggregate(last=Max("queued_at"))["last"]
    batches = Batch.objects.filter(state=Batch.State.DONE).select_related("period").order_by("done_at", "pk")
    for batch in batches.filter(done_at__gt=max(last, since) if last else since):
        assert batch.done_at  # noqa: S101 - what is done has been done once
        post_bills(batch, at=batch.done_at)
    with connection.cursor() as cursor:
        cursor.execute(_NOT_AGAIN)


def _mail(at: datetime) -> None:
    waiting = Message.objects.filter(state=Message.State.WAITING, in_bulk=True, channel=Message.Channel.MAIL)
    letters = list(waiting)
    for letter in letters:
        words = write(letter)
        letter.subject, letter.text, letter.state, letter.tries = words.subject, words.text, Message.State.SENT, 1
        letter.sent_at = min(letter.queued_at + AFTER, at)
    Message.objects.bulk_update(letters, ["subject", "text", "state", "tries", "sent_at"], batch_size=SOME)


def _print(at: datetime) -> None:
    """Let what waits on paper since before the latest run of each cycle have been printed and posted, run by run."""
    latest = Batch.objects.values("period__cycle").annotate(last=Max("done_at"))
    since = latest.aggregate(since=Min("last"))["since"]
    waiting = Message.objects.filter(state=Message.State.WAITING, channel=Message.Channel.PAPER, printing=None)
    days = (
        waiting.filter(queued_at__lt=since).order_by("queued_at").values_list("queued_at", flat=True) if since else []
    )
    for queued_at in sorted(set(days)):
        _post(waiting.filter(queued_at=queued_at), queued_at, at)


def _post(letters: QuerySet[Message], queued_at: datetime, at: datetime) -> None:
    on = profile.today(min(queued_at + POSTED_AFTER, at))
    noon = min(datetime.combine(on, NOON, profile.current().zone), at)
    made = Printing.objects.create(made_at=queued_at, letters=letters.count(), posted_on=on, posted_at=noon)
    written = list(letters)
    for letter in written:
        words = write(letter)
        letter.subject, letter.text, letter.state, letter.tries = words.subject, words.text, Message.State.SENT, 1
        letter.sent_at, letter.printing = noon, made
    fields = ["subject", "text", "state", "tries", "sent_at", "printing"]
    Message.objects.bulk_update(written, fields, batch_size=SOME)
