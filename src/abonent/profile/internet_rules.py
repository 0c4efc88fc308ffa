"""What must be true between the values of [internet], beyond what each of them is."""

import re
from collections.abc import Iterator

from abonent.profile.errors import Fault
from abonent.profile.internet import Internet, Vendor
from abonent.profile.price_list import Tariff

FILLED = frozenset({"down_kbits", "up_kbits", "address4", "prefix6", "pool", "interim"})
BRACES = re.compile(r"\{([^}]*)\}")
GROUPS = ("always", "free", "limited", "suspended")
OURS = frozenset({"Class", "Message-Authenticator", "User-Name", "User-Password"})
"""Attributes that the answer has anyway, or must not have."""


def internet_faults(
    modules: tuple[str, ...], internet: Internet | None, tariffs: tuple[Tariff, ...]
) -> Iterator[Fault]:
    """Every contradiction inside [internet], and between it, `modules` and the plans of the price list."""
    if "internet" in modules:
        yield from _speeds(tariffs)
    if internet is None:
        if "internet" in modules:
            yield Fault("internet", 'is missing; it has to be there because modules has "internet"')
        return
    yield from _numbers(internet)
    if not internet.vendors:
        yield Fault("internet.vendors", "is empty; allowed is at least one kind of device")
    for name, vendor in internet.vendors.items():
        yield from _vendor(f"internet.vendors.{name}", vendor)


def _numbers(internet: Internet) -> Iterator[Fault]:
    password = internet.password
    if not password.least <= password.proposed <= password.most:
        yield Fault(
            "internet.password.proposed", f"is {password.proposed}; allowed is {password.least} to {password.most}"
        )
    if internet.silent_minutes * 60 <= 2 * internet.interim_seconds:
        yield Fault("internet.silent_minutes", "is too short; allowed is more than two times interim_seconds")
    traffic = internet.traffic
    if not traffic.fine_days < traffic.half_days < traffic.keep_days:
        yield Fault(
            "internet.traffic.half_days", "is not between fine_days and keep_days; allowed is what lies between"
        )


def _speeds(tariffs: tuple[Tariff, ...]) -> Iterator[Fault]:
    """A plan without a speed would be told to routers as 0, which some of them take for no limit at all."""
    for number, tariff in enumerate(tariffs, start=1):
        for speed in ("down_kbits", "up_kbits"):
            if tariff.module == "internet" and tariff.kind == "PLAN" and tariff.facts.get(speed, 0) < 1:
                yield Fault(
                    f"tariffs.{number}.facts", f"lacks {speed}; allowed for a plan of a line is 1 or more kbit/s"
                )


def _vendor(key: str, vendor: Vendor) -> Iterator[Fault]:
    said = {group: getattr(vendor, group) for group in GROUPS}
    for group, answers in said.items():
        for number, answer in enumerate(answers, start=1):
            yield from _answer(f"{key}.{group}.{number}", answer)
    for number, attribute in enumerate(vendor.changes, start=1):
        missing = [group for group in GROUPS[1:] if not _has(said[group], attribute)]
        if missing:
            yield Fault(
                f"{key}.changes.{number}",
                f'is "{attribute}"; allowed is what each of free, limited and suspended has: {", ".join(missing)} lacks it',
            )


def _answer(key: str, answer: str) -> Iterator[Fault]:
    attribute, _, value = answer.partition(" = ")
    if attribute in OURS:
        yield Fault(key, f"is about {attribute}; allowed is any attribute but {', '.join(sorted(OURS))}")
    for name in BRACES.findall(value):
        if name not in FILLED:
            yield Fault(key, f"names {{{name}}}; allowed are {', '.join(sorted(FILLED))}")


def _has(answers: tuple[str, ...], attribute: str) -> bool:
    return any(answer.partition(" = ")[0] == attribute for answer in answers)
