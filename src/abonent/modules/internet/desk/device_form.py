"""What is typed about an access device, and about its shared secret."""

import ipaddress
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from abonent import profile
from abonent.modules.internet.actions.devices import (
    LEAST,
    MOST,
    AddressTaken,
    Facts,
    NameTaken,
    is_fit,
    propose_secret,
)
from abonent.modules.internet.models import Device
from abonent.web.desk.money_fields import words_field

CHOOSE = {"required": _("Please choose one."), "invalid_choice": _("Please choose one.")}
PORT = 3799
"""Where devices take changes (RFC 5176, 2.1)."""
EVERYBODY = ipaddress.ip_address("255.255.255.255")
_port = _("A port is a number from 1 to 65535.")
PORT_WRONG = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _port)


def vendors() -> list[tuple[str, str]]:
    """Return the kinds of devices to choose from: code and name."""
    rules = profile.current().internet
    return [(code, vendor.name) for code, vendor in rules.vendors.items()] if rules else []


class DeviceForm(forms.Form):
    """Where a device is, and what it understands; `seen` is the mark of what somebody has looked at."""

    name = words_field(pgettext_lazy("device", "Name"), pgettext_lazy("device", "Please type a name."), longest=60)
    address = forms.CharField(
        label=_("IP address"), max_length=45, error_messages={"required": _("Please type the IP address.")}
    )
    vendor = forms.ChoiceField(label=_("Kind"), error_messages=CHOOSE)
    port = forms.IntegerField(
        label=_("Port for changes"), min_value=1, max_value=65535, initial=PORT, error_messages=PORT_WRONG
    )
    note = words_field(_("Note for the office"))
    seen = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["vendor"].choices = vendors()  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        typed = str(self.cleaned_data["address"]).strip()
        try:
            said = ipaddress.ip_address("" if "%" in typed else typed)  # zones are each machine's own
        except ValueError:
            raise forms.ValidationError(
                say("This is not an IP address. It looks like 10.0.0.1 or 2001:db8::1.")
            ) from None
        found = (said.ipv4_mapped if said.version == 6 else None) or said  # noqa: PLR2004 - as packets come from it
        if found.is_unspecified or found.is_multicast or found == EVERYBODY:
            raise forms.ValidationError(say("No device can have this address."))
        return str(found)

    def facts(self) -> Facts:
        """Return what was typed."""
        return Facts(**{name: self.cleaned_data[name] for name in ("name", "address", "vendor", "port", "note")})

    def refuse(self, taken: NameTaken | AddressTaken) -> None:
        """Say at the field that another device has what was typed."""
        if isinstance(taken, NameTaken):
            self.add_error("name", say("Another device has this name already."))
        else:
            self.add_error("address", say("Another device has this address already."))


class SecretField(forms.CharField):
    """A shared secret, in the clear until it is set: that is how somebody copies it into the device."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Shared secret"),
            max_length=200,
            strip=True,
            error_messages={"required": _("Please type the secret, or take the proposed one.")},
        )

    def clean(self, value: Any) -> str:
        secret = str(super().clean(value))
        if not is_fit(secret):
            said = say("A shared secret has %(least)s to %(most)s letters, digits or signs, no spaces and no accents.")
            raise forms.ValidationError(said % {"least": LEAST, "most": MOST})
        return secret


class NewDeviceForm(DeviceForm):
    """A device that is not there yet, with its secret."""

    secret = SecretField()
    field_order = ("name", "address", "vendor", "port", "secret", "note")

    def __init__(self, data: Any) -> None:
        super().__init__(data, initial={} if data else {"secret": propose_secret()})


class SecretForm(forms.Form):
    """Another secret; `seen` is the mark of the device that somebody has looked at."""

    secret = SecretField()
    seen = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, seen: str) -> None:
        super().__init__(data, initial={} if data else {"secret": propose_secret(), "seen": seen})


def as_it_is(device: Device) -> dict[str, Any]:
    """Return what a form about a device begins with."""
    return {name: getattr(device, name) for name in ("name", "address", "vendor", "port", "note")}
