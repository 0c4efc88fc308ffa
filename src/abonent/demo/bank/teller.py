"""The sandbox bank's messenger: tells the shops what happened, again and again until they say yes.

What is to be told stands in the bank's file, so a restarted bank goes on. "At least once": a bank
killed between telling and noting tells again.
"""

import http.client
import logging
import time
from threading import Event, Lock, Thread
from typing import Final
from urllib.parse import urlsplit

from abonent.demo.bank.bank import Bank
from abonent.demo.bank.signature import signed
from abonent.demo.bank.store import Callback

AT_ONCE: Final = 40
"""Callbacks under way at the same time."""
TIMEOUT: Final = 10.0
IDLE: Final = 0.5
"""Seconds between two looks when nobody calls."""

log = logging.getLogger(__name__)


class Teller(Thread):
    """Looks for callbacks that are due and sends each in a thread of its own."""

    def __init__(self, bank: Bank, *, backoff: float) -> None:
        super().__init__(name="teller", daemon=True)
        self._bank = bank
        self._backoff = backoff
        self._calls = Event()
        self._stopping = Event()
        self._under_way: set[int] = set()
        self._lock = Lock()

    def call(self) -> None:
        """There is something new to tell."""
        self._calls.set()

    def stop(self) -> None:
        self._stopping.set()
        self._calls.set()
        self.join()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._bank.forget()
                pause = self._look()
            except Exception:
                log.exception("the bank's file cannot be used now")
                pause = IDLE
            self._calls.wait(pause)
            self._calls.clear()

    def _look(self) -> float:
        """Send what is due; seconds until the next look."""
        with self._lock:
            free = [one for one in self._bank.store.waiting() if one.id not in self._under_way]
            due = [one for one in free if one.due_at <= time.time()][: AT_ONCE - len(self._under_way)]
            self._under_way.update(one.id for one in due)
        for callback in due:
            Thread(target=self._tell, args=(callback,), daemon=True).start()
        later = [one.due_at - time.time() for one in free[len(due) :]]
        return min([IDLE, *(max(wait, 0.01) for wait in later)])

    def _tell(self, callback: Callback) -> None:
        answer = _send(callback, self._signature(callback))
        try:
            self._bank.store.answered(callback, answer, now=time.time(), backoff=self._backoff)
        finally:
            with self._lock:
                self._under_way.discard(callback.id)
        log.info("callback %d told: %d", callback.id, answer)

    def _signature(self, callback: Callback) -> str:
        secret = b"not the shop's key" if callback.forged else self._bank.secret
        return signed(secret, callback.body, at=int(time.time()))


def _send(callback: Callback, signature: str) -> int:
    """The HTTP status of one try, 0 when nobody answered. Follows no redirect."""
    parts = urlsplit(callback.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    headers = {
        "Content-Type": "application/json",
        "Bank-Merchant": callback.merchant,
        "Bank-Signature": signature,
        "User-Agent": "abonent-sandbox-bank",
    }
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target or "/", callback.body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
