"""Whether the overview costs as much with many customers as with one: two databases, measured in turn."""

import re
import subprocess
import sys
from argparse import ArgumentParser

from bench.data import CUSTOMERS

TURNS = 2
LIMIT = 0.9
FIGURES = re.compile(r"overview ([0-9.]+) ms, plain page ([0-9.]+) ms")


def main() -> None:
    parser = ArgumentParser(prog="./run bench flat", description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS, metavar="N", help="how many are many (30000)")
    parser.add_argument("--requests", type=int, default=1_000, metavar="N", help="of each page in each turn (1000)")
    wanted = parser.parse_args()
    turns = [(_cost(1, 1, wanted.requests), _cost(wanted.customers, 2_000, wanted.requests)) for _ in range(TURNS)]
    one, many = (sum(costs) / TURNS for costs in zip(*turns, strict=True))
    print(
        f"overview with 1 customer {one:.2f} ms, with {wanted.customers} {many:.2f} ms, ratio {one / many:.2f} (limit {LIMIT})"
    )


def _cost(customers: int, visitors: int, requests: int) -> float:
    """Return what the overview costs with so many customers, in ms."""
    options = (f"--customers={customers}", f"--visitors={visitors}", f"--requests={requests}")
    command = [sys.executable, "-m", "bench.overview", *options]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    figures = FIGURES.search(said)
    assert figures, said  # noqa: S101
    print(f"  {customers} customers: {figures[0]}", flush=True)
    return float(figures[1])


if __name__ == "__main__":
    main()
