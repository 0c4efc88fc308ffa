"""Interest on what is paid late, as the profile's formula has it. A contributor of charges; it may be switched off."""

from abonent.billing.models import Batch, Period

SOURCE = "interest"


def prepare(period: Period) -> None:
    """Nothing is shared between accounts here."""


def draft(batch: Batch) -> None:
    """Write what ought to be charged for being late. Nothing where the profile does not charge it."""
