"""What may be done with the post: one file a journey."""

from abonent.post.actions.documents import keep_document
from abonent.post.actions.in_bulk import send_in_bulk
from abonent.post.actions.printing import (
    A_FILE,
    AlreadyPosted,
    MadeMeanwhile,
    NothingToPrint,
    NotMade,
    NotThatDay,
    forget_print_files,
    make_again,
    make_print_file,
    mark_posted,
    print_waiting,
)
from abonent.post.actions.returning import read_returned, take_back
from abonent.post.actions.sending import queue, send, send_overdue

__all__ = [
    "A_FILE",
    "AlreadyPosted",
    "MadeMeanwhile",
    "NotMade",
    "NotThatDay",
    "NothingToPrint",
    "forget_print_files",
    "keep_document",
    "make_again",
    "make_print_file",
    "mark_posted",
    "print_waiting",
    "queue",
    "read_returned",
    "send",
    "send_in_bulk",
    "send_overdue",
    "take_back",
]
