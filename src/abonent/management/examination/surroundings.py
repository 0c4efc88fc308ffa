"""The doctor looks around: the mail server, the disk."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.mail import mailers

from abonent.management.examination.findings import Finding, Look, bad, ok, warn

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


ALWAYS: tuple[Look, ...] = (mail_server, disk)
