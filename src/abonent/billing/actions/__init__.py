"""What may be done with money: one file a journey."""

from abonent.billing.actions.books import UnknownBook, open_books
from abonent.billing.actions.changing import (
    TooLongAgo,
    add_extra,
    change_tariff,
    end_extra,
    release,
    take_back_change,
)
from abonent.billing.actions.correct import (
    CorrectedMeanwhile,
    LessThanNothing,
    NothingToCorrect,
    charge_fee,
    correct_bill,
    correct_invoice,
)
from abonent.billing.actions.final import StillServed, issue_final_bill
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
from abonent.billing.actions.issuing import PeriodNotOpen, issue_bills
from abonent.billing.actions.leaving import (
    NotBilled,
    carry_out,
    carry_out_due,
    end_agreement,
    hand_over,
    take_back_end,
)
from abonent.billing.actions.making import open_period
from abonent.billing.actions.opening import FirstBill, Opening, UnknownFee, due_fees, first_bill, open_customer, opened_by
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
    REF,
    AlreadyDecided,
    BadRef,
    MayNotDecide,
    NotToPayOut,
    TakesTwo,
    accept,
    pay_out,
    propose,
    refuse,
    takes_two,
    withdraw,
)
from abonent.billing.actions.renaming import change_customer
from abonent.billing.actions.till import MoreThanInTill, bank_cash, take_cash
from abonent.billing.invoice_data import BadInvoiceData

__all__ = [
    "REF",
    "AlreadyDecided",
    "AlreadyPosted",
    "AlreadyReversed",
    "BadInvoiceData",
    "BadRef",
    "CorrectedMeanwhile",
    "Doors",
    "Doubtful",
    "FirstBill",
    "LessThanNothing",
    "MayNotDecide",
    "MoreThanCredit",
    "MoreThanInTill",
    "MoreThanOwed",
    "NotBilled",
    "NotOffered",
    "NotToPayOut",
    "NotYours",
    "NothingToCorrect",
    "NothingToPay",
    "Opening",
    "OutOfBounds",
    "PeriodNotOpen",
    "StillServed",
    "TakesTwo",
    "TooLongAgo",
    "UnknownBook",
    "UnknownFee",
    "UnknownPayment",
    "accept",
    "add_extra",
    "ask_about_hanging",
    "ask_gateway",
    "bank_cash",
    "carry_out",
    "carry_out_due",
    "change_customer",
    "change_invoice_data",
    "change_tariff",
    "charge_fee",
    "consent_to_e_invoice",
    "correct_bill",
    "correct_invoice",
    "due_fees",
    "end_agreement",
    "end_extra",
    "first_bill",
    "hand_over",
    "hear",
    "issue_bills",
    "issue_final_bill",
    "open_books",
    "open_customer",
    "open_period",
    "opened_by",
    "pay_out",
    "post_receipt",
    "propose",
    "refund",
    "refuse",
    "release",
    "reverse",
    "start_payment",
    "switch_cash",
    "switch_e_invoice",
    "take_back",
    "take_back_change",
    "take_back_end",
    "take_cash",
    "takes_two",
    "withdraw",
    "write_off",
]
