"""Which payment gateways the profile names."""

from functools import cache
from importlib import import_module

from abonent import profile
from abonent.billing.ports import Gateway


class UnknownGateway(LookupError):
    """The profile names no gateway of this name."""


@cache
def _gateway(path: str) -> Gateway:
    made: Gateway = import_module(path).gateway()
    return made


def gateways(operator: profile.Profile) -> dict[str, Gateway]:
    """Return the profile's gateways by their names, in the order of the profile."""
    found = [_gateway(path) for path in operator.backends.payment]
    return {gateway.name: gateway for gateway in found}


def gateway_names(operator: profile.Profile) -> list[str]:
    return list(gateways(operator))


def gateway(name: str) -> Gateway:
    """Return one of the profile's gateways. Raises UnknownGateway."""
    try:
        return gateways(profile.current())[name]
    except KeyError:
        raise UnknownGateway(name) from None
