"""What may be done with agreements: one file a journey."""

from abonent.contracts.actions.changing import (
    AlreadyEnds,
    AlreadyHeld,
    ChangedMeanwhile,
    ChangePlanned,
    HeldSince,
    InForceAlready,
    LineEnds,
    NotSold,
    add_extra,
    change_tariff,
    end_extra,
    take_back_change,
)
from abonent.contracts.actions.ending import (
    EndEntered,
    EndHasCome,
    LineTaken,
    NobodyToTakeOver,
    end_agreement,
    lock_both,
    take_back_end,
)
from abonent.contracts.actions.handing_over import carry_out, free_number
from abonent.contracts.actions.papers import AlreadyKept, add_paper
from abonent.contracts.actions.price_list import StillHeld, enter_price_list
from abonent.contracts.actions.renewing import NotInForce, renew_agreement
from abonent.contracts.actions.restricting import (
    BY_HAND,
    AlreadyReleased,
    AlreadyRestricted,
    NotByHand,
    NoteNeeded,
    lift,
    release,
    restrict,
    restrict_by_hand,
)
from abonent.contracts.actions.signing import Signed, sign_agreement
from abonent.contracts.actions.terms import ConfirmedTooOften, announce_terms, confirm_terms

__all__ = [
    "BY_HAND",
    "AlreadyEnds",
    "AlreadyHeld",
    "AlreadyKept",
    "AlreadyReleased",
    "AlreadyRestricted",
    "ChangePlanned",
    "ChangedMeanwhile",
    "ConfirmedTooOften",
    "EndEntered",
    "EndHasCome",
    "HeldSince",
    "InForceAlready",
    "LineEnds",
    "LineTaken",
    "NobodyToTakeOver",
    "NotByHand",
    "NotInForce",
    "NotSold",
    "NoteNeeded",
    "Signed",
    "StillHeld",
    "add_extra",
    "add_paper",
    "announce_terms",
    "carry_out",
    "change_tariff",
    "confirm_terms",
    "end_agreement",
    "end_extra",
    "enter_price_list",
    "free_number",
    "lift",
    "lock_both",
    "release",
    "renew_agreement",
    "restrict",
    "restrict_by_hand",
    "sign_agreement",
    "take_back_change",
    "take_back_end",
]
