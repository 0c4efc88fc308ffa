"""What contracts needs from the street: somebody who makes a document of what was agreed."""

from collections.abc import Mapping
from typing import Any, Protocol


class Press(Protocol):
    """Makes documents from frozen sheets. The profile names a package that has a module `press`."""

    def render(self, template: str, sheet: Mapping[str, Any]) -> bytes:
        """Make the PDF of a sheet by a template's name and version; the same sheet gives the same bytes."""
        ...
