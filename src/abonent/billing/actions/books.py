"""The books of the ledger."""

from abonent import profile
from abonent.billing.gateways import gateway_names
from abonent.billing.models import Book


class UnknownBook(LookupError):
    """Money was to be moved to a book that the ledger does not have."""


def open_books() -> None:
    """Open a clearing book for each of the profile's gateways; those there already are left alone."""
    for name in gateway_names(profile.current()):
        Book.objects.get_or_create(code=f"gateway:{name}", defaults={"kind": Book.Kind.CLEARING})


def book(code: str) -> Book:
    """Return a book by its code. Raises UnknownBook."""
    found = Book.objects.filter(code=code).first()
    if found is None:
        raise UnknownBook(code)
    return found
