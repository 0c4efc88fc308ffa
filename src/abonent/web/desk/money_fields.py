"""What forms about money take: an amount as people write it, and a reason."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from abonent.language import is_printable, lengths
from abonent.web.lettering import must_be_writable
from abonent.web.portal.wish import number, plain, write_it

NOTHING = Decimal("0.00")
ONCE = r"\A[\w-]{16,40}\Z"
"""A form's own token: the whole of it, for a field looks whether it has such a part somewhere."""


class AmountField(forms.CharField):
    """An amount in the operator's currency, with a comma or a point. `least` is the smallest one that makes sense."""

    def __init__(self, *, least: str = "0.01", **more: Any) -> None:
        super().__init__(**{"max_length": 30, **more})
        self.least = Decimal(least)

    def clean(self, value: Any) -> Any:
        """Return the amount as a Decimal; None where nothing was written and need not be."""
        said = super().clean(value)
        if not said and not self.required:
            return None
        amount = number(said)
        if amount is None:
            raise forms.ValidationError(write_it())
        if amount < self.least:
            raise forms.ValidationError(_("The amount has to be more than nothing."))
        return amount


AMOUNT = _("Amount")


def amount_field(label: Any = AMOUNT, **more: Any) -> AmountField:
    return AmountField(label=label, error_messages={"required": _("Please type the amount.")}, **more)


def typed(amount: Decimal) -> str:
    """Write an amount as one types it in this language; nothing is 0,00 here."""
    return plain(amount) or plain(Decimal("0.01")).replace("1", "0")


class WordsField(forms.CharField):
    """A line of words for people: a reason, an answer, a name."""

    def clean(self, value: Any) -> Any:
        said = " ".join(str(super().clean(value)).split())
        if not is_printable(said):
            raise forms.ValidationError(_("There is a character in it that cannot be printed. Please type it anew."))
        must_be_writable(said)
        return said


def words_field(label: Any, required: Any = "", *, longest: int = lengths.REASON) -> WordsField:
    wrong = {"max_length": _("At most %(limit_value)d characters, please: now it has %(show_value)d.")}
    told = {"required": required} if required else {}
    return WordsField(label=label, required=bool(required), max_length=longest, error_messages={**wrong, **told})


def reason_field() -> WordsField:
    return words_field(_("Reason"), _("Please type the reason."))
