"""What the log says of requests that were refused: one line. A traceback would only tell where we refuse them."""

import logging
from typing import override

OUR_OWN = 500
"""From this status on an answer is our own trouble (RFC 9110, 15.6)."""


class InShort(logging.Filter):
    """Leaves the traceback out of what Django says of a stranger's malformed request; keeps it where we have failed."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", OUR_OWN)
        if isinstance(status, int) and status < OUR_OWN:
            record.exc_info = record.exc_text = None
        return True
