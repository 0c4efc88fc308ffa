"""What the log says of requests that were refused: one line. A traceback would only tell where we refuse them."""

import logging
import re
from typing import override

OUR_OWN = 500
"""From this status on an answer is our own trouble (RFC 9110, 15.6)."""
TOKEN = re.compile(r"(/(?:link|join|stop)/)[^/\s]+")
"""What stands in the address of a link from a letter, and may still work when we refuse or fail to answer."""


class InShort(logging.Filter):
    """Leaves the traceback out of what Django says of a stranger's malformed request; keeps it where we have failed.

    Tokens of links are never told.
    """

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", OUR_OWN)
        if isinstance(status, int) and status < OUR_OWN:
            record.exc_info = record.exc_text = None
        record.msg, record.args = without_tokens(record.getMessage()), ()
        return True


def without_tokens(said: str) -> str:
    """Return a line of the log without the secrets that stand in addresses."""
    return TOKEN.sub(r"\1…", said)
