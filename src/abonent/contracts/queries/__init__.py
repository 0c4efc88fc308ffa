"""What may be asked about agreements, services and restrictions."""

from abonent.contracts.queries.agreements import AgreementShown, Change, Held, Line, Speed, agreements, subject
from abonent.contracts.queries.fees import DueFee, fees_of_change, fees_of_release
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
from abonent.contracts.queries.prices import MonthlyPrices, with_vat
from abonent.contracts.queries.terms import terms_sheet

__all__ = [
    "STRENGTH",
    "AgreementShown",
    "Change",
    "DueFee",
    "Held",
    "Line",
    "MonthlyPrices",
    "Service",
    "Speed",
    "agreements",
    "fees_of_change",
    "fees_of_release",
    "holdings",
    "limits",
    "restrictions",
    "services",
    "strongest",
    "strongest_first",
    "subject",
    "terms_sheet",
    "with_vat",
]
