"""Letters on paper: put into one file sorted by post code, printed by the office, and posted on a day that proves it."""

import logging
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app as jobs

from abonent import profile
from abonent.journal.actions import record
from abonent.post import printing as files
from abonent.post import queries
from abonent.post.bulk import one_file_at_a_time
from abonent.post.enclosing import drawing
from abonent.post.models import Message, Printing
from abonent.post.ports import Leaf
from abonent.post.writing import write

log = logging.getLogger(__name__)

A_FILE = 1_000
"""Letters of one file: what a printer and whoever folds the sheets take at once, and what fits into memory."""
NOON = time(12)
KEPT = timedelta(days=30)
"""So long after its letters were posted a file stays; it is full of names, addresses and sums."""


class NothingToPrint(Exception):
    """No letter waits for the printer."""


class MadeMeanwhile(Exception):
    """Somebody else has made a file (`printing`) since the page was looked at."""

    def __init__(self, printing: Printing) -> None:
        super().__init__(printing.pk)
        self.printing = printing


class AlreadyPosted(Exception):
    """The letters of this file were posted before (`printing` says when and by whom)."""

    def __init__(self, printing: Printing) -> None:
        super().__init__(printing.pk)
        self.printing = printing


class NotThatDay(Exception):
    """Letters cannot be posted before their file was made, nor on a day to come."""


class NotMade(Exception):
    """The file has not been made yet: nobody can have printed it."""


@transaction.atomic
def print_waiting(*, seen: int, at: datetime, by: int) -> Printing:
    """Put the letters that wait on paper, by post code and at most a file full of them, into one file; a job makes it.

    `seen` is the newest file that was there when the page was looked at. Raises MadeMeanwhile, NothingToPrint.
    """
    one_file_at_a_time()
    newer = Printing.objects.filter(pk__gt=seen).order_by("-pk").first()
    if newer is not None:
        raise MadeMeanwhile(newer)
    waiting = queries.to_print().select_for_update(no_key=True, skip_locked=True)
    chosen = list(waiting.values_list("pk", flat=True)[:A_FILE])
    if not chosen:
        raise NothingToPrint
    made = Printing.objects.create(made_at=at, made_by_id=by, letters=len(chosen))
    Message.objects.filter(pk__in=chosen).update(printing=made)
    record("printing.made", at=at, by=by, subject=f"printing:{made.pk}", via="desk", data={"letters": len(chosen)})
    make_again(made)
    return made


def make_again(printing: Printing) -> None:
    """Let a job make the file of a printing, if it is not there and nobody does already."""
    if not files.is_there(printing.pk):
        task = jobs.configure_task("post.make_print_file", lock=f"post.print:{printing.pk}")
        task.defer(printing=printing.pk)


def make_print_file(pk: int) -> None:
    """Draw the letters of a printing and bind them into its file. What is drawn is kept if whoever draws is killed.

    A letter that cannot be drawn is taken out, and stands among those that did not arrive.
    """
    if files.is_there(pk):
        return
    folder = files.begin(pk)
    leaves = []
    for message in queries.letters_in(pk):
        try:
            leaves.append(_leaf(message, folder))
        except Exception as wrong:  # noqa: BLE001 - one bad letter stops no other, and its traceback would tell what is in it
            _take_out(message, type(wrong).__name__, printing=pk)
        else:
            files.note(folder, message.pk)
    files.finish(pk, drawing().bind(folder, leaves))


@transaction.atomic
def mark_posted(printing: Printing, *, on: date, at: datetime, by: int) -> int:
    """Write down that the letters of a file were posted on a day; return how many. From that day they prove the telling.

    Raises AlreadyPosted, NotThatDay, NotMade.
    """
    found = Printing.objects.select_for_update(no_key=True).get(pk=printing.pk)
    if found.posted_on is not None:
        raise AlreadyPosted(found)
    if not profile.today(found.made_at) <= on <= profile.today(at):
        raise NotThatDay
    if not files.is_there(found.pk):
        raise NotMade
    found.posted_on, found.posted_at, found.posted_by_id = on, at, by
    found.save()
    noon = datetime.combine(on, NOON, profile.current().zone)
    waiting = Message.objects.filter(printing=found, state=Message.State.WAITING)
    posted = waiting.update(state=Message.State.SENT, sent_at=noon, tries=1)
    record("printing.posted", at=at, by=by, subject=f"printing:{found.pk}", via="desk", data={"on": on.isoformat()})
    return posted


def forget_print_files(at: datetime) -> None:
    """Take away the files whose letters were posted long ago; each can be made again from its letters."""
    for pk in Printing.objects.filter(posted_at__lt=at - KEPT).order_by("-pk").values_list("pk", flat=True)[:A_FILE]:
        files.throw_away(pk)


def _leaf(message: Message, folder: Path) -> Leaf:
    """Write a letter on paper, keep its words, and draw what it is about beside."""
    letter = write(message)
    if (message.subject, message.text) != (letter.subject, letter.text):
        message.subject, message.text = letter.subject, letter.text
        message.save(update_fields=["subject", "text"])
    name = f"{message.pk}.pdf"
    if not (folder / name).is_file():
        document = drawing().enclosed(message.about)
        if document is None:
            name = ""
        else:
            files.lay(folder, name, document.content)
    address = [line for line in message.context.get("address", []) if line]
    return Leaf(address, message.language, profile.today(message.queued_at), letter.subject, letter.text, name)


@transaction.atomic
def _take_out(message: Message, why: str, *, printing: int) -> None:
    log.warning("Letter %s (%s) could not be drawn: %s", message.pk, message.template, why)
    Printing.objects.filter(pk=printing).update(letters=F("letters") - 1)
    message.state, message.trouble, message.printing = Message.State.FAILED, why, None
    message.save(update_fields=["state", "trouble", "printing"])
