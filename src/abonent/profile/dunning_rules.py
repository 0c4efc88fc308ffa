"""What must be true of the ladder by which debts are chased, and of interest: the law's least, locked for every operator."""

from collections.abc import Iterator
from itertools import pairwise

from abonent.profile.dunning import Dunning, Interest, Promise, Step
from abonent.profile.errors import Fault

LEAST_DAYS = 7
"""Between a notice and a restriction, and between that and a suspension (Prawo komunikacji elektronicznej of 12.07.2024;
in Ukraine, where the terms were not at hand, the same is kept)."""
MUST_FOLLOW = {"RESTRICTION": "NOTICE", "SUSPENSION": "RESTRICTION"}


def dunning_faults(dunning: Dunning, fees: set[str]) -> Iterator[Fault]:
    """What the ladder lacks. `fees` are the codes of tariffs of kind FEE."""
    yield from _order(dunning.steps)
    named = [(f"steps.{number}.fee", step.fee) for number, step in enumerate(dunning.steps, start=1)]
    named += [("promise.fee", dunning.promise.fee)] if isinstance(dunning.promise, Promise) else []
    for key, fee in named:
        if fee and fee not in fees:
            yield Fault(
                f"dunning.{key}",
                f'is "{fee}"; allowed are the codes of tariffs of kind FEE: {", ".join(sorted(fees))}',
            )
    if dunning.quiet.since_hour >= dunning.quiet.until_hour:
        yield Fault("dunning.quiet.since_hour", "is not before until_hour; allowed is an earlier hour")


def _order(steps: tuple[Step, ...]) -> Iterator[Fault]:
    if steps and steps[0].kind in MUST_FOLLOW:
        yield Fault(
            "dunning.steps.1.kind", f"is {steps[0].kind}; allowed is it only after {MUST_FOLLOW[steps[0].kind]}"
        )
    for number, (before, step) in enumerate(pairwise(steps), start=2):
        if (first := MUST_FOLLOW.get(step.kind)) and before.kind != first:
            yield Fault(
                f"dunning.steps.{number}.kind", f"is {step.kind} after {before.kind}; allowed is it after {first}"
            )
        elif first and step.days < LEAST_DAYS:
            yield Fault(
                f"dunning.steps.{number}.days",
                f"is {step.days}; allowed are {LEAST_DAYS} or more after a {first.lower()} (the law's least)",
            )


def interest_faults(interest: Interest, vat: set[str]) -> Iterator[Fault]:
    """What interest lacks. `vat` are the codes of the profile's rates."""
    if interest.vat not in vat:
        yield Fault(
            "interest.vat", f'is "{interest.vat}"; allowed are the codes of [[billing.vat]]: {", ".join(sorted(vat))}'
        )
    if interest.charge and not interest.rates:
        yield Fault("interest.rates", "is empty; allowed is at least one rate where interest is charged")
    if len({rate.since for rate in interest.rates}) < len(interest.rates):
        yield Fault("interest.rates", "has two rates of one day; allowed is one a day")
