"""What the sandbox bank remembers: payments, refunds and callbacks, in a SQLite file of its own.

SQLite on purpose: this is not Abonent's database but somebody else's bank, which must outlive a
restart and need nothing installed.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from threading import RLock
from typing import Any, Final

SUCCESS: Final = range(200, 300)
"""HTTP answers that mean the shop has heard."""
LONGEST_PAUSE: Final = 300.0
"""Seconds between two tries of a callback, at most."""

_TABLES = """
CREATE TABLE IF NOT EXISTS payment (
    id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, merchant TEXT NOT NULL, ref TEXT NOT NULL,
    amount TEXT NOT NULL, currency TEXT NOT NULL, title TEXT NOT NULL, language TEXT NOT NULL,
    return_url TEXT NOT NULL, notify_url TEXT NOT NULL, created_at REAL NOT NULL,
    status TEXT NOT NULL DEFAULT 'PENDING', transaction_id TEXT UNIQUE, paid_amount TEXT, paid_on TEXT,
    UNIQUE (merchant, ref)
);
CREATE TABLE IF NOT EXISTS refund (
    id TEXT PRIMARY KEY, merchant TEXT NOT NULL, ref TEXT NOT NULL,
    payment TEXT NOT NULL REFERENCES payment, amount TEXT NOT NULL, UNIQUE (merchant, ref)
);
CREATE TABLE IF NOT EXISTS callback (
    id INTEGER PRIMARY KEY, payment TEXT NOT NULL REFERENCES payment, url TEXT NOT NULL,
    merchant TEXT NOT NULL, body BLOB NOT NULL, forged INTEGER NOT NULL, due_at REAL NOT NULL,
    most INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, answer INTEGER, state TEXT NOT NULL DEFAULT 'WAITING'
);
CREATE INDEX IF NOT EXISTS callback_waiting ON callback (due_at) WHERE state = 'WAITING';
"""


@dataclass(frozen=True)
class Payment:
    """One order of a shop's, and what came of it."""

    id: str
    token: str
    merchant: str
    ref: str
    amount: Decimal
    currency: str
    title: str
    language: str
    return_url: str
    notify_url: str
    created_at: float
    status: str = "PENDING"
    transaction_id: str | None = None
    paid_amount: Decimal | None = None
    paid_on: str | None = None


@dataclass(frozen=True)
class Callback:
    """Something to be told to a shop."""

    id: int
    url: str
    merchant: str
    body: bytes
    forged: bool
    due_at: float
    most: int
    tries: int


class AlreadyFinal(Exception):
    """The payment has its ending; there is no second one."""


class Store:
    """One connection for all threads, one writer at a time."""

    def __init__(self, path: Path) -> None:
        self._lock = RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing, and nobody else meanwhile."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def payment(self, key: str) -> Payment | None:
        """By its id, its page's token or the shop's ref."""
        rows = self._rows("SELECT * FROM payment WHERE ? IN (id, token, ref)", key)
        return _payment(rows[0]) if rows else None

    def place(self, payment: Payment) -> Payment:
        """Keep a new order, or find the one that has this ref already."""
        with self.writing():
            known = self._rows("SELECT * FROM payment WHERE merchant = ? AND ref = ?", payment.merchant, payment.ref)
            if known:
                return _payment(known[0])
            self._insert("payment", {**vars(payment), "amount": f"{payment.amount:.2f}"})
        return payment

    def settle(self, payment: Payment) -> None:
        """Keep the ending of a payment. Raises AlreadyFinal."""
        amount = None if payment.paid_amount is None else f"{payment.paid_amount:.2f}"
        done = self._db.execute(
            "UPDATE payment SET status = ?, transaction_id = ?, paid_amount = ?, paid_on = ?"
            " WHERE id = ? AND status = 'PENDING'",
            (payment.status, payment.transaction_id, amount, payment.paid_on, payment.id),
        )
        if done.rowcount == 0:
            raise AlreadyFinal

    def forgotten(self, *, before: float) -> list[Payment]:
        """Payments that were begun before and never finished."""
        rows = self._rows("SELECT * FROM payment WHERE status = 'PENDING' AND created_at < ?", before)
        return [_payment(row) for row in rows]

    def refund(self, values: Mapping[str, str]) -> sqlite3.Row | None:
        """The refund with this merchant and ref, when there is one."""
        rows = self._rows("SELECT * FROM refund WHERE merchant = ? AND ref = ?", values["merchant"], values["ref"])
        return rows[0] if rows else None

    def refunded(self, payment: Payment) -> Decimal:
        """How much of a payment went back already."""
        rows = self._rows("SELECT amount FROM refund WHERE payment = ?", payment.id)
        return sum((Decimal(row["amount"]) for row in rows), Decimal(0))

    def add_refund(self, values: Mapping[str, str]) -> None:
        self._insert("refund", values)

    def add_callbacks(self, callbacks: Iterable[Mapping[str, Any]]) -> None:
        for callback in callbacks:
            self._insert("callback", callback)

    def waiting(self) -> list[Callback]:
        """What is still to be told, the most urgent first."""
        rows = self._rows(
            "SELECT id, url, merchant, body, forged, due_at, most, tries FROM callback"
            " WHERE state = 'WAITING' ORDER BY due_at, id LIMIT 200"
        )
        return [Callback(**dict(row)) for row in rows]

    def callbacks(self, payment: Payment) -> list[dict[str, Any]]:
        rows = self._rows("SELECT tries, answer, state FROM callback WHERE payment = ? ORDER BY id", payment.id)
        return [dict(row) for row in rows]

    def answered(self, callback: Callback, answer: int, *, now: float, backoff: float) -> None:
        """Keep what the shop answered (an HTTP status, 0 for nothing) and when to try again."""
        tries = callback.tries + 1
        state = "TOLD" if answer in SUCCESS else "WAITING" if tries < callback.most else "GIVEN-UP"
        pause = min(backoff * 2 ** (tries - 1), LONGEST_PAUSE)
        with self.writing():
            self._db.execute(
                "UPDATE callback SET tries = ?, answer = ?, state = ?, due_at = ? WHERE id = ?",
                (tries, answer, state, now + pause, callback.id),
            )

    def _rows(self, sql: str, *values: str | float) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _insert(self, table: str, values: Mapping[str, Any]) -> None:
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        self._db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", dict(values))  # noqa: S608 – names are our own


def _payment(row: sqlite3.Row) -> Payment:
    values = dict(row)
    values["amount"] = Decimal(values["amount"])
    if values["paid_amount"] is not None:
        values["paid_amount"] = Decimal(values["paid_amount"])
    return Payment(**values)
