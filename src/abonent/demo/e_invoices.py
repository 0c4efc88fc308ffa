"""By which consent the demonstration's customers have the e-invoice: agreed to in the office, on the day they came."""

from collections.abc import Sequence
from datetime import datetime

from abonent import profile
from abonent.billing.actions import consent_to_e_invoice
from abonent.demo.cast import Customer
from abonent.demo.consents import FIRST, FIRST_DAY, OPENS_AT, UNTIL
from abonent.people.actions.consents import words
from abonent.people.bulk import SOME
from abonent.people.models import Account, Consent, Wording


def agree(accounts: Sequence[Account], customers: Sequence[Customer], *, now: datetime) -> None:
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
                at=min(profile.midnight(customer.since) + OPENS_AT, now),
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
