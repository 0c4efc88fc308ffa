"""What the program's tasks are called, what stopped them and how they stand, in words instead of the names in the code."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from abonent.web.module import installed

REACT = "journal.react"
"""Reacts to what happened: what it does is said by the reaction."""
JOBS: dict[str, Promise] = {
    "abonent.billing.jobs.let_bills_leave": pgettext_lazy("job", "Let the bills of a run leave by mail or on paper"),
    "abonent.news.jobs.tell_at_once": pgettext_lazy("job", "Tell customers of works and outages"),
    "abonent.people.jobs.mark_the_address": pgettext_lazy("job", "Mark an address that mail came back from"),
    "billing.ask": pgettext_lazy("job", "Ask the bank about a payment"),
    "billing.ask_about_hanging": pgettext_lazy("job", "Ask the bank about payments that it said nothing of"),
    "billing.carry_out_due": pgettext_lazy("job", "Carry out ends of agreements whose day has come"),
    "billing.end_respites": pgettext_lazy("job", "End promises and instalments whose day has come"),
    "billing.learn_words": pgettext_lazy("job", "Learn names and addresses for the search"),
    "billing.preview": pgettext_lazy("job", "Try a bill run out"),
    "billing.remind": pgettext_lazy("job", "Remind debtors"),
    "billing.start_due": pgettext_lazy("job", "Begin bill runs whose day has come"),
    "billing.take_part": pgettext_lazy("job", "Issue the bills of a run"),
    "house.remove_finished_jobs": pgettext_lazy("job", "Take finished tasks off the list"),
    "journal.make_months": pgettext_lazy("job", "Make room in the journal for the coming months"),
    REACT: pgettext_lazy("job", "React to what happened"),
    "news.tell_due": pgettext_lazy("job", "Tell customers of works whose time has come"),
    "people.forget_codes": pgettext_lazy("job", "Forget codes and links that do not count any more"),
    "people.forget_sessions": pgettext_lazy("job", "Forget sessions that are over"),
    "people.forget_tries": pgettext_lazy("job", "Forget tries of signing in that are long over"),
    "people.recover": pgettext_lazy("job", "Send a link to a forgotten password"),
    "post.forget_print_files": pgettext_lazy("job", "Take away print files whose letters were posted long ago"),
    "post.make_print_file": pgettext_lazy("job", "Make a print file"),
    "post.read_returned": pgettext_lazy("job", "Read mail that came back"),
    "post.send": pgettext_lazy("job", "Send a letter"),
    "post.send_in_bulk": pgettext_lazy("job", "Send letters to everybody, so many a minute"),
    "post.send_overdue": pgettext_lazy("job", "Put letters to work that wait although their time has come"),
    "takeout.let_go": pgettext_lazy("job", "Take away archives of people’s own data that are over"),
    "takeout.make": pgettext_lazy("job", "Make an archive of a person’s own data"),
}
UNKNOWN = pgettext_lazy("job", "A task that this program does not know")
STATES: dict[str, Promise] = {
    "todo": pgettext_lazy("job", "waits"),
    "doing": pgettext_lazy("job", "is being done"),
    "succeeded": pgettext_lazy("job", "done"),
    "failed": pgettext_lazy("job", "failed"),
    "cancelled": pgettext_lazy("job", "cancelled"),
    "aborted": pgettext_lazy("job", "broken off"),
}
NOT_KNOWN = _("Why was not written down: it failed before an update, or while the database did not answer.")
A_FAULT = _("A mistake in the program. Whoever looks after it finds the details in the worker’s log.")
_DATABASE = _("The database did not answer, or took too long.")
_OTHER_SIDE = _("The other side – a bank, a mail server, a router – did not answer.")
_GONE = _("What it was about is not there any more.")
_DISK = _("A file could not be read or written; perhaps the disk is full.")
WHY: dict[str, Promise] = {
    **dict.fromkeys(("OperationalError", "InterfaceError", "ConnectorException"), _DATABASE),
    **dict.fromkeys(("Unreachable", "NotSent", "TimeoutError", "ConnectionError", "gaierror"), _OTHER_SIDE),
    **dict.fromkeys(("ConnectionRefusedError", "ConnectionResetError", "BrokenPipeError", "SSLError"), _OTHER_SIDE),
    **dict.fromkeys(("OSError", "FileNotFoundError", "PermissionError", "NotWritten"), _DISK),
    "WorkerDied": _("The worker ended in the middle of it, again and again; it was not tried any further."),
    "TaskNotFound": _("This program does not know such a task; perhaps its module was closed."),
}


def called(task: str, said: Mapping[str, Any]) -> str:
    """Return what a task does, in words; a reaction is called by what it does."""
    name = str(said.get("reaction", task)) if task == REACT else task
    some = (JOBS, *(module.jobs for module in installed()))
    return next((str(words[name]) for words in some if name in words), str(UNKNOWN))


def kinds() -> dict[str, Promise]:
    """Return all kinds of tasks by their names, without the reactions."""
    modules = {name: words for module in installed() for name, words in module.jobs.items()}
    return {name: words for name, words in {**JOBS, **modules}.items() if not name.startswith("abonent.")}


def why(error: str) -> Promise:
    """Return what stopped a task, in plain words, from the class of the error."""
    if not error:
        return NOT_KNOWN
    name = error.rpartition(".")[2]
    return _GONE if name == "DoesNotExist" else WHY.get(name, A_FAULT)
