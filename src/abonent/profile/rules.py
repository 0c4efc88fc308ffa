"""What must be true between the values of a profile, beyond what each of them is."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from abonent.profile.dunning_rules import dunning_faults, interest_faults
from abonent.profile.errors import Fault
from abonent.profile.internet_rules import internet_faults
from abonent.profile.price_list import Price, Tariff
from abonent.profile.tax_ids import TAX_IDS
from abonent.profile.tree import Act, Profile, VatRate


def faults_between(profile: Profile) -> Iterator[Fault]:
    """Every contradiction inside the profile."""
    yield from _identity(profile)
    yield from _acts(profile)
    yield from _payments(profile)
    yield from _series(profile)
    yield from _vat(profile.billing.vat)
    yield from _cycles(profile)
    yield from _tariffs(profile)
    yield from _panel(profile)
    yield from _desk(profile)
    yield from dunning_faults(profile.dunning, _fees(profile))
    yield from internet_faults(profile.modules, profile.internet, profile.tariffs)
    yield from interest_faults(profile.interest, {rate.code for rate in profile.billing.vat})


def _identity(profile: Profile) -> Iterator[Fault]:
    known = TAX_IDS.get(profile.country)
    if not (known.is_valid(profile.tax_id) if known else profile.tax_id):
        yield Fault("tax_id", f'is "{profile.tax_id}"; allowed is {known.says if known else "a number"}')
    if not profile.languages:
        yield Fault("languages", "is empty; allowed is at least one language, the first is the default")
    if profile.brand.logo.suffix != ".svg":
        yield Fault("brand.logo", f'is "{profile.brand.logo.name}"; allowed is a file that ends in .svg')
    if len(profile.bank.account_prefix) + profile.account_number.digits > 24:  # noqa: PLR2004
        yield Fault(
            "bank.account_prefix",
            f"is too long for accounts of {profile.account_number.digits} digits; together at most 24 are allowed",
        )


def _acts(profile: Profile) -> Iterator[Fault]:
    for name, act in profile.acts.items():
        for role in sorted(act.roles - profile.roles.keys()):
            yield Fault(
                f"acts.{name}.roles", f'names "{role}"; allowed are the roles of [roles]: {", ".join(profile.roles)}'
            )
        if _needs_role(act) != bool(act.roles):
            yield Fault(
                f"acts.{name}.roles",
                "is empty; allowed is at least one role"
                if _needs_role(act)
                else "names roles; allowed are none for an act that is open or of the person",
            )

    yield from _owners(profile)


def _owners(profile: Profile) -> Iterator[Fault]:
    """Somebody decides who else has access, and cannot leave an account that nobody could settle then."""
    decides, leaves = (profile.acts.get(name) for name in ("people.change", "access.leave"))
    if decides is None:
        yield Fault("acts.people.change", "is missing; the roles that may do it are the owners of an account")
    elif leaves is not None and decides.roles & leaves.roles:
        both = ", ".join(sorted(decides.roles & leaves.roles))
        yield Fault("acts.access.leave.roles", f"names {both}; allowed are the roles that may not people.change")


def _needs_role(act: Act) -> bool:
    return act.whose == "account" and act.level != "open"


def _payments(profile: Profile) -> Iterator[Fault]:
    if profile.payments.smallest > profile.payments.largest:
        yield Fault("payments.smallest", "is more than payments.largest; allowed is less")


def _series(profile: Profile) -> Iterator[Fault]:
    series = profile.billing.series
    for name, pattern in (("bill", series.bill), ("correction", series.correction)):
        yield from _pattern(f"billing.series.{name}", pattern, {"year", "month", "number"}, {"year", "number"})
        if not pattern.endswith("}") or "{number" not in pattern.rpartition("}")[0].rpartition("}")[2]:
            yield Fault(f"billing.series.{name}", f'is "{pattern}"; allowed is a pattern that ends with {{number}}')
    for pattern in _repeated((series.bill, series.correction)):
        yield Fault(
            "billing.series", f'has "{pattern}" twice; allowed is a different pattern for each kind of document'
        )


def _pattern(key: str, pattern: str, known: set[str], needed: set[str]) -> Iterator[Fault]:
    """A pattern that can be filled and holds what makes its result unique."""
    try:
        filled = pattern.format(**dict.fromkeys(known, 7))
    except (KeyError, IndexError, ValueError, AttributeError):
        filled = ""
    if not filled or any(f"{{{name}" not in pattern for name in needed):
        yield Fault(
            key,
            f'is "{pattern}"; allowed is text with {" and ".join(f"{{{name}}}" for name in sorted(needed))}, and of the others {", ".join(sorted(known))}',
        )


def _vat(rates: tuple[VatRate, ...]) -> Iterator[Fault]:
    for code in dict.fromkeys(rate.code for rate in rates):
        yield from _ranges(
            "billing.vat", f'the rate "{code}"', [(rate.since, rate.until) for rate in rates if rate.code == code]
        )


def _cycles(profile: Profile) -> Iterator[Fault]:
    if not profile.billing.cycles:
        yield Fault("billing.cycles", "is empty; allowed is at least one cycle")
    for code in _repeated(cycle.code for cycle in profile.billing.cycles):
        yield Fault("billing.cycles", f"has the code {code} twice; allowed is each code once")


def _tariffs(profile: Profile) -> Iterator[Fault]:
    for code in _repeated(tariff.code for tariff in profile.tariffs):
        yield Fault("tariffs", f'has the code "{code}" twice; allowed is each code once')
    for number, tariff in enumerate(profile.tariffs, start=1):
        yield from _prices(f"tariffs.{number}.prices", tariff.prices, profile)
        yield from _ranges(f"tariffs.{number}", "its sale", [(tariff.sold_since, tariff.sold_until)])
        if tariff.applies:
            yield from _applies(f"tariffs.{number}.applies", tariff, profile)


def _applies(key: str, fee: Tariff, profile: Profile) -> Iterator[Fault]:
    """A fee's rule names plans and facts that there are."""
    plans = {tariff.code: tariff for tariff in profile.tariffs if tariff.kind == "PLAN"}
    rule = fee.applies
    if fee.kind != "FEE" or rule is None:
        yield Fault(key, f"stands at a tariff of kind {fee.kind}; allowed is FEE")
        return
    of_variants = [(f"variants.{variant}", codes) for variant, codes in rule.variants.items()]
    for name, codes in (("before", rule.before), ("after", rule.after), *of_variants):
        for code in sorted(codes - plans.keys()):
            yield Fault(f"{key}.{name}", f'names "{code}"; allowed are the codes of plans: {", ".join(plans)}')
    facts = {fact for plan in plans.values() for fact in plan.facts}
    if rule.less and rule.less not in facts:
        yield Fault(f"{key}.less", f'is "{rule.less}"; allowed are facts of plans: {", ".join(sorted(facts))}')
    if (rule.at == "RELEASE") != bool(rule.reasons):
        yield Fault(f"{key}.reasons", "belong to a fee at RELEASE; allowed is at least one there, and none elsewhere")
    known = {price.variant for price in fee.prices}
    for variant in sorted(rule.variants.keys() - known):
        yield Fault(
            f"{key}.variants", f'names "{variant}"; allowed are variants of its prices: {", ".join(sorted(known))}'
        )


def _prices(key: str, prices: tuple[Price, ...], profile: Profile) -> Iterator[Fault]:
    codes = {rate.code for rate in profile.billing.vat}
    for number, price in enumerate(prices, start=1):
        if price.vat not in codes:
            yield Fault(
                f"{key}.{number}.vat",
                f'is "{price.vat}"; allowed are the codes of [[billing.vat]]: {", ".join(sorted(codes))}',
            )
    for kind in dict.fromkeys((price.component, price.variant) for price in prices):
        ranges = [(price.since, price.until) for price in prices if (price.component, price.variant) == kind]
        yield from _ranges(key, f'the price "{" ".join(kind).strip()}"', ranges)


def _ranges(key: str, what: str, ranges: list[tuple[date, date | None]]) -> Iterator[Fault]:
    """Ranges [since, until) of one thing: none is empty and no two overlap."""
    last = date.max
    if any(since >= (until or last) for since, until in ranges):
        yield Fault(key, f"says that {what} ends before it begins; allowed is until after since")
    if any((first[1] or last) > second[0] for first, second in pairwise(sorted(ranges, key=lambda each: each[0]))):
        yield Fault(key, f"has {what} twice on the same day; allowed are ranges that do not overlap")


def _repeated[T](values: Iterable[T]) -> list[T]:
    return [value for value, times in Counter(values).items() if times > 1]


def _fees(profile: Profile) -> set[str]:
    return {tariff.code for tariff in profile.tariffs if tariff.kind == "FEE"}


def _panel(profile: Profile) -> Iterator[Fault]:
    panel, fees = profile.panel, _fees(profile)
    if panel.e_invoice.paper_fee and panel.e_invoice.paper_fee not in fees:
        yield Fault(
            "panel.e_invoice.paper_fee",
            f'is "{panel.e_invoice.paper_fee}"; allowed are the codes of tariffs of kind FEE: {", ".join(sorted(fees))}',
        )
    if panel.phones.wakes_at_hour >= panel.phones.sleeps_at_hour:
        yield Fault("panel.phones.wakes_at_hour", "is not before sleeps_at_hour; allowed is an earlier hour")
    for code in _repeated(consent.code for consent in panel.consents):
        yield Fault("panel.consents", f'has the code "{code}" twice; allowed is each code once')
    if sum(consent.channel == "BILLS" for consent in panel.consents) != 1:
        yield Fault("panel.consents", "needs exactly one consent with the channel BILLS: that to the e-invoice")
    for name in ("help", "privacy", "accessibility"):
        lacking = set(profile.languages) ^ set(getattr(panel.public, name))
        if lacking:
            yield Fault(f"panel.public.{name}", f"needs one file for each of {', '.join(profile.languages)}")


def _desk(profile: Profile) -> Iterator[Fault]:
    desk = profile.desk
    for name, act in desk.acts.items():
        for role in sorted(act.roles - desk.roles.keys()):
            yield Fault(
                f"desk.acts.{name}.roles",
                f'names "{role}"; allowed are the roles of [desk.roles]: {", ".join(desk.roles)}',
            )
        if not act.roles:
            yield Fault(f"desk.acts.{name}.roles", "is empty; allowed is at least one role")
    if "staff.change" not in desk.acts:
        yield Fault("desk.acts.staff.change", "is missing; the roles that may do it invite the others")
    for name, pattern in (("till.series", desk.till.series), ("opening.agreement", desk.opening.agreement)):
        yield from _pattern(f"desk.{name}", pattern, {"year", "month", "number"}, {"year", "number"})
    if desk.till.series in (profile.billing.series.bill, profile.billing.series.correction):
        yield Fault("desk.till.series", "is a series of [billing.series]; allowed is one of its own")
