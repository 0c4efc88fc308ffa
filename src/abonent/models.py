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
    Proposal,
    Receipt,
    Series,
)
from abonent.cases.models import Note, Order
from abonent.contracts.models import Agreement, Ending, Holding, Price, Restriction, Subscription, Tariff
from abonent.journal.models import Event
from abonent.news.models import Notice
from abonent.people.models import (
    Access,
    Account,
    Code,
    Consent,
    Contact,
    Invitation,
    LostStep,
    Place,
    Session,
    User,
    Wording,
)
from abonent.post.models import Document, Message
from abonent.takeout.models import Takeout

__all__ = [
    "Access",
    "Account",
    "Agreement",
    "Allocation",
    "Batch",
    "Book",
    "Charge",
    "Code",
    "Consent",
    "Contact",
    "Document",
    "EInvoice",
    "Ending",
    "Entry",
    "Event",
    "Holding",
    "Invitation",
    "Invoice",
    "LostStep",
    "Message",
    "Note",
    "Notice",
    "Order",
    "Payer",
    "Payment",
    "Period",
    "Place",
    "Price",
    "Proposal",
    "Receipt",
    "Restriction",
    "Series",
    "Session",
    "Subscription",
    "Takeout",
    "Tariff",
    "User",
    "Wording",
]
