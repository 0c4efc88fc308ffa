"""What billing keeps."""

from abonent.billing.models.bills import Batch, Charge, EInvoice, Invoice, Payer, Period, Series
from abonent.billing.models.ledger import Allocation, Book, Entry
from abonent.billing.models.money import Payment, Proposal, Receipt

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
    "Proposal",
    "Receipt",
    "Series",
]
