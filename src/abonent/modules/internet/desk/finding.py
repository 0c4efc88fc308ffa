"""What the desk's search box finds in the network: the customer whose line has a login, a MAC, an IP address."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from abonent.modules.internet.models import Line
from abonent.modules.internet.queries import mac_written, plain_mac
from abonent.modules.internet.queries.network import MOST, named, with_address, with_mac
from abonent.people.queries.finding import Hit

LINE = pgettext_lazy("found by", "login of a line")
MAC = pgettext_lazy("found by", "MAC")
IP = pgettext_lazy("found by", "IP address")


def found(said: str, *, at: datetime) -> Iterator[tuple[Promise, list[Hit]]]:  # noqa: ARG001 - the others need it
    """Yield whose line it may be, the surest first; everything is asked by an index."""
    typed = said.strip()
    yield LINE, _hits(named(typed), typed)
    if mac := plain_mac(typed):
        yield MAC, _hits((line for lines in with_mac(mac) for line in lines[:MOST]), mac_written(mac))
    if "." in typed or ":" in typed:
        yield IP, _hits((line for lines in with_address(typed) for line in lines[:MOST]), typed)


def _hits(lines: Iterable[int], what: str) -> list[Hit]:
    wanted = list(lines)
    accounts = Line.objects.filter(pk__in=wanted).order_by("pk").values_list("account_id", flat=True) if wanted else []
    return [Hit(account, what) for account in accounts]
