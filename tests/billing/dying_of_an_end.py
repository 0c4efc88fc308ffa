"""A process that looks for ends that have come, and is killed at a named point: `python -m tests.billing.dying_of_an_end POINT`."""

import sys
from datetime import date

import django

from tests.billing.dying import kill_at


def main(point: str) -> None:
    django.setup()
    from abonent import profile  # noqa: PLC0415 - needs Django
    from abonent.billing import actions  # noqa: PLC0415

    if point != "never":
        kill_at(point)
    for _ in range(2):
        actions.carry_out_due(at=profile.midnight(date(2026, 11, 26)))


if __name__ == "__main__":
    main(*sys.argv[1:])
