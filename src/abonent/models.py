"""The floor plan of the database: every table of the house, from the ground up."""

from abonent.billing.models import (
    Allocation,
    Batch,
    Book,
    Charge,
    EInvoice,
    Entry,
    Invoice,
    Payer,
    Payment,
    Period,
    Receipt,
    Series,
)
from abonent.contracts.models import Agreement, Holding, Price, Restriction, Subscription, Tariff
from abonent.journal.models import Event
from abonent.people.models import Access, Account, Contact, Place, Session, User
from abonent.post.models import Message

__all__ = [
    "Access",
    "Account",
    "Agreement",
    "Allocation",
    "Batch",
    "Book",
    "Charge",
    "Contact",
    "EInvoice",
    "Entry",
    "Event",
    "Holding",
    "Invoice",
    "Message",
    "Payer",
    "Payment",
    "Period",
    "Place",
    "Price",
    "Receipt",
    "Restriction",
    "Series",
    "Session",
    "Subscription",
    "Tariff",
    "User",
]
