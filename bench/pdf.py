"""How much a bill's PDF costs, Polish bank code included: processor time and size, with what was promised beside it.

One process makes them one after the other, so a second of processor time is a second of one core.
"""

import json
from argparse import ArgumentParser
from copy import deepcopy
from pathlib import Path
from time import process_time
from typing import Any

from abonent.backends.documents.bill import bill_pdf
from abonent.backends.documents.receipt import receipt_pdf

BILLS = 200
CPU_MS = 18
KB = 50
SHEETS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "pdf.json").read_text(encoding="utf-8"))


def bill(number: int) -> dict[str, Any]:
    """Make each bill another one, so that nothing remembered from the last is of use."""
    sheet = deepcopy(SHEETS["bill"])
    sheet["number"] = f"FV/2026/11/{number:04}"
    sheet["account"] = sheet["buyer"]["address"][0] = f"{100_000 + number}"
    sheet["transfer"]["title"] = f"{sheet['number']} {sheet['account']}"
    sheet["total"] = sheet["transfer"]["amount"] = f"{number}.67"
    return sheet


def receipt(number: int) -> dict[str, Any]:
    return SHEETS["receipt"] | {"number": f"W-2026-11-{number:06}", "amount": f"{number}.00"}


def measure(name: str, documents: list[bytes], seconds: float) -> str:
    milliseconds = 1000 * seconds / len(documents)
    kilobytes = max(map(len, documents)) / 1000
    speed = len(documents) / seconds
    return f"{name} {milliseconds:.1f} ms CPU, {speed:.0f} PDFs/s of one core, {kilobytes:.0f} kB (limits {CPU_MS} ms, {KB} kB)"


def main() -> None:
    parser = ArgumentParser(prog="./run bench pdf", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="twenty of each instead of two hundred")
    count = BILLS // 10 if parser.parse_args().quick else BILLS
    for name, make, sheet in (("bill", bill_pdf, bill), ("receipt", receipt_pdf, receipt)):
        make(sheet(0))  # fonts are looked through once
        sheets = [sheet(number) for number in range(1, count + 1)]
        started = process_time()
        documents = [make(each) for each in sheets]
        print(measure(name, documents, process_time() - started))


if __name__ == "__main__":
    main()
