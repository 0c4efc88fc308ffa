"""The staff at the desk of the network, the same as at every other; and five lines that differ."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from abonent.contracts.actions import restrict
from abonent.contracts.models import Subscription
from abonent.modules.internet.models import Line
from abonent.people.models import Place
from tests import people
from tests.modules import internet
from tests.modules.internet.desk.looking import MAC
from tests.people import NOON
from tests.web.desk.conftest import (  # noqa: F401
    accountant,
    accountant_user,
    admin,
    admin_user,
    clerk,
    clerk_user,
    one_step,
    technician,
    technician_user,
)


@pytest.fixture
def lines(db: None) -> dict[str, Line]:
    """Five lines that differ in everything the list tells."""
    device = internet.device(name="pppoe-1")
    made = {}
    for number, name in enumerate(("online", "offline", "restricted", "unset", "over"), start=1):
        account = people.account(f"20000{number}", f"Holder of {name}")
        people.line(account, people.tariff())
        made[name] = internet.line(account, login=account.number, password="" if name == "unset" else internet.PASSWORD)
    internet.session(made["online"], device, address4="10.64.0.9", mac=MAC)
    internet.session(made["restricted"], device, ended_at=NOON, cause="User-Request")
    place = Place.objects.create(street="Leśna", house="5", town="Białystok")
    Subscription.objects.filter(pk=made["offline"].subscription_id).update(place=place)
    restrict(made["restricted"].account, reason="OFFICE", level="SUSPENDED", at=NOON)
    over = DateRange(date(2024, 1, 1), date(2026, 1, 1))
    Subscription.objects.filter(pk=made["over"].subscription_id).update(valid=over)
    return made
