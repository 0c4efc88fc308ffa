"""How a letter leaves the house: an SMTP conversation, or the profile's carrier of SMS.

What goes wrong is told by kind and status code only: the words of a server or of an exception may repeat what stood
in the letter.
"""

from email.headerregistry import Address
from importlib import import_module
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend

from abonent import profile
from abonent.post.bouncing import message_id
from abonent.post.models import Message
from abonent.post.ports import NotSent, Sms
from abonent.post.writing import Letter

PERMANENT = 500
"""Reply codes from here on say that trying again is of no use (RFC 5321, 4.2.1)."""
GOODBYE = 421
"""The server closes the conversation, whatever was asked of it (RFC 5321, 4.2.2)."""


def carry(message: Message, letter: Letter, *, server: BaseEmailBackend | None = None) -> str:
    """Hand a letter over and return the reference under which the next carrier knows it. Raises NotSent.

    With a `server` that is open the conversation with it goes on.
    """
    if message.channel == Message.Channel.SMS:
        return _sms().send(message.to, letter.text.strip(), key=message.key)
    mail = _mail(message, letter)
    try:
        (server or mailers.default).send_messages([mail])
    except (OSError, ValueError) as wrong:  # smtplib's exceptions are OSErrors; ValueError is an address that is none
        raise _trouble(wrong) from None
    return str(mail.extra_headers["Message-ID"])


def _sms() -> Sms:
    carrier: Sms = import_module(profile.current().backends.sms).carrier()
    return carrier


def _mail(message: Message, letter: Letter) -> EmailMessage:
    sender = profile.current().mail
    domain = sender.sender_address.rpartition("@")[2]
    file = letter.file
    return EmailMessage(
        letter.subject,
        letter.text,
        sender.bounces_to or sender.sender_address,  # the envelope's sender: mail that comes back goes there
        [message.to],
        reply_to=[sender.reply_to],
        attachments=[(file.name, file.content, file.media_type)] if file else [],
        headers={
            "From": str(Address(sender.sender_name, addr_spec=sender.sender_address)),
            "Message-ID": message_id(message.pk, message.key, domain=domain),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no machine answers this
            "Content-Language": message.language,
        },
    )


def _trouble(wrong: OSError | ValueError) -> NotSent:
    kind = type(wrong).__name__
    if isinstance(wrong, ValueError):
        return NotSent(kind, final=True)
    if isinstance(wrong, SMTPRecipientsRefused):
        codes = [code for code, _ in wrong.recipients.values()]
        why = " ".join([kind, *map(str, codes)])
        if min(codes) >= PERMANENT:
            return NotSent(why, final=True)
        return NotSent(why, final=False, mood="ENOUGH" if GOODBYE in codes else "BUSY")
    if isinstance(wrong, SMTPResponseException):  # of the letter, or of ourselves
        final = isinstance(wrong, SMTPDataError) and wrong.smtp_code >= PERMANENT
        return NotSent(f"{kind} {wrong.smtp_code}", final=final, mood="" if final else "ENOUGH")
    return NotSent(kind, final=False, mood="LOST")
