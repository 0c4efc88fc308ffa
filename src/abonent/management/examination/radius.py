"""The doctor looks at RADIUS, where the profile has lines: the program, the rights of its role, the secrets of devices."""

import os
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from abonent import profile, vault
from abonent.management import freeradius
from abonent.management.examination.findings import Finding, Look, bad, judged, ok, warn
from abonent.modules.internet.actions import thinning
from abonent.modules.internet.bulk import parts
from abonent.modules.internet.bulk.radius import FUNCTIONS, ROLE
from abonent.modules.internet.models import Device, Reply
from abonent.modules.internet.routers.questions import dictionary
from abonent.web.module import modules

OLDEST = (3, 2)
SIGNS = (3, 2, 5)
"""From here on FreeRADIUS itself has switches against CVE-2024-3596; before, the configuration alone keeps it off."""

_RIGHTS = """
SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls,
    ARRAY(SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
        AND has_table_privilege(pg_roles.oid, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') ORDER BY 1),
    (SELECT count(DISTINCT proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)
        AND has_function_privilege(pg_roles.oid, pg_proc.oid, 'EXECUTE'))
FROM pg_roles WHERE rolname = %s
"""


def program() -> Iterator[Finding]:
    """FreeRADIUS itself, when it runs on this machine, and whether it takes our configuration."""
    if not _has_lines():
        return
    try:
        found = freeradius.version()
    except freeradius.NoRadius as missing:
        yield warn(str(missing), "Nothing is to be done if RADIUS runs on another machine.")
        return
    said = ".".join(map(str, found))
    yield judged(
        found >= OLDEST,
        f"FreeRADIUS {said} is installed"
        + ("." if found >= SIGNS else "; our configuration makes it ask for signed requests (CVE-2024-3596)."),
        f"FreeRADIUS {said} is too old.",
        "Use that of Debian 12 or newer.",
    )
    wrong = _fault()
    yield judged(
        not wrong, "It takes our configuration.", f"It does not take our configuration: {wrong}", "Mend what it names."
    )


def rights() -> Iterator[Finding]:
    """What the role of FreeRADIUS may do: call its functions, and read nothing."""
    if not _has_lines():
        return
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS, [list(FUNCTIONS), ROLE])
        row = cursor.fetchone()
    if row is None:
        yield bad(
            f"There is no role {ROLE}: RADIUS cannot ask the database.",
            f"CREATE ROLE {ROLE} LOGIN PASSWORD '…', then run \"abonent migrate\".",
        )
        return
    mighty, tables, callable_ones = row
    yield judged(
        not mighty and not tables,
        "RADIUS can read no table.",
        f"The role {ROLE} can do more than call its functions: {', '.join(tables) or 'it is a superuser or may make roles'}.",
        f"Take its rights away: REVOKE … FROM {ROLE}.",
    )
    yield judged(
        callable_ones == len(FUNCTIONS) and Reply.objects.exists(),
        "RADIUS may ask what a line may do, and knows what to answer.",
        "RADIUS may not call its functions, or knows no answers.",
        'Run "abonent migrate" with DATABASE_OWNER_URL.',
    )


def devices() -> Iterator[Finding]:
    """Access devices whose shared secret does not open: they get no answer."""
    if not _has_lines():
        return
    lacking = [device.name for device in Device.objects.filter(ended_at=None).order_by("name") if not _opens(device)]
    yield judged(
        not lacking,
        "Every access device has a secret that opens.",
        f"Access devices without a secret that opens: {', '.join(lacking)}. RADIUS does not answer them.",
        "Set their secrets anew at the desk (Network, Devices), or put back the key that they were sealed with.",
    )


def traffic() -> Iterator[Finding]:
    """What lines carry has a table for today and tomorrow, which a job makes a week ahead, and none that should be gone."""
    if not _has_lines():
        return
    today, last = timezone.now().astimezone(UTC).date(), parts.last_day()
    yield judged(
        last is not None and last > today,
        f"Traffic has its tables up to {last}.",
        f"Traffic has its tables up to {last}: what comes later is kept, but charts become slow and nothing is thinned.",
        'Let the worker run ("abonent work"); it makes them by night. "abonent migrate" does so at once.',
    )
    waiting = thinning.overdue(timezone.now())
    if not waiting:
        yield ok("What lines carried is put together in time.")
        return
    yield warn(
        f"Tables of traffic that should be half hours or hours by now: {len(waiting)}, the oldest is {waiting[0]}.",
        'Let the worker run ("abonent work"); it tries each hour. Whoever reads these tables for long keeps it from that: '
        "pg_stat_activity says who does.",
    )


def changes() -> Iterator[Finding]:
    """What sessions under way are told: attributes that our dictionary has, else they are ended instead."""
    if not _has_lines():
        return
    internet = profile.current().internet
    known, vendors = dictionary(), internet.vendors if internet else {}
    strange = [f"{name}: {said}" for name, each in vendors.items() for said in each.changes if said not in known]
    yield judged(
        not strange,
        "Access devices can be told of changes in words that we know.",
        f"We cannot write these attributes in a change, and end sessions instead: {', '.join(strange)}.",
        "Leave them out of [internet.vendors.*] changes, or ask for them in abonent/modules/internet/routers/dictionary.",
    )


def _has_lines() -> bool:
    return "internet" in {module.label for module in modules()}


def _fault() -> str:
    """Return what FreeRADIUS says is wrong; nothing where there is no file of keys, which is another finding."""
    keys = Path(os.environ.get("ABONENT_KEYS_FILE", ""))
    if not keys.is_file():
        return ""
    return freeradius.fault(freeradius.Radius(settings.ABONENT_RADIUS_URL or "dbname=abonent", keys))


def _opens(device: Device) -> bool:
    try:
        return vault.open_sealed(device.secret, bound_to=f"device:{device.pk}:secret") != b""
    except (vault.AlteredSecret, vault.WrongKeys):
        return False


HERE: tuple[Look, ...] = (program, changes)
INSIDE: tuple[Look, ...] = (rights, devices, traffic)
