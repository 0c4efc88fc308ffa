"""What may be done with money: one file a journey."""

from abonent.billing.actions.books import UnknownBook, open_books
from abonent.billing.actions.correct import NothingToCorrect, charge_fee, correct_invoice
from abonent.billing.actions.giving_back import (
    AlreadyReversed,
    MoreThanCredit,
    MoreThanOwed,
    refund,
    reverse,
    write_off,
)
from abonent.billing.actions.hearing import Doubtful, UnknownPayment, ask_about_hanging, ask_gateway, hear
from abonent.billing.actions.issuing import PeriodNotOpen, issue_bills, open_period
from abonent.billing.actions.payers import change_invoice_data, consent_to_e_invoice, switch_e_invoice
from abonent.billing.actions.paying import (
    Doors,
    NothingToPay,
    NotOffered,
    OutOfBounds,
    start_payment,
)
from abonent.billing.actions.posting import AlreadyPosted, post_receipt
from abonent.billing.invoice_data import BadInvoiceData

__all__ = [
    "AlreadyPosted",
    "AlreadyReversed",
    "BadInvoiceData",
    "Doors",
    "Doubtful",
    "MoreThanCredit",
    "MoreThanOwed",
    "NotOffered",
    "NothingToCorrect",
    "NothingToPay",
    "OutOfBounds",
    "PeriodNotOpen",
    "UnknownBook",
    "UnknownPayment",
    "ask_about_hanging",
    "ask_gateway",
    "change_invoice_data",
    "charge_fee",
    "consent_to_e_invoice",
    "correct_invoice",
    "hear",
    "issue_bills",
    "open_books",
    "open_period",
    "post_receipt",
    "refund",
    "reverse",
    "start_payment",
    "switch_e_invoice",
    "write_off",
]
