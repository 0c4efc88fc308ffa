"""What may be done with agreements: one file a journey."""

from abonent.contracts.actions.price_list import enter_price_list
from abonent.contracts.actions.renewing import NotInForce, renew_agreement
from abonent.contracts.actions.restricting import AlreadyRestricted, lift, restrict
from abonent.contracts.actions.terms import ConfirmedTooOften, confirm_terms

__all__ = [
    "AlreadyRestricted",
    "ConfirmedTooOften",
    "NotInForce",
    "confirm_terms",
    "enter_price_list",
    "lift",
    "renew_agreement",
    "restrict",
]
