"""Names and addresses stand on bills and letters, so forms take only letters that those can show."""

from django import forms
from django.utils.translation import gettext_lazy as _

from abonent.language import unwritable

MOST = 10
"""So many letters are named; the rest is like them."""
FOREIGN = _(
    "Bills and letters cannot show: %(letters)s. Please write it in Latin or Cyrillic letters, as in a passport."
)


def must_be_writable(text: str) -> None:
    """Refuse a text with letters that documents would show as boxes, and name them. Raises ValidationError."""
    if letters := unwritable(text):
        raise forms.ValidationError(FOREIGN, code="foreign", params={"letters": ", ".join(letters[:MOST])})
