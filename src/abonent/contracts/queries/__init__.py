"""What may be asked about agreements, services and restrictions."""

from abonent.contracts.queries.held import (
    STRENGTH,
    Service,
    holdings,
    limits,
    restrictions,
    services,
    strongest,
    strongest_first,
)

__all__ = [
    "STRENGTH",
    "Service",
    "holdings",
    "limits",
    "restrictions",
    "services",
    "strongest",
    "strongest_first",
]
