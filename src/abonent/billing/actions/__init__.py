"""What may be done with money: one file a journey."""

from abonent.billing.actions.books import UnknownBook, open_books
from abonent.billing.actions.correct import (
    CorrectedMeanwhile,
    LessThanNothing,
    NothingToCorrect,
    charge_fee,
    correct_bill,
    correct_invoice,
)
from abonent.billing.actions.giving_back import (
    AlreadyReversed,
    MoreThanCredit,
    MoreThanOwed,
    NotYours,
    refund,
    reverse,
    take_back,
    write_off,
)
from abonent.billing.actions.hearing import Doubtful, UnknownPayment, ask_about_hanging, ask_gateway, hear
from abonent.billing.actions.issuing import PeriodNotOpen, issue_bills, open_period
from abonent.billing.actions.payers import change_invoice_data, consent_to_e_invoice, switch_cash, switch_e_invoice
from abonent.billing.actions.paying import (
    Doors,
    NothingToPay,
    NotOffered,
    OutOfBounds,
    start_payment,
)
from abonent.billing.actions.posting import AlreadyPosted, post_receipt
from abonent.billing.actions.proposals import (
    AlreadyDecided,
    BadRef,
    MayNotDecide,
    NotToPayOut,
    TakesTwo,
    accept,
    pay_out,
    propose,
    refuse,
    withdraw,
)
from abonent.billing.actions.till import MoreThanInTill, bank_cash, take_cash
from abonent.billing.invoice_data import BadInvoiceData

__all__ = [
    "AlreadyDecided",
    "AlreadyPosted",
    "AlreadyReversed",
    "BadInvoiceData",
    "BadRef",
    "CorrectedMeanwhile",
    "Doors",
    "Doubtful",
    "LessThanNothing",
    "MayNotDecide",
    "MoreThanCredit",
    "MoreThanInTill",
    "MoreThanOwed",
    "NotOffered",
    "NotToPayOut",
    "NotYours",
    "NothingToCorrect",
    "NothingToPay",
    "OutOfBounds",
    "PeriodNotOpen",
    "TakesTwo",
    "UnknownBook",
    "UnknownPayment",
    "accept",
    "ask_about_hanging",
    "ask_gateway",
    "bank_cash",
    "change_invoice_data",
    "charge_fee",
    "consent_to_e_invoice",
    "correct_bill",
    "correct_invoice",
    "hear",
    "issue_bills",
    "open_books",
    "open_period",
    "pay_out",
    "post_receipt",
    "propose",
    "refund",
    "refuse",
    "reverse",
    "start_payment",
    "switch_cash",
    "switch_e_invoice",
    "take_back",
    "take_cash",
    "withdraw",
    "write_off",
]
