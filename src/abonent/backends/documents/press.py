"""Makes any document again by the template it was issued with."""

from collections.abc import Callable, Mapping
from typing import Any

from abonent.backends.documents import bill, cash, duplicate, receipt, statement, terms

# Every version that was ever issued, for ever: bills are kept as sheets, not as files.
EDITIONS: dict[str, Callable[[Mapping[str, Any]], bytes]] = (
    bill.EDITIONS | cash.EDITIONS | duplicate.EDITIONS | receipt.EDITIONS | statement.EDITIONS | terms.EDITIONS
)


class UnknownTemplate(LookupError):
    """No template of this name and version was ever in use."""


def render(template: str, sheet: Mapping[str, Any]) -> bytes:
    """Make the PDF of a frozen sheet by its template ("bill@1"). Raises UnknownTemplate."""
    if template not in EDITIONS:
        raise UnknownTemplate(template)
    return EDITIONS[template](sheet)
