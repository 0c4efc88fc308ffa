"""The doctor looks around: the mail server, the disk."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.mail import mailers

from abonent import profile
from abonent.management.examination.findings import Finding, Look, bad, ok, warn
from abonent.post.mailboxes import Unreadable, opened

LITTLE, TOO_LITTLE = 2**30, 100 * 2**20


def mail_server() -> Iterator[Finding]:
    """A greeting, encryption and sign-in as for a letter; nothing is sent."""
    options = settings.MAILERS["default"].get("OPTIONS", {})
    where = f"{options.get('host')}:{options.get('port') or 'its usual port'}"
    mailer = mailers["default"]
    try:
        mailer.open()
        mailer.connection.ehlo_or_helo_if_needed()  # type: ignore[attr-defined]
        mailer.close()
    except OSError as wrong:
        yield bad(f"The mail server at {where} does not answer: {wrong}", "Look at ABONENT_SMTP, and whether it runs.")
    else:
        yield ok(f"The mail server at {where} answers.")


def disk() -> Iterator[Finding]:
    """Room for documents."""
    folder = Path(settings.ABONENT_DATA)
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield bad(f"{folder} cannot be written.", "Make the folder of ABONENT_DATA, owned by who runs abonent.")
        return
    free = shutil.disk_usage(folder).free
    says = f"{free / 2**30:.1f} GiB are free in {folder}."
    if free < TOO_LITTLE:
        yield bad(says, "Make room at once.")
    elif free < LITTLE:
        yield warn(says, "Make room soon.")
    else:
        yield ok(says)


def returned_mail() -> Iterator[Finding]:
    """The mailbox to which mail comes back can be opened; nothing in it is marked."""
    where, to = settings.ABONENT_BOUNCES, profile.current().mail.bounces_to
    if not where:
        yield warn(
            f"Nobody reads the mail that comes back to {to or profile.current().mail.sender_address}.",
            "Name its mailbox in ABONENT_BOUNCES: maildir:/folder, or imaps://user:secret@host/INBOX.",
        )
        return
    try:
        with opened(where):
            yield ok("The mailbox for mail that comes back can be read.")
    except Unreadable as wrong:
        yield bad(
            f"The mailbox for mail that comes back cannot be read: {wrong}", "Look at ABONENT_BOUNCES and the mailbox."
        )


ALWAYS: tuple[Look, ...] = (mail_server, returned_mail, disk)
