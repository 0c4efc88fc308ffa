"""Letters in tests of the mail sink: written, and handed to it by SMTP."""

import smtplib
from email.message import EmailMessage

from abonent.demo.mailbox import Mailbox


def written(to: str = "anna@example.pl", subject: str = "Rachunek za listopad – zażółć") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Iskra Net <panel@example.pl>", to, subject
    message.set_content("Do zapłaty: 60,00 zł\n.\nkropka\n")
    message.add_alternative("<p>Do zapłaty: 60,00 zł</p>\n", subtype="html")
    return message


def post(box: Mailbox, message: EmailMessage) -> None:
    with smtplib.SMTP(*box.address) as server:
        server.send_message(message)
