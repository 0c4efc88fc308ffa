"""Documents: kept for an account."""

import secrets
import unicodedata
from datetime import datetime

from django.db import transaction

from abonent.journal.actions import record
from abonent.post.keeping import NotADocument, kind_of, put_away
from abonent.post.models import Document


@transaction.atomic
def keep_document(  # noqa: PLR0913 - a document has that many parts
    account: int,
    *,
    subject: str,
    kind: str,
    title: str,
    content: bytes,
    at: datetime,
    by: int | None = None,
    media_type: str = "",
    language: str = "",
    template: str = "",
    via: str = "web",
) -> Document:
    """Keep a file for an account. The same bytes of the same subject are the document that is there already.

    `media_type` is what somebody says it is: that must agree with what it is. Raises NotADocument.
    """
    found = kind_of(content)
    if media_type not in {"", found}:
        raise NotADocument(f"The file is said to be {media_type}, but it is {found}.")
    # Written before the row is: a document that is listed is there. What was written for nothing harms nobody.
    sha256 = put_away(content)
    document, is_new = Document.objects.get_or_create(
        account_id=account,
        subject=subject,
        sha256=sha256,
        defaults={
            "ref": secrets.token_urlsafe(16),
            "kind": kind,
            "title": _title(title),
            "language": language,
            "media_type": found,
            "template": template,
            "size": len(content),
            "kept_at": at,
            "kept_by_id": by,
        },
    )
    if is_new:
        record("document.kept", at=at, by=by, account=account, subject=f"document:{document.ref}", via=via)
    return document


def _title(title: str) -> str:
    """Leave one line of what can be seen: nothing that breaks lines, hides, or turns the direction of writing."""
    plain = "".join(" " if sign.isspace() else sign for sign in title if sign.isspace() or sign.isprintable())
    return unicodedata.normalize("NFC", " ".join(plain.split()))[:200]
