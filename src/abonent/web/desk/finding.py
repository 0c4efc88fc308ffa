"""What the desk's one search box finds: everything that may be meant by what was typed, the surest first.

A number that is somebody's, or some paper's, is what was meant. Otherwise words are looked for in names and addresses: as they
are, then as beginnings, and where nothing has them, as words that are a slip of typing away or hold what was typed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import OperationalError
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from psycopg.errors import QueryCanceled

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
from abonent.web.module import modules

LONGEST = 200
MOST = 20
SOME = MOST + 1
"""One more than is shown: that there are more is said."""
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
type Ask = tuple[Promise, Callable[[], list[Hit]]]


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
    the very words; `slow`: the question was given up."""

    customers: tuple[Customer, ...] = ()
    papers: tuple[Paper, ...] = ()
    only: str = ""
    more: bool = False
    near: bool = False
    slow: bool = False

    @property
    def count(self) -> int:
        return len(self.customers) + len(self.papers)


def find(typed: str, *, at: datetime, acts: frozenset[str]) -> Found:
    """Find what was typed, for somebody who may do these acts at the desk."""
    said = typed.replace("\0", " ").strip()[:LONGEST]
    if len(re.sub(r"\W", "", said)) < FEWEST:
        return Found()
    try:
        return _found(said, at, acts)
    except OperationalError as given_up:
        if isinstance(given_up.__cause__, QueryCanceled):
            return Found(slow=True)
        raise


def _found(said: str, at: datetime, acts: frozenset[str]) -> Found:
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
        yield REACHED, people.reached(telephone, whole=True, at=at, most=SOME)
    if "@" in said:
        yield REACHED, people.reached(said, whole=True, at=at, most=SOME)
    if " " not in said:
        yield LOGIN, people.signing_in(said, at=at)
    if any(sign.isdigit() for sign in said):
        yield BANK, billing.paying_to(said)
        yield SIGNED, contracts.signed(said)
        yield TAX, people.taxed(said)
    for module in modules():
        yield from module.lent("finder")(said, at=at)


def _guessed(said: str, at: datetime) -> tuple[bool, list[Why]]:
    """Look for beginnings of numbers and addresses, and for words; say whether only what is near was found."""
    if DIGITS.fullmatch(said) and not POST_CODE.fullmatch(said):
        digits = re.sub(r"\D", "", said)
        telephones = [partial(people.reached, each, at=at, most=SOME) for each in addresses.beginnings(digits)]
        return False, _enough(
            [(NUMBER, partial(people.numbered, digits, most=SOME)), *((REACHED, ask) for ask in telephones)]
        )
    words = [[word] for word in _words(said)]
    mails = [(REACHED, partial(people.reached, said, at=at, most=SOME))] if " " not in said else []
    found = _enough([*_asking(words, at, begin=False), *_asking(words, at, begin=True), *mails])
    found = found or _together(words, begin=False) or _together(words, begin=True)
    if found or not words:
        return False, found
    near = people.spellings([word for (word,) in words])
    return True, _enough(_asking(near, at, begin=False)) or _together(near, begin=False)


def _words(said: str) -> list[str]:
    found = fold(LETTER_OF_HOUSE.sub("", said))
    return list(dict.fromkeys([word for word in found if word not in NOT_SAID] or found))[:WORDS]


def _asking(words: Sequence[Sequence[str]], at: datetime, *, begin: bool) -> Iterator[Ask]:
    """Look for all words in one name or one address."""
    question, beginning = asked(words, begin=begin), " ".join(each[0] for each in words)
    yield NAME, partial(people.holders, question, most=SOME)
    yield PAYER, partial(billing.payers, question, most=SOME)
    yield PERSON, partial(people.persons, question, at=at, most=SOME)
    yield ADDRESS, partial(contracts.living_at, question, beginning=beginning, most=SOME)


def _together(words: Sequence[Sequence[str]], *, begin: bool) -> list[Why]:
    """Look for some of the words in a name and for the others in its address, whichever is said first."""
    ways = (way for first, last in splits(words) for way in ((first, last), (last, first)))
    questions = ((asked(name, begin=begin), asked(place, begin=begin)) for name, place in ways if not _has_digits(name))
    return _enough((BOTH, partial(contracts.named_and_living_at, *each, most=SOME)) for each in questions)


def _has_digits(words: Sequence[Sequence[str]]) -> bool:
    return any(word[0].isdigit() for spellings in words for word in spellings)


def _enough(asking: Iterable[Ask]) -> list[Why]:
    """Ask one after the other until a list is full; leave out what finds nothing."""
    found: list[Why] = []
    for why, ask in asking:
        if hits := ask():
            found.append((why, hits))
        if _count(found) > MOST:
            break
    return found


def _count(found: Iterable[Why]) -> int:
    return len({hit.account for _, hits in found for hit in hits})


def _shown(found: Iterable[Why]) -> tuple[Customer, ...]:
    """Load what was found, each account once: by what it was found first, which is the surest."""
    first: dict[int, tuple[Promise, str]] = {}
    for why, hits in found:
        for hit in hits:
            first.setdefault(hit.account, (why, hit.what))
    chosen = list(first)[:SOME]
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
