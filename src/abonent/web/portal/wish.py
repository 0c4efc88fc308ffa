"""What somebody wants to pay: which bills and how much, as it stands in an address or a form."""

import re
from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say

from abonent import profile
from abonent.billing.queries import Bill
from abonent.language import written

AMOUNT = re.compile(r"[0-9]{1,9}([.,][0-9]{1,2})?")
GROUPED = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}(\1[0-9]{3})*([.,][0-9]{1,2})?")
GROUPING = re.compile(r"[.,](?=[0-9]{3})")
"""A point or comma before three digits parts thousands: no money has three decimals. 0,500 is neither, and not guessed."""
BESIDES = re.compile(r"\s|^\s*(zł|PLN)|(zł|PLN)\s*$", re.IGNORECASE)
NOTHING = Decimal("0.00")


class WishForm(forms.Form):
    """Which bills and how much. `was` is the amount that the page proposed: left as it was, it follows the ticks.

    `besides`, where it is ticked, is what is owed and stands on no bill.
    """

    amount = forms.CharField(label=say("Amount"), required=False)
    was = forms.CharField(required=False)

    def __init__(self, data: QueryDict, *, open_bills: list[Bill], besides: list[Bill]) -> None:
        super().__init__(data)
        asked = data.getlist("bill")
        self.first_look = not asked and not {"amount", "was"} & set(data)
        self.open_bills = open_bills
        self.chosen = [bill for bill in open_bills if self.first_look or bill.slug in asked]
        self.besides = besides if self.first_look or "besides" in data else []
        self.strange = sorted(set(asked) - {bill.slug for bill in open_bills})

    @property
    def typed(self) -> str:
        """The amount as it was written."""
        return str(self.data.get("amount", ""))

    @property
    def proposed(self) -> Decimal:
        """What the chosen bills come to, and what was chosen besides."""
        return sum((bill.open for bill in [*self.chosen, *self.besides]), NOTHING)

    def clean(self) -> None:
        """Decide on the amount and look whether a gateway takes it."""
        said, was = (BESIDES.sub("", str(self.data.get(name, ""))) for name in ("amount", "was"))
        proposed = self.proposed and said in {"", was}
        amount, fault = (self.proposed, _bounds(self.proposed)) if proposed else payable(said)
        if fault:
            self.add_error("amount", fault)
        self.cleaned_data["amount"] = amount


def plain(amount: Decimal) -> str:
    """Write an amount as one types it in this language: 54,90; nothing for nothing."""
    comma = written(get_language() or "").number(Decimal("0.5"))[1]
    return f"{amount:.2f}".replace(".", comma) if amount else ""


def payable(said: str) -> tuple[Decimal | None, str]:
    """Return the amount that somebody wrote, and what is wrong with it as one to pay online."""
    amount = number(said)
    if amount is None:
        return None, write_it() if BESIDES.sub("", said) else _("Write how much to pay.")
    return amount, _bounds(amount)


def number(said: str) -> Decimal | None:
    """Return the amount that somebody wrote, whichever way; None when it is not one."""
    said = BESIDES.sub("", said)
    said = GROUPING.sub("", said) if GROUPED.fullmatch(said) else said
    return Decimal(said.replace(",", ".")).quantize(Decimal("0.01")) if AMOUNT.fullmatch(said) else None


def write_it() -> str:
    """Say how amounts are written."""
    return _("Write the amount in numbers, as %(example)s.") % {"example": plain(Decimal("54.90"))}


def _bounds(amount: Decimal) -> str:
    rules, words = profile.current().payments, written(get_language() or "")
    if amount < rules.smallest:
        text = _("The smallest amount that can be paid online is %(amount)s.")
        return text % {"amount": words.money(rules.smallest, profile.current().currency)}
    if amount > rules.largest:
        text = _("At most %(amount)s can be paid online at once. More can be paid in parts, or by transfer.")
        return text % {"amount": words.money(rules.largest, profile.current().currency)}
    return ""
