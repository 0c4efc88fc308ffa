"""Many accounts that a bill run has work with, made by one INSERT a table, in a house of their own that is begun anew.

Each has an agreement, a line with a plan, an e-mail address and somebody who may sign in; every other rents a router, every
fourth has a public address, every tenth gets its bill on paper. Nine in ten pay what they are billed, half of one in
twenty too much. References are not checked while they are made; the runs that follow check theirs.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import batched

import django
import psycopg
from django.db import transaction

from abonent import profile
from abonent.embedded import cluster, server
from abonent.management.places import PROFILES, Place
from abonent.management.processes import command
from bench.data import FOLDER, NOBODY

MEMORY = "1GB"
"""Of PostgreSQL's own, as for an operator of a million customers."""
SINCE = "2024-01-01 00:00+00"
AHEAD = 15
"""Months of the journal that are made: as many back."""
LINES = 5_000
"""Lines of the bank that are posted in one transaction."""

# `n` is the account's number among the others. An account 0 is the house's own.
_MAKE = """
INSERT INTO people_place (id, street, house, flat, post_code, town)
SELECT n, 'Polna', (n % 140)::text, '', format('16-%%s', lpad((n % 1000)::text, 3, '0')), 'Gródek Leśny' FROM {all};
INSERT INTO people_account (id, number, kind, holder, tax_id, language, post_place_id, opened_on)
SELECT n, lpad(n::text, greatest(6, length(n::text)), '0'), 'PERSON', 'Jan Kowalski ' || n, '', 'pl', n, '2024-01-01'
FROM {all};
INSERT INTO people_user (id, password, login, name, language, joined_at, password_is_long, staff_role)
SELECT n, '!', 'klient' || n, 'Jan Kowalski ' || n, 'pl', '{since}', false, '' FROM {all};
INSERT INTO people_access (id, account_id, user_id, role, how, valid)
SELECT n, n, n, 'OWNER', 'office', tstzrange('{since}', NULL) FROM {all};
INSERT INTO people_contact (id, account_id, user_id, kind, value, confirmed_at, bounce)
SELECT n, n, n, 'MAIL', format('klient%%s@poczta.example', n), '{since}', '' FROM {all};
INSERT INTO contracts_agreement (id, account_id, number, signed_on, valid)
SELECT n, n, 'U/' || n, '2024-01-01', '[2024-01-01,)' FROM {all};
INSERT INTO contracts_subscription (id, account_id, agreement_id, kind, ref, label, place_id, valid)
SELECT n, n, n, 'line', 'line-' || n, '', n, '[2024-01-01,)' FROM {all};
INSERT INTO contracts_holding (account_id, subscription_id, tariff_id, slot, quantity, valid, fees)
SELECT n, n, tariff.id, said.slot, 1, tstzrange('{since}', NULL), '{{}}'
FROM {all} CROSS JOIN LATERAL (VALUES
    ('plan', (ARRAY['A1', 'A2', 'A3', 'B1', 'B2', 'B3'])[n % 6 + 1], true),
    ('router', 'ROUTER', n % 2 = 0), ('ip4', 'IP4', n % 4 = 0)) said (slot, code, held)
JOIN contracts_tariff tariff ON tariff.code = said.code WHERE said.held ORDER BY n;
INSERT INTO billing_payer (account_id, cycle, name, address, tax_id, delivery, form, pays_cash, bank_account)
SELECT n, 1, 'Jan Kowalski ' || n, jsonb_build_array('ul. Polna ' || n % 140, '16-999 Gródek Leśny'), '',
       CASE WHEN n % 10 = 0 THEN 'PAPER' ELSE 'ELECTRONIC' END, 'LINK', false, lpad(n::text, 26, '0') FROM {all};
"""
_COUNTED = (
    "people_place people_account people_user people_access people_contact contracts_agreement contracts_subscription"
)


@contextmanager
def subscribers(name: str, count: int, *, ports: tuple[int, int, int] = (8000, NOBODY, NOBODY)) -> Iterator[Place]:
    """Set Django up over a fresh database of so many accounts; it is thrown away afterwards.

    `ports` are those of portal, bank and mail server, which are not started here.
    """
    place = Place(FOLDER / name, PROFILES / "isp", "nobody", *ports)
    shutil.rmtree(place.folder, ignore_errors=True)
    server.SETTINGS["shared_buffers"] = MEMORY
    try:
        with server.running(place.folder / "postgres", fast=True) as place.database:
            os.environ.update(place.environment, DJANGO_SETTINGS_MODULE="abonent.settings")
            migrate = command("-m", "abonent.management", "migrate")
            subprocess.run(migrate, env=place.owner_environment, stdout=subprocess.DEVNULL, check=True)
            _settle(place, count)
            yield place
            _leave()
    finally:
        shutil.rmtree(place.folder, ignore_errors=True)


def superuser(place: Place) -> psycopg.Connection:
    """Return a connection that may look at everything; what it asks is no part of what is measured."""
    assert place.database  # noqa: S101
    return psycopg.connect(place.database.url(cluster.SUPERUSER), autocommit=True)


def months(count: int, *, until: date) -> list[date]:
    """Return the first days of so many months, the last of which is that of a day."""
    last = until.year * 12 + until.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - count + 1, last + 1)]


def pay(period: int, *, on: date) -> int:
    """Let nine in ten pay their bills of a period by lines of the bank; return how many did."""
    from abonent.billing.bulk.receipts import post_receipts  # noqa: PLC0415 - needs Django
    from abonent.billing.models import Invoice, Receipt  # noqa: PLC0415 - the same

    at = profile.midnight(on)
    bills = Invoice.objects.filter(period=period, total__gt=0).order_by("account_id").values_list("account_id", "total")
    paying = ((account, total) for account, total in bills.iterator(LINES) if account % 10 != 9)  # noqa: PLR2004
    paid = 0
    for some in batched(paying, LINES, strict=False):
        lines = [
            Receipt(
                source="bank", external_id=f"{period}-{account}", account_id=account, book="bank:main", paid_on=on,
                amount=total + (Decimal(5) if account % 40 == 1 else 0), payer={}, raw={}, received_at=at,
            )
            for account, total in some
        ]  # fmt: skip
        with transaction.atomic():
            paid += post_receipts(lines, at=at)
    return paid


def tidy(owner: psycopg.Connection) -> None:
    """Do what autovacuum does between two months, and does not do here."""
    owner.execute("VACUUM ANALYZE")
    owner.execute("CHECKPOINT")


def _settle(place: Place, count: int) -> None:
    django.setup()
    from abonent.journal import bulk as journal  # noqa: PLC0415 - needs Django

    all_of_them = f"generate_series(1, {count}) AS one (n)"
    with closing(superuser(place)) as owner:
        owner.execute("SET session_replication_role = replica")
        for statement in _MAKE.format(all=all_of_them, since=SINCE).replace("%%", "%").split(";\n"):
            owner.execute(statement.encode())
        for table in _COUNTED.split():
            owner.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {count})")
        tidy(owner)
    journal.make_months(profile.midnight(months(AHEAD, until=datetime.now(UTC).date())[0]), ahead=AHEAD + 2)


def _leave() -> None:
    from django.db import connections  # noqa: PLC0415 - needs Django

    connections.close_all()
