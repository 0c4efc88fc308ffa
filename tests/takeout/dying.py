"""A process that makes an archive and is killed at a named point: `python -m tests.takeout.dying POINT ID`."""

import sys

import django

from tests.dying import kill_at


def main(point: str, pk: str) -> None:
    django.setup()
    from abonent.takeout import actions  # noqa: PLC0415 - needs Django
    from tests.people import NOON  # noqa: PLC0415

    if point != "never":
        kill_at(point)
    actions.make_takeout(int(pk), at=NOON)


if __name__ == "__main__":
    main(*sys.argv[1:])
