"""What customers and staff go about while a bill run goes on: paying at the sandbox bank, cash, corrections, looking things up."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Event, Thread

from bench.measuring.browsing import Browser, Form, Page, Refused
from bench.measuring.visits import Visitor

THINKING = 0.2
"""Seconds that somebody looks at a page, so that the mix of pages is the same when the machine is busy."""
CONFIRMED_WITHIN = 90.0
OUTCOMES = ("pay", "pay", "pay", "pay-twice", "pay-parallel")
STALE = "409"
"""Somebody else was faster, and the page says so: no error."""


class NotConfirmed(Exception):
    """The bank has the money, and the portal did not say so in time."""


@dataclass
class Tally:
    """What one person has done: how often each errand, and what went wrong."""

    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    times: list[tuple[str, float]] = field(default_factory=list)


def pay(browser: Browser, visitor: Visitor, chance: random.Random) -> str:
    """Look at the overview, pay what is open at the bank, and look at the bill once it is posted."""
    _look(browser, "/overview/")
    page = _look(browser, "/bills/pay/")
    ready = page.form("once", "amount")
    if ready is None:
        _look(browser, "/bills/")
        return "nothing to pay"
    at_the_bank = browser.send(page, ready)
    if "/pay/" not in at_the_bank.address or at_the_bank.address.startswith(browser.origin):
        return "changed meanwhile"  # a bill came between page and press: it shows what is so now
    back = browser.send(at_the_bank, Form(at_the_bank.address), outcome=chance.choice(OUTCOMES))
    _until_posted(browser, back.address)
    _look(browser, f"/bills/{visitor.bill.replace('/', '-')}/")
    _look(browser, "/overview/")
    return "paid"


def _until_posted(browser: Browser, address: str) -> None:
    until = time.monotonic() + CONFIRMED_WITHIN
    while "/receipt.pdf" not in browser.see(address).text:
        if time.monotonic() > until:
            raise NotConfirmed(address)
        time.sleep(1)


def take_cash(browser: Browser, visitor: Visitor, _: random.Random) -> str:
    """Find a customer, and take ten złoty from them."""
    number = _found(browser, visitor)
    page = _look(browser, f"/desk/customers/{number}/cash/")
    form = page.form("amount", "payer")
    if form is None:
        return "nothing to pay"
    check = browser.send(page, form, amount="10,00")
    time.sleep(THINKING)
    ready = check.form("once", "amount")
    if ready is None or not ready["once"]:
        raise Refused(f"no check of cash: {check.text[:500]}")
    browser.send(check, ready, confirm="1")
    return "cash taken"


def correct(browser: Browser, visitor: Visitor, _: random.Random) -> str:
    """Find a customer, and take a złoty off the first line of their bill."""
    _found(browser, visitor)
    page = _look(browser, f"/desk/bills/{visitor.bill.replace('/', '-')}/correct/")
    form = page.form("line_1", "reason")
    if form is None:
        raise Refused(f"no form for a correction: {page.text[:500]}")
    less = f"{float(form['line_1'].replace(',', '.').replace('\u00a0', '')) - 1:.2f}".replace(".", ",")
    check = browser.send(page, form, line_1=less, reason="Przerwa w dostawie")
    time.sleep(THINKING)
    ready = check.form("line_1", "reason")
    if ready is None:
        raise Refused(f"no check of a correction: {check.text[:500]}")
    browser.send(check, ready, confirm="1")
    return "corrected"


def _found(browser: Browser, visitor: Visitor) -> str:
    """Look a customer up as somebody does who is on the telephone; return the number as addresses have it."""
    number = visitor.account.replace(" ", "").replace("\u00a0", "")
    _look(browser, f"/desk/find/?q={number}")
    _look(browser, f"/desk/customers/{number}/")
    return number


def _look(browser: Browser, path: str) -> Page:
    page = browser.see(path)
    time.sleep(THINKING)
    return page


type Errand = Callable[[Browser, Visitor, random.Random], str]


class Person(Thread):
    """Somebody who goes about errands until told to stop, each for the next of some customers."""

    def __init__(
        self,
        errands: tuple[Errand, ...],
        whose: Iterator[Visitor],
        enough: Event,
        open_browser: Callable[[Visitor], Browser],
    ) -> None:
        super().__init__(daemon=True)
        self.errands, self.whose, self.enough, self.open_browser = errands, whose, enough, open_browser
        self.tally = Tally()
        self.chance = random.Random(7)  # noqa: S311 - a choice of outcomes

    def run(self) -> None:
        """Go on until it is enough; what was begun is ended."""
        turn = 0
        while not self.enough.is_set():
            visitor = next(self.whose)
            browser = self.open_browser(visitor)
            try:
                self.tally.done[self.errands[turn % len(self.errands)](browser, visitor, self.chance)] += 1
            except (Refused, NotConfirmed, OSError, HTTPException) as wrong:
                self._note(str(wrong), type(wrong).__name__)
            self.tally.times += browser.times
            browser.times = []
            turn += 1

    def _note(self, text: str, name: str) -> None:
        if f": {STALE}\n" in text:
            self.tally.done["changed meanwhile"] += 1
        else:
            self.tally.wrong.append(f"{name}: {text}")
