"""Documents that leave the house: enclosed in a letter by mail, or drawn into the print file (post.ports.Enclosures)."""

from collections.abc import Sequence

from abonent.backends.documents.press import render
from abonent.billing.models import Invoice
from abonent.post.ports import Enclosure, Sheet

BILL = "invoice:"


def enclosed(about: str) -> Enclosure | None:
    """Return the bill or correction that a letter is about, named by its number."""
    if not about.startswith(BILL):
        return None
    invoice = Invoice.objects.get(pk=about.removeprefix(BILL))
    return Enclosure(f"{invoice.number.replace('/', '-')}.pdf", render(invoice.template, invoice.sheet))


def print_file(sheets: Sequence[Sheet]) -> bytes:
    """Return letters on paper as one PDF, in their order."""
    raise NotImplementedError
