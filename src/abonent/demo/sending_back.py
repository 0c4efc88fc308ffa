"""What a mail server of the demonstration sends back: a report (RFC 3464) about letters to a domain that is not there."""

from email import message_from_bytes, policy
from mailbox import Maildir
from pathlib import Path

from aiosmtpd.smtp import Envelope

NOT_THERE = "@nie-ma.example"
"""Nobody has an address of this domain."""
STATUS = "5.1.1"

REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mailbox.invalid>\r
To: {sender}\r
Subject: Undelivered Mail Returned to Sender\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="part"\r
\r
--part\r
Content-Type: text/plain; charset=utf-8\r
\r
There is no such mailbox: {recipient}\r
--part\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mailbox.invalid\r
\r
Final-Recipient: rfc822; {recipient}\r
Action: failed\r
Status: {status}\r
Diagnostic-Code: smtp; 550 {status} there is no such mailbox\r
\r
--part\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: {message_id}\r
\r
--part--\r
"""


def send_back(envelope: Envelope, folder: Path) -> None:
    """Report each recipient who is not there, into a Maildir. Reports themselves (without a sender) are never reported."""
    gone = [recipient for recipient in envelope.rcpt_tos if recipient.lower().endswith(NOT_THERE)]
    if not gone or envelope.mail_from in {None, "", "<>"}:
        return
    content = envelope.content or b""
    letter = message_from_bytes(content if isinstance(content, bytes) else content.encode(), policy=policy.default)
    for recipient in gone:
        said = {"sender": envelope.mail_from, "recipient": recipient, "message_id": letter["Message-ID"]}
        opened(folder).add(REPORT.format(**said, status=STATUS).encode())


def opened(folder: Path) -> Maildir:
    """Return a Maildir, made when it is not there; nobody else may read it."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Maildir(folder, create=True)
    folder.chmod(0o700)
    return made
