"""What may be asked of the internet module."""

from abonent.modules.internet.queries.lines import line_name, line_of_account, lines_of
from abonent.modules.internet.queries.macs import mac_written, plain_mac
from abonent.modules.internet.queries.passwords import line_password_faults, proposed_password

__all__ = [
    "line_name",
    "line_of_account",
    "line_password_faults",
    "lines_of",
    "mac_written",
    "plain_mac",
    "proposed_password",
]
