"""How a letter leaves the house: an SMTP conversation, or the profile's carrier of SMS.

What goes wrong is told by kind and status code only: the words of a server or of an exception may repeat what stood
in the letter.
"""

from email.headerregistry import Address
from importlib import import_module
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage

from abonent import profile
from abonent.post.bouncing import message_id
from abonent.post.models import Message
from abonent.post.ports import NotSent, Sms
from abonent.post.writing import Letter

PERMANENT = 500
"""Reply codes from here on say that trying again is of no use (RFC 5321, 4.2.1)."""


def carry(message: Message, letter: Letter) -> str:
    """Hand a letter over and return the reference under which the next carrier knows it. Raises NotSent."""
    if message.channel == Message.Channel.SMS:
        return _sms().send(message.to, letter.text.strip(), key=message.key)
    mail = _mail(message, letter)
    try:
        mail.send(using="default")
    except (OSError, ValueError) as wrong:  # smtplib's exceptions are OSErrors; ValueError is an address that is none
        raise _trouble(wrong) from None
    return str(mail.extra_headers["Message-ID"])


def _sms() -> Sms:
    carrier: Sms = import_module(profile.current().backends.sms).carrier()
    return carrier


def _mail(message: Message, letter: Letter) -> EmailMessage:
    sender = profile.current().mail
    domain = sender.sender_address.rpartition("@")[2]
    return EmailMessage(
        letter.subject,
        letter.text,
        sender.bounces_to or sender.sender_address,  # the envelope's sender: mail that comes back goes there
        [message.to],
        reply_to=[sender.reply_to],
        headers={
            "From": str(Address(sender.sender_name, addr_spec=sender.sender_address)),
            "Message-ID": message_id(message.pk, message.key, domain=domain),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no machine answers this
            "Content-Language": message.language,
        },
    )


def _trouble(wrong: OSError | ValueError) -> NotSent:
    kind, codes, final = type(wrong).__name__, [], isinstance(wrong, ValueError)
    if isinstance(wrong, SMTPRecipientsRefused):
        codes = [code for code, _ in wrong.recipients.values()]
        final = min(codes) >= PERMANENT
    elif isinstance(wrong, SMTPResponseException):
        codes = [wrong.smtp_code]
        final = isinstance(wrong, SMTPDataError) and wrong.smtp_code >= PERMANENT
    return NotSent(" ".join([kind, *map(str, codes)]), final=final)
