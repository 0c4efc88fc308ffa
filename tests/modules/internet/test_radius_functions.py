"""What FreeRADIUS asks of the database and tells it, without FreeRADIUS."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from abonent.contracts.models import Holding, Restriction, Tariff
from abonent.modules.internet.bulk.radius import ROLE, let_in, refuse
from abonent.modules.internet.bulk.radius import account as accounted
from abonent.modules.internet.models import Answer, Session
from abonent.people.models import Account
from tests import people
from tests.database import House
from tests.modules.internet import MAC, device, line, session

pytestmark = pytest.mark.django_db


def authorize(login: str, *, at: str = "127.0.0.1", mac: str = "", port: str = "") -> dict[str, list[str]]:
    """What FreeRADIUS is told, by attribute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attribute, value FROM radius_authorize(%s, %s, %s, %s) ORDER BY place", [login, at, mac, port]
        )
        said: dict[str, list[str]] = {}
        for attribute, value in cursor.fetchall():
            said.setdefault(attribute, []).append(value)
    return said


@pytest.fixture
def plan(account: Account) -> Tariff:
    """Olena's plan has speeds."""
    held = Holding.objects.get(account=account).tariff
    held.facts = {"down_kbits": 100_000, "up_kbits": 15_000}
    held.save()
    return held


def test_a_free_line_is_answered_with_its_speeds_in_the_words_of_the_device(account: Account, plan: Tariff) -> None:
    device()
    own = line(account)
    assert authorize("100234") == {
        "Abonent-Line": [str(own.pk)],
        "Abonent-Sealed": [own.secret],
        "Abonent-Given": ["FREE 100000/15000"],
        "Abonent-Reply": [
            "Service-Type = Framed-User",
            "Framed-Protocol = PPP",
            "Acct-Interim-Interval = 300",
            "Framed-Pool = customers",
            "Mikrotik-Rate-Limit = 15000k/100000k",
            "Mikrotik-Address-List = customers",
        ],
    }


def test_fixed_addresses_take_the_place_of_the_pool(account: Account, plan: Tariff) -> None:
    device()
    line(account, address4="198.51.100.7", prefix6="2001:db8:7::/56", pool="business")
    said = authorize("100234")["Abonent-Reply"]
    assert "Framed-IP-Address = 198.51.100.7" in said
    assert "Delegated-IPv6-Prefix = 2001:db8:7::/56" in said
    assert not [each for each in said if each.startswith("Framed-Pool")]


def test_an_unpaid_line_lands_in_the_pay_zone(account: Account, plan: Tariff) -> None:
    device(vendor="generic")
    line(account, pool="business")
    Restriction.objects.create(account=account, reason="DEBT", level="LIMITED", placed_at=people.NOON)
    said = authorize("100234")
    assert said["Abonent-Given"] == ["LIMITED 100000/15000"]
    assert said["Abonent-Reply"][-2:] == ["Filter-Id = pay-zone", "Framed-Pool = pay-zone"]
    assert "Abonent-Why" not in said


def test_who_is_refused_and_why(account: Account, neighbour: Account, plan: Tariff) -> None:
    device()
    own, other = line(account, mac_bound=True, macs=[MAC]), line(neighbour, password="")
    assert authorize("nobody") == {"Abonent-Why": ["unknown"]}
    assert authorize("100234", at="192.0.2.1") == {"Abonent-Why": ["device"]}
    assert authorize(other.login) == {"Abonent-Why": ["no_password"]}
    assert authorize("100234", mac="aabb.ccdd.eeff")["Abonent-Why"] == ["mac"]
    assert "Abonent-Why" not in authorize("100234", mac="0C-42-70-A1-B2-C3")
    Holding.objects.filter(account=account).update(withdrawn_at=people.NOON)
    closed = authorize("100234", mac=MAC)
    assert closed["Abonent-Why"] == ["closed"]
    assert closed["Abonent-Sealed"] == [own.secret]
    assert "Abonent-Reply" not in closed


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("0C:42:70:A1:B2:C3", MAC),
        ("0c-42-70-a1-b2-c3", MAC),
        ("0C42.70A1.B2C3", MAC),
        ("0c4270a1b2c3", MAC),
        ("0C-42-70-A1-B2-C3:Iskra", MAC),
        ("192.168.100.200", ""),
        ("+48 600 700 800", ""),
        ("", ""),
    ],
)
def test_macs_are_understood_as_routers_write_them(said: str, kept: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT radius_mac(%s)", [said])
        assert cursor.fetchone() == (kept,)


def test_one_session_at_a_time_and_a_router_that_lost_its_session_is_let_in(account: Account, plan: Tariff) -> None:
    bras = device()
    now = timezone.now()
    there = session(line(account), bras, since=now, mac=MAC, port="ether1")
    assert authorize("100234", mac="aabbccddeeff", port="ether1")["Abonent-Why"] == ["connected"]
    assert "Abonent-Why" not in authorize("100234", mac=MAC, port="ether7")
    assert "Abonent-Why" not in authorize("100234", port="ether1")
    Session.objects.filter(pk=there.pk).update(heard_at=now - timedelta(minutes=17))
    assert "Abonent-Why" not in authorize("100234", mac="aabbccddeeff")


def test_answers_are_written_down_with_a_word_and_no_secret(account: Account) -> None:
    bras = device()
    own = line(account)
    assert (
        let_in(login="100234", device="127.0.0.1", mac="0C:42:70:A1:B2:C3", port="ether1", given="FREE 1/1")
        == "accepted"
    )
    for _ in range(3):  # a router that asks again and again is told of once a minute
        refuse(login="nobody", device="127.0.0.1", why="unknown")
    kept = ("login", "line_id", "device_id", "mac", "port", "accepted", "given", "why")
    assert list(Answer.objects.order_by("pk").values_list(*kept)) == [
        ("100234", own.pk, bras.pk, MAC, "ether1", True, "FREE 1/1", ""),
        ("nob…", None, bras.pk, "", "", False, "", "unknown"),
    ]
    bras.refresh_from_db()
    assert bras.heard_at == bras.heard_at.replace(second=0, microsecond=0)  # type: ignore[union-attr]


def test_a_session_from_start_to_stop(account: Account) -> None:
    bras = device()
    own = line(account)
    at = timezone.now() - timedelta(hours=1)
    told: dict[str, Any] = {"login": "100234", "device": "127.0.0.1", "number": "81c00001"}
    assert accounted(status="Start", at=at, mac="0C:42:70:A1:B2:C3", address4="198.51.100.7", given="FREE 1/1", **told)
    far = 5 * 2**32 + 7
    accounted(status="Interim-Update", at=at + timedelta(minutes=5), in_octets=10, out_octets=far, seconds=300, **told)
    accounted(status="Interim-Update", at=at + timedelta(minutes=3), in_octets=4, given="LIMITED 1/1", **told)
    found = Session.objects.get()
    assert (found.line, found.device, found.mac, found.address4) == (own, bras, MAC, "198.51.100.7")
    assert (found.out_bytes, found.in_bytes, found.given, found.ended_at) == (10, far, "FREE 1/1", None)
    assert abs(found.began_at - at) < timedelta(seconds=2)
    accounted(status="Stop", at=at + timedelta(minutes=9), cause="User-Request", in_octets=12, **told)
    accounted(status="Interim-Update", at=at + timedelta(minutes=10), in_octets=14, **told)
    found.refresh_from_db()
    assert (found.cause, found.out_bytes) == ("User-Request", 14)
    assert found.ended_at
    assert abs(found.ended_at - at - timedelta(minutes=9)) < timedelta(seconds=2)


def test_what_ends_without_a_stop(account: Account) -> None:
    device()
    line(account)
    told: dict[str, Any] = {"login": "100234", "device": "127.0.0.1", "mac": MAC}
    at = timezone.now() - timedelta(hours=1)
    accounted(status="Start", number="1", at=at, **told)
    accounted(status="Start", number="2", at=at + timedelta(minutes=1), **told)
    assert [(each.cause, each.ended_at is None) for each in Session.objects.order_by("number")] == [
        ("replaced", False),
        ("", True),
    ]
    accounted(status="Interim-Update", number="1", at=at + timedelta(minutes=2), **told)
    assert Session.objects.get(number="1").ended_at is None
    accounted(status="Accounting-On", number="", at=at + timedelta(minutes=3), login="", device="127.0.0.1")
    assert {(each.cause, each.ended_at is None) for each in Session.objects.all()} == {("restarted", False)}
    accounted(status="Interim-Update", number="1", at=at + timedelta(minutes=4), **told)
    assert not Session.objects.filter(ended_at=None).exists()


def test_an_unknown_login_or_device_writes_no_session(account: Account) -> None:
    device()
    line(account)
    assert not accounted(status="Start", login="nobody", device="127.0.0.1", number="1")
    assert not accounted(status="Start", login="100234", device="192.0.2.1", number="1")
    assert not Session.objects.exists()


def test_the_role_may_call_its_functions_and_read_nothing(house: House) -> None:
    with psycopg.connect(house.postgres.url(ROLE, house.name), autocommit=True) as radius:
        assert radius.execute("SELECT radius_device('192.0.2.1')").fetchone() == (None,)
        tables = radius.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')"
            " AND has_table_privilege(oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')"
        ).fetchall()
        assert tables == []
        for statement in ("SELECT * FROM internet_line", "SELECT radius_replies('', '', '{}', '{}')"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                radius.execute(statement)
