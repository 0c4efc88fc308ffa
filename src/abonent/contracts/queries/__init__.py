"""What may be asked about agreements, services and restrictions."""

from abonent.contracts.queries.agreements import AgreementShown, Change, Held, Line, Speed, agreements, subject
from abonent.contracts.queries.fees import DueFee, OpeningFee, fees_of_change, fees_of_opening, fees_of_release
from abonent.contracts.queries.held import (
    STRENGTH,
    Service,
    holdings,
    limits,
    restrictions,
    restrictions_ever,
    services,
    strongest,
    strongest_first,
)
from abonent.contracts.queries.lines import (
    HeldByLine,
    due_endings,
    ending_of,
    held_by,
    is_awaited,
    is_served,
    lines,
    on_sale,
    plan_of,
    planned_after,
    restrictions_of,
)
from abonent.contracts.queries.prices import MonthlyPrices, with_vat
from abonent.contracts.queries.running_out import running_out
from abonent.contracts.queries.terms import terms_sheet

__all__ = [
    "STRENGTH",
    "AgreementShown",
    "Change",
    "DueFee",
    "Held",
    "HeldByLine",
    "Line",
    "MonthlyPrices",
    "OpeningFee",
    "Service",
    "Speed",
    "agreements",
    "due_endings",
    "ending_of",
    "fees_of_change",
    "fees_of_opening",
    "fees_of_release",
    "held_by",
    "holdings",
    "is_awaited",
    "is_served",
    "limits",
    "lines",
    "on_sale",
    "plan_of",
    "planned_after",
    "restrictions",
    "restrictions_ever",
    "restrictions_of",
    "running_out",
    "services",
    "strongest",
    "strongest_first",
    "subject",
    "terms_sheet",
    "with_vat",
]
