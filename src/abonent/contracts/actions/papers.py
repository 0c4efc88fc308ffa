"""A paper that the office adds to a customer's account: a signed agreement, an annex, a letter that came."""

import hashlib
from datetime import datetime

from django.db import transaction

from abonent.contracts.queries import subject
from abonent.people.actions import lock_account, notify
from abonent.people.models import Account, User
from abonent.post.actions import keep_document
from abonent.post.models import Document
from abonent.post.queries import documents


class AlreadyKept(Exception):
    """The same file is kept for the same agreement already (`document`)."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.ref)
        self.document = document


@transaction.atomic
def add_paper(  # noqa: PLR0913 - a paper has that many parts
    account: Account, content: bytes, *, kind: str, title: str, agreement: str, at: datetime, by: User
) -> Document:
    """Keep a file with an agreement, named by its number, where the customer reads it, and tell them; without one it is the office's.

    Raises AlreadyKept, NotADocument.
    """
    holder = lock_account(account.pk)
    of = subject(agreement) if agreement else ""
    if there := documents(holder.pk, subjects=[of]).filter(sha256=hashlib.sha256(content).hexdigest()).first():
        raise AlreadyKept(there)
    kept = keep_document(
        holder.pk, subject=of, kind=kind, title=title, content=content, at=at, by=by.pk, via="desk",
        language=holder.language,
    )  # fmt: skip
    if agreement:
        said = {"account": holder.number, "title": kept.title}
        notify(holder, "document_added", key=f"document_added:{kept.ref}", at=at, context=said)
    return kept
