"""What the desk's one search box finds: everything that may be meant by what was typed, the surest first.

A number that is somebody's, or some paper's, is what was meant. Otherwise words are looked for in names and addresses: as they
are, then as beginnings, and where nothing has them, as words that are a slip of typing away or hold what was typed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from abonent import profile
from abonent.billing.queries import finding as billing
from abonent.contracts.queries import finding as contracts
from abonent.database.finding import asked, by_index, fold, splits
from abonent.people import addresses
from abonent.people.models import Account, Place
from abonent.people.queries import finding as people
from abonent.people.queries.finding import Hit
from abonent.web.addresses import address_if_there
from abonent.web.desk.papers import Paper, papers

LONGEST = 200
MOST = 20
WORDS = 6
FEWEST = 2
"""Letters or digits that a question needs."""
NOT_SAID = frozenset({"ul", "al", "os", "pl", "m", "kv", "vul", "lok", "nr"})
"""Words before names of streets and numbers of flats, folded: who types them means what comes after."""
DIGITS = re.compile(r"[+(]?[0-9][0-9\s().-]*")
POST_CODE = re.compile(r"[0-9]{2}-[0-9]{3}")
LETTER_OF_HOUSE = re.compile(r"(?<=[0-9])\s+(?=[^\W\dmMмМ_](?:[\s/,]|$))")
"""The space in "7 A"; the m of "5 m. 12" is no letter of a house."""

NUMBER = pgettext_lazy("found by", "account number")
NAME = pgettext_lazy("found by", "name")
ADDRESS = pgettext_lazy("found by", "address")
BOTH = pgettext_lazy("found by", "name and address")
PERSON = pgettext_lazy("found by", "person with access")
PAYER = pgettext_lazy("found by", "name on invoices")
REACHED = pgettext_lazy("found by", "contact")
LOGIN = pgettext_lazy("found by", "login")
BANK = pgettext_lazy("found by", "bank account")
SIGNED = pgettext_lazy("found by", "agreement")
TAX = pgettext_lazy("found by", "tax number")

type Why = tuple[Promise, list[Hit]]


@dataclass(frozen=True, slots=True)
class Customer:
    """An account that was found, as the list shows it: by what, and the words that were found where they are not shown anyway."""

    account: Account
    address: str
    url: str
    why: Promise
    what: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. `only`: where it leads when nothing else can be meant; `more`: there are others; `near`: nothing has
    the very words."""

    customers: tuple[Customer, ...] = ()
    papers: tuple[Paper, ...] = ()
    only: str = ""
    more: bool = False
    near: bool = False

    @property
    def count(self) -> int:
        return len(self.customers) + len(self.papers)


def find(typed: str, *, at: datetime, acts: frozenset[str]) -> Found:
    """Find what was typed, for somebody who may do these acts at the desk."""
    said = typed.replace("\0", " ").strip()[:LONGEST]
    if len(re.sub(r"\W", "", said)) < FEWEST:
        return Found()
    with by_index():
        sure, shown = _shown(_exact(said, at)), tuple(papers(said, acts))
        if sure or shown:
            urls = {each.url for each in sure} | {each.url for each in shown}
            return Found(sure[:MOST], shown, only=urls.pop() if len(urls) == 1 else "", more=len(sure) > MOST)
        near, hits = _guessed(said, at)
        customers = _shown(hits)
        return Found(customers[:MOST], more=len(customers) > MOST, near=near)


def _exact(said: str, at: datetime) -> Iterator[Why]:
    """Look for what belongs to one customer, or a few: what is typed from a paper, or said on the telephone."""
    if number := profile.current().account_number.plain(said):
        yield NUMBER, people.numbered(number, most=1)
    if telephone := addresses.dialled(said):
        yield REACHED, people.reached(telephone, whole=True, at=at, most=MOST + 1)
    if "@" in said:
        yield REACHED, people.reached(said, whole=True, at=at, most=MOST + 1)
    if " " not in said:
        yield LOGIN, people.signing_in(said, at=at)
    if any(sign.isdigit() for sign in said):
        yield BANK, billing.paying_to(said)
        yield SIGNED, contracts.signed(said)
        yield TAX, people.taxed(said)


def _guessed(said: str, at: datetime) -> tuple[bool, Iterable[Why]]:
    """Look for beginnings of numbers and addresses, and for words; say whether only what is near was found."""
    if DIGITS.fullmatch(said) and not POST_CODE.fullmatch(said):
        digits = re.sub(r"\D", "", said)
        found = [(REACHED, people.reached(each, at=at, most=MOST + 1)) for each in addresses.beginnings(digits)]
        return False, [(NUMBER, people.numbered(digits, most=MOST + 1)), *found]
    mails = [(REACHED, people.reached(said, at=at, most=MOST + 1))] if " " not in said else []
    words = _words(said)
    exact = list(_of_words([[word] for word in words], at, begin=False))
    if _count(exact) <= MOST:
        exact += _of_words([[word] for word in words], at, begin=True)
    if _count(exact) or _count(mails) or not words:
        return False, [*exact, *mails]
    return True, _of_words(people.spellings(words), at, begin=True)


def _words(said: str) -> list[str]:
    found = fold(LETTER_OF_HOUSE.sub("", said))
    return list(dict.fromkeys([word for word in found if word not in NOT_SAID] or found))[:WORDS]


def _of_words(words: Sequence[Sequence[str]], at: datetime, *, begin: bool) -> Iterator[Why]:
    """Look for all words in one name or address; where none has them, for some in a name and the others in the address."""
    question, beginning = asked(words, begin=begin), " ".join(each[0] for each in words)
    alone: list[Why] = [
        (NAME, people.holders(question, most=MOST + 1)),
        (PAYER, billing.payers(question, most=MOST + 1)),
        (PERSON, people.persons(question, at=at, most=MOST + 1)),
        (ADDRESS, contracts.living_at(question, beginning=beginning, most=MOST + 1)),
    ]
    yield from alone
    if not _count(alone):
        for first, last in splits(words):
            for name, place in ((first, last), (last, first)):
                if not any(word[0].isdigit() for spellings in name for word in spellings):
                    both = asked(name, begin=begin), asked(place, begin=begin)
                    yield BOTH, contracts.named_and_living_at(*both, most=MOST + 1)


def _count(found: Iterable[Why]) -> int:
    return len({hit.account for _, hits in found for hit in hits})


def _shown(found: Iterable[Why]) -> tuple[Customer, ...]:
    """Load what was found, each account once: by what it was found first, which is the surest."""
    first: dict[int, tuple[Promise, str]] = {}
    for why, hits in found:
        for hit in hits:
            first.setdefault(hit.account, (why, hit.what))
    chosen = list(first)[: MOST + 1]
    accounts = people.customers().select_related("post_place").in_bulk(chosen)
    served = contracts.served_at(each.pk for each in accounts.values() if each.post_place is None)
    return tuple(
        Customer(account, _address(account, served), _page(account), *_why(account, *first[pk]))
        for pk in chosen
        if (account := accounts.get(pk))
    )


def _page(account: Account) -> str:
    return address_if_there("desk_customer", number=account.number)


def _address(account: Account, served: dict[int, Place]) -> str:
    place = account.post_place or served.get(account.pk)
    return str(place) if place else ""


def _why(account: Account, why: Promise, what: str) -> tuple[Promise, str]:
    """Leave out words that the line says anyway."""
    said = {account.holder, str(account.post_place or ""), ""}
    return why, "" if what in said else addresses.shown(what) if why is REACHED else what
