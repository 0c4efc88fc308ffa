"""What each letter is called where its own subject is not kept: a code in a subject is as secret as the code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Promise] = {
    "first_access": _("Link to choose a password"),
    "new_device": _("Signed in on a new device"),
    "password_changed": _("The password was changed"),
    "password_chosen": _("A password was chosen"),
    "payment_received": _("Payment received"),
    "recover": _("Link to choose a new password"),
    "recovery_codes_made": _("New recovery codes were made"),
    "second_step_added": _("The second step of signing in was switched on"),
    "second_step_removed": _("The second step of signing in was switched off"),
    "sign_in_closed": _("The sign-in was closed"),
}


def name(template: str) -> Promise:
    """Return what a letter is called by its template. An old letter may be of a template that is not there any more."""
    return NAMES.get(template, _("Letter"))
