"""By which consent the demonstration's customers have the e-invoice: agreed to in the office, on the day they came."""

from collections.abc import Sequence
from datetime import date

from abonent import profile
from abonent.billing.actions import consent_to_e_invoice
from abonent.demo.cast import Customer
from abonent.people.actions.consents import words
from abonent.people.models import Account, Consent, Wording

SOME = 2_000
FIRST, FIRST_DAY, UNTIL = "2020-10", date(2020, 10, 1), date(2026, 1, 1)
"""The words that were asked before those of the profile, as the price list: from its first day until the next year's."""
OPENS_AT = 10


def agree(accounts: Sequence[Account], customers: Sequence[Customer]) -> None:
    """Let those whose bills come electronically have agreed to it."""
    code = consent_to_e_invoice().code
    wordings = [_first(), Wording.objects.get(code=code, version=consent_to_e_invoice().version)]
    Consent.objects.bulk_create(
        [
            Consent(
                account=account,
                code=code,
                wording=wordings[customer.since >= UNTIL],
                given=True,
                at=profile.midnight(customer.since).replace(hour=OPENS_AT),
                via="office",
            )
            for account, customer in zip(accounts, customers, strict=True)
            if customer.delivery != "PAPER"
        ],
        batch_size=SOME,
    )


def _first() -> Wording:
    asked = consent_to_e_invoice()
    told = {"text": words(asked), "recorded_at": profile.midnight(FIRST_DAY)}
    return Wording.objects.get_or_create(code=asked.code, version=FIRST, defaults=told)[0]
