"""What each letter is called where its own subject is not kept: a code in a subject is as secret as the code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Promise] = {
    "address_changed": _("Where post goes was changed"),
    "bill_corrected": _("A bill was corrected"),
    "cash_off": _("Paying in cash is off"),
    "cash_on": _("Paying in cash is on"),
    "cash_received": _("Cash received at the office"),
    "confirm_mail": _("Code for confirming an e-mail address"),
    "confirm_phone": _("Code for confirming a telephone number"),
    "contact_changed": _("The contact data were changed"),
    "debt_written_off": _("A debt was written off"),
    "e_invoice_off": _("The e-invoice is off"),
    "e_invoice_on": _("The e-invoice is on"),
    "first_access": _("Link to choose a password"),
    "invitation": _("Invitation to an account"),
    "invoice_data_changed": _("The invoice data were changed"),
    "joined": _("Somebody has joined the account"),
    "lost_step_asked": _("Somebody says that your second step of signing in is lost"),
    "lost_step_confirmed": _("Soon your password alone will open your account"),
    "lost_step_done": _("The second step of signing in was taken away"),
    "lost_step_stopped": _("The second step of signing in stays"),
    "new_device": _("Signed in on a new device"),
    "order_placed": _("A change waits for the office"),
    "order_refused": _("The office did not agree to a change"),
    "order_withdrawn": _("A change was withdrawn"),
    "passkey_added": _("A passkey was added"),
    "passkey_doubted": _("A passkey was turned away: there may be a copy of it"),
    "passkey_removed": _("A passkey was removed"),
    "password_changed": _("The password was changed"),
    "password_chosen": _("A password was chosen"),
    "payment_received": _("Payment received"),
    "payment_taken_back": _("A payment was taken back"),
    "recover": _("Link to choose a new password"),
    "recovery_codes_made": _("New recovery codes were made"),
    "refund_accepted": _("Money will be paid back"),
    "refund_paid": _("Money was paid back"),
    "refund_refused": _("No refund was agreed to"),
    "revoked": _("A right on an account has ended"),
    "second_step_added": _("The second step of signing in was switched on"),
    "second_step_removed": _("The authenticator app was switched off"),
    "sign_in_closed": _("The sign-in was closed"),
    "takeout_ready": _("The archive of your data is ready"),
}


def name(template: str) -> Promise:
    """Return what a letter is called by its template. An old letter may be of a template that is not there any more."""
    return NAMES.get(template, _("Letter"))
