"""What forms about a customer's data take: a name, an address in fields, a telephone number of any kind, a day."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abonent.people import addresses
from abonent.people.actions.moving import FIELDS
from abonent.web.desk.money_fields import words_field
from abonent.web.me.address import post_code

PLACE: dict[str, tuple[Promise, Promise | str, int]] = {
    "street": (_("Street"), "", 78),
    "house": (_("House number"), _("Please type the number of the house."), 20),
    "flat": (_("Flat"), "", 20),
    "post_code": (_("Post code"), _("Please type the post code."), 12),
    "town": (_("Town"), _("Please type the name of the town."), 100),
}
"""Of each part of an address: what it is called, what is said when it is missing, how long it may be. FA(3) bears the rest."""


def place_fields(prefix: str, *, needed: bool) -> dict[str, forms.Field]:
    """Return the fields of an address, their names after a prefix."""
    return {
        f"{prefix}{name}": words_field(label, missing if needed else "", longest=longest)
        for name, (label, missing, longest) in PLACE.items()
    }


def place_said(form: forms.Form, prefix: str) -> dict[str, str]:
    """Return the address that a form has taken, its post code written as such are; faults are told at their field."""
    said = {name: str(form.cleaned_data.get(f"{prefix}{name}", "")) for name in FIELDS}
    if said["post_code"]:
        try:
            said["post_code"] = post_code(said["post_code"])
        except forms.ValidationError as wrong:
            form.add_error(f"{prefix}post_code", wrong)
    return said


class AnyPhoneField(forms.CharField):
    """A telephone number, mobile or not, of any country: somebody of the office calls it."""

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if not typed:
            return ""
        try:
            return addresses.any_phone(typed)
        except addresses.NoNumber:
            told = _("There is no such telephone number. Please look at it once more.")
            raise forms.ValidationError(told, code="invalid") from None


class MailField(forms.CharField):
    """An e-mail address, as it is kept."""

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if not typed:
            return ""
        try:
            return addresses.mail(typed)
        except addresses.NoAddress:
            told = _("This is not a whole e-mail address. It looks like anna@example.com.")
            raise forms.ValidationError(told, code="invalid") from None


def day_field(label: Any, required: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": required, "invalid": _("Please write the day like 2026-11-21.")},
    )


def day_said(value: Any) -> str:
    """Return a day as a form writes it."""
    return value.isoformat() if isinstance(value, date) else str(value or "")
