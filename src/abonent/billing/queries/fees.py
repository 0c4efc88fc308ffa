"""One-off fees that an account was charged: an installation, a change of plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from abonent.billing.bulk.once import SOURCE
from abonent.billing.models import Charge
from abonent.contracts.queries import with_vat
from abonent.people.models import Account
