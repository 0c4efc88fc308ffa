"""How an archive is written: a zip with a file of JSON for each subject, PDFs, and a README that says what is what.

It is written row by row and file by file, so that a company with a thousand bills takes no more memory than a person.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from typing import IO, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import translation
from django.utils.translation import gettext as _

from abonent import profile
from abonent.billing.models import Invoice, Receipt
from abonent.billing.queries import receipt_sheet
from abonent.language import written
from abonent.people.models import User
from abonent.post.keeping import ENDINGS, DamagedDocument, content
from abonent.post.models import Document
from abonent.takeout.catalogue import subjects
from abonent.takeout.scope import Scope, scope
from abonent.takeout.subjects import Subject, rows

FORM, VERSION = "abonent-takeout", 1
SAFE = re.compile(r"[^A-Za-z0-9._-]+")


class Sink(Protocol):
    """Takes bytes one after the other."""

    def write(self, some: bytes, /) -> int: ...
    def flush(self) -> None: ...


def write_archive(person: User, sink: Sink, *, language: str, at: datetime) -> None:
    """Write everything about a person, as it is now; what is said in words is said in their language."""
    about = scope(person, at=at)
    with translation.override(language), ZipFile(sink, "w") as archive:  # type: ignore[call-overload]
        zipped = _Zipped(archive, at)
        counts = {subject.name: zipped.subject(subject, about) for subject in subjects()}
        missing = [*zipped.bills(about), *zipped.receipts(about), *zipped.documents(about)]
        facts = {
            "form": FORM,
            "version": VERSION,
            "operator": profile.current().name,
            "made_at": at.isoformat(),
            "person": person.login,
            "rows": counts,
            "missing": missing,
        }
        zipped.text("data/archive.json", json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
        zipped.text("README.txt", _readme(person, counts, missing, at=at))


class _Zipped:
    """A zip on its way. All its files are as old as the archive, so that the same data make the same bytes."""

    def __init__(self, archive: ZipFile, at: datetime) -> None:
        self.archive = archive
        self.made = at.astimezone(profile.current().zone).timetuple()[:6]

    def file(self, name: str) -> IO[bytes]:
        info = ZipInfo(name, self.made)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return self.archive.open(info, "w")

    def text(self, name: str, text: str) -> None:
        self.whole(name, text.encode())

    def whole(self, name: str, body: bytes) -> None:
        with self.file(name) as file:
            file.write(body)

    def subject(self, subject: Subject, about: Scope) -> int:
        """Write the rows of a subject as one JSON list, a row a line; return how many there are."""
        count = 0
        with self.file(f"data/{subject.name}.json") as file:
            file.write(b"[")
            for count, row in enumerate(rows(subject, about), start=1):
                file.write(b",\n" if count > 1 else b"\n")
                file.write(json.dumps(row, ensure_ascii=False).encode())
            file.write(b"\n]\n")
        return count

    def bills(self, about: Scope) -> Iterator[str]:
        """Write the PDF of each bill; nothing is missing, or the archive is not made."""
        press = import_module(f"{profile.current().backends.documents}.press")
        found = Invoice.objects.filter(account__in=about.owned).order_by("pk")
        for bill in found.iterator(chunk_size=100):
            self.whole(f"bills/{_safe(bill.number)}.pdf", press.render(bill.template, bill.sheet))
        yield from ()

    def receipts(self, about: Scope) -> Iterator[str]:
        """Write the confirmation of all money that came and is booked."""
        press = import_module(f"{profile.current().backends.documents}.press")
        found = Receipt.objects.filter(account__in=about.owned, amount__gt=0).select_related("account", "payment")
        for receipt in found.order_by("pk").iterator(chunk_size=100):
            if sheet := receipt_sheet(receipt, language=receipt.account.language):
                self.whole(f"receipts/{_safe(receipt.number)}.pdf", press.render("receipt@1", sheet))
        yield from ()

    def documents(self, about: Scope) -> Iterator[str]:
        """Write the documents that are kept; yield the names of those whose file is damaged."""
        for document in Document.objects.filter(account_id__in=about.owned).order_by("pk").iterator(chunk_size=100):
            name = f"documents/{_safe(document.ref)}{ENDINGS.get(document.media_type, '')}"
            try:
                self.whole(name, content(document))
            except DamagedDocument:
                yield name


def _safe(name: str) -> str:
    return SAFE.sub("-", name).lstrip(".-")


def _readme(person: User, counts: dict[str, int], missing: list[str], *, at: datetime) -> str:
    return "\r\n".join([*_head(person, at), *_parts(counts), *_foot(missing)]) + "\r\n"


def _head(person: User, at: datetime) -> Iterator[str]:
    words, zone = written(translation.get_language() or ""), profile.current().zone
    yield _("Everything that %(operator)s knows about you") % {"operator": profile.current().name}
    yield ""
    yield _("Whose: %(person)s, login %(login)s") % {"person": person.name, "login": person.login}
    yield _("Made: %(moment)s") % {"moment": words.moment(at.astimezone(zone))}
    yield ""
    yield _(
        "Of accounts that are yours there is everything. Of accounts where you pay or look for somebody else there is your access and what you did yourself: the rest belongs to their owners."
    )
    yield ""


def _parts(counts: dict[str, int]) -> Iterator[str]:
    yield _("Bills as PDF: folder %(folder)s") % {"folder": "bills/"}
    yield _("Confirmations of payments as PDF: folder %(folder)s") % {"folder": "receipts/"}
    yield _("Documents of your contracts: folder %(folder)s") % {"folder": "documents/"}
    yield ""
    yield _("The same and everything else for programs (JSON): folder %(folder)s") % {"folder": "data/"}
    for subject in subjects():
        yield f"  data/{subject.name}.json ({counts[subject.name]}) – {subject.said}"
    yield ""


def _foot(missing: list[str]) -> Iterator[str]:
    yield _(
        "Days and times are written as in ISO 8601, times in UTC; amounts as text with a decimal point; from–until does not contain its end."
    )
    yield _("Not in it: passwords, codes and keys – nobody may read them, in most cases not even we.")
    if missing:
        yield ""
        yield _("These files could not be read and are missing; please call us:")
        yield from (f"  {name}" for name in missing)
    yield ""
    yield _("Keep this archive as carefully as your papers.")
    operator = profile.current()
    yield f"{operator.legal_name}, {operator.phone}, {operator.email}"
