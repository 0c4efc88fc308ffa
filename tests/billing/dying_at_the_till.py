"""A process that takes cash and is killed at a named point: `python -m tests.billing.dying_at_the_till POINT ACCOUNT PERSON`."""

import sys
from decimal import Decimal

import django

from tests.billing.dying import kill_at


def main(point: str, account: str, person: str) -> None:
    django.setup()
    from abonent.billing import actions  # noqa: PLC0415 - needs Django
    from abonent.people.models import Account, User  # noqa: PLC0415
    from tests.people import NOON  # noqa: PLC0415

    if point != "never":
        kill_at(point)
    of, by = Account.objects.get(number=account), User.objects.get(login=person)
    for _ in range(2):
        actions.take_cash(of, amount=Decimal(60), wanted=(), payer="", once="one-form", at=NOON, by=by)


if __name__ == "__main__":
    main(*sys.argv[1:])
