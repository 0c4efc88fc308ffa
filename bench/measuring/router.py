"""A router that takes what it is told, and notes when: `python -m bench.measuring.router PLACE PORT`."""

import sys
import time

from bench.measuring.lines import ADDRESS, SECRET
from tests.router import Router, Told


class Noted(list[Told]):
    """Says each thing it was told, which line it is about and when, as soon as the answer is ready to go."""

    def append(self, told: Told) -> None:
        print(told.what, told.number, time.time(), flush=True)


def main(place: str, port: str) -> None:
    with Router(secret=SECRET.encode(), address=ADDRESS.format(place), port=int(port), heard=Noted()) as router:
        router.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
