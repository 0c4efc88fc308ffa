"""What is typed about a line, by its owner and at the desk alike."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from abonent.modules.internet.models import Line
from abonent.modules.internet.queries.passwords import line_password_faults, proposed_password, rule

LONGEST = 200


class LinePasswordForm(forms.Form):
    """The password that a line shall have: in the clear until it is set, for it has to be copied into a router.

    `drop`: whether what is connected now ends; `seen`: when the password was set that the page spoke of.
    """

    password = forms.CharField(
        label=_("New password"),
        max_length=LONGEST,
        error_messages={"required": _("Please type a password, or take a proposed one.")},
    )
    drop = forms.BooleanField(required=False)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, line: Line) -> None:
        seen = line.secret_at.isoformat() if line.secret_at else ""
        super().__init__(data, initial={} if data else {"password": proposed_password(), "seen": seen})
        self.line = line

    def clean_password(self) -> str:
        """Take what routers take and nobody guesses."""
        password = str(self.cleaned_data["password"])
        if faults := line_password_faults(password, login=self.line.login):
            raise forms.ValidationError(faults)
        return password

    def clean_seen(self) -> datetime | None:
        """Read the moment; what is none was not written by us, and stands for a line without a password."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None

    @property
    def sent(self) -> dict[str, str]:
        """What goes through the check page."""
        typed = {name: str(self[name].value() or "") for name in ("password", "seen")}
        return {**typed, "drop": "on"} if self["drop"].value() else typed

    @property
    def rule(self) -> Any:
        """How long a password may be."""
        return rule()
