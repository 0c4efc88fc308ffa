"""What billing keeps."""

from abonent.billing.models.bills import Batch, Charge, EInvoice, Invoice, Payer, Period, Series
from abonent.billing.models.dunning import Reminder, Respite
from abonent.billing.models.ledger import Allocation, Book, Entry
from abonent.billing.models.money import Payment, Proposal, Receipt
from abonent.billing.models.preview import Preview

__all__ = [
    "Allocation",
    "Batch",
    "Book",
    "Charge",
    "EInvoice",
    "Entry",
    "Invoice",
    "Payer",
    "Payment",
    "Period",
    "Preview",
    "Proposal",
    "Receipt",
    "Reminder",
    "Respite",
    "Series",
]
