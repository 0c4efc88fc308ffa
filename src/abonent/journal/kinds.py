"""The closed list of what can happen, each with the sentence that a customer reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "account.chosen": _("Another account was chosen"),
    "address.changed": _("The address for letters was changed"),
    "agreement.renewed": _("The agreement was renewed"),
    "bills.issued": _("Bills were issued"),
    "bill.corrected": _("The bill was corrected"),
    "callback.refused": _("A message that did not come from the bank was turned away"),
    "cash.banked": _("Cash was carried to the bank"),
    "cash.switched_off": _("Paying in cash was switched off"),
    "cash.switched_on": _("Paying in cash was switched on"),
    "cash.taken": _("Cash was taken at the office"),
    "consent.given": _("Consent was given"),
    "consent.taken_back": _("Consent was taken back"),
    "contact.added": _("A contact was added; it does not count until it is confirmed"),
    "contact.confirmed": _("A contact was confirmed"),
    "contact.removed": _("A contact was removed"),
    "customer.file_taken": _("The office downloaded a document or a table"),
    "customer.seen": _("The office looked at the account"),
    "customer.view_ended": _("The office stopped looking at the customer’s pages"),
    "customer.viewed": _("The office looked at the pages as the customer sees them"),
    "debt.written_off": _("The debt was written off"),
    "document.kept": _("A document was added"),
    "note.added": _("The office wrote a note down"),
    "note.removed": _("The office removed a note"),
    "notice.changed": _("A notice was changed"),
    "notice.published": _("A notice was published"),
    "notice.taken_down": _("A notice was taken down"),
    "e_invoice.switched_off": _("The e-invoice was switched off"),
    "e_invoice.switched_on": _("The e-invoice was switched on"),
    "invoice_data.changed": _("The invoice data were changed"),
    "order.accepted": _("The office agreed to a change"),
    "order.placed": _("A change was asked for"),
    "order.refused": _("The office did not agree to a change"),
    "order.withdrawn": _("A change that was asked for was withdrawn"),
    "form.refused": _("A form shown for another account was not carried out"),
    "access.denied": _("Somebody asked for a page they may not see"),
    "access.ended": _("Access to the account was ended"),
    "access.granted": _("Somebody joined the account"),
    "invitation.sent": _("An invitation to the account was sent"),
    "invitation.withdrawn": _("An invitation to the account was withdrawn"),
    "password.changed": _("The password was changed"),
    "payment.started": _("Payment started"),
    "payment.sent": _("Handed over to the bank"),
    "payment.failed": _("The bank could not be reached"),
    "payment.confirmed": _("The bank confirmed the payment"),
    "payment.refused": _("The bank refused the payment"),
    "payment.abandoned": _("The payment was given up"),
    "payment.posted": _("The money was posted to the account"),
    "payment.reversed": _("The payment was taken back"),
    "payment.refunded": _("The overpayment was paid back"),
    "proposal.accepted": _("The office agreed to a refund or to giving up a debt"),
    "proposal.made": _("A refund, or giving up a debt, was proposed"),
    "proposal.refused": _("A proposed refund, or giving up a debt, was refused"),
    "proposal.withdrawn": _("A proposed refund, or giving up a debt, was withdrawn"),
    "refund.paid_out": _("The refund has left our bank"),
    "restriction.placed": _("The service was restricted"),
    "restriction.lifted": _("The restriction was lifted"),
    "lost_step.asked": _("Somebody said that the second step of signing in is lost"),
    "lost_step.confirmed": _("The office confirmed that the second step of signing in is lost"),
    "lost_step.done": _("The lost second step of signing in was taken away"),
    "lost_step.stopped": _("The second step of signing in stays"),
    "passkey.added": _("A passkey was added"),
    "passkey.doubted": _("A passkey signed out of turn"),
    "passkey.removed": _("A passkey was removed"),
    "second_step.added": _("The second step of signing in was switched on"),
    "second_step.removed": _("The second step of signing in was switched off"),
    "person.invited": _("An invitation to sign in was sent"),
    "recovery.asked": _("A link to a new password was sent"),
    "recovery.refused": _("Somebody asked for a new password with a login and an address that do not belong together"),
    "recovery_codes.made": _("New recovery codes were made"),
    "session.began": _("Signed in"),
    "session.ended": _("Signed out"),
    "sign_in.made": _("A sign-in was made"),
    "sign_in.closed": _("The sign-in was closed"),
    "sign_in.failed": _("A sign-in failed"),
    "takeout.asked": _("An archive of one’s own data was asked for"),
    "takeout.failed": _("An archive of one’s own data could not be made"),
    "takeout.fetched": _("An archive of one’s own data was fetched"),
    "takeout.made": _("An archive of one’s own data was made"),
    "takeout.removed": _("An archive of one’s own data was deleted"),
}


class UnknownKind(LookupError):
    """The journal was asked to record something that has no sentence."""


def sentence(kind: str) -> Promise:
    """Return what the customer reads for a kind. Raises UnknownKind."""
    try:
        return SENTENCES[kind]
    except KeyError:
        raise UnknownKind(kind) from None
