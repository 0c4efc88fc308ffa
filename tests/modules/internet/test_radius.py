"""A real FreeRADIUS: who is let in with which password, what it is told, and what it writes down."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.models import F, Sum
from pyrad.client import Timeout

from abonent import vault
from abonent.contracts.models import Restriction, Tariff
from abonent.modules.internet.bulk.radius import ROLE
from abonent.modules.internet.models import Answer, Device, Line, Sample, Session, Volume
from tests import people
from tests.database import House
from tests.listening import eventually
from tests.modules.internet import MAC, PASSWORD, SECRET, freeradius, line, mschap

HOWS = tuple(freeradius.PASSWORDS)


@pytest.fixture
def olena_lives(radius: freeradius.Radius) -> Line:
    """Olena's line, free, with the password PASSWORD, behind a MikroTik."""
    opened = people.account("100234", "Olena Petrenko")
    people.line(opened, people.tariff())
    Tariff.objects.update(facts={"down_kbits": 100_000, "up_kbits": 15_000})
    radius.device()
    return line(opened)


def test_md4_is_that_of_the_rfc() -> None:
    assert mschap.md4(b"message digest").hex() == "d9130a8164549fe818874806e1c7014b"


@pytest.mark.parametrize("how", HOWS)
def test_the_right_password_is_let_in_and_any_other_is_not(
    radius: freeradius.Radius, olena_lives: Line, how: str
) -> None:
    said = radius.sign_in("100234", PASSWORD, how, mac="0C:42:70:A1:B2:C3")
    assert said.accepted
    assert said.attributes["Mikrotik-Rate-Limit"] == ["15000k/100000k"]
    assert said.attributes["Class"] == [b"FREE 100000/15000"]
    assert said.attributes["Framed-Pool"] == ["customers"]
    assert not radius.sign_in("100234", f"{PASSWORD}x", how).accepted
    # Once it is changed, the old one is refused and the new one accepted, at once.
    sealed = vault.seal(b"nowe.haslo7", bound_to=f"line:{olena_lives.pk}:secret")
    Line.objects.update(secret=sealed)
    assert not radius.sign_in("100234", PASSWORD, how).accepted
    assert radius.sign_in("100234", "nowe.haslo7", how).accepted
    assert list(Answer.objects.order_by("pk").values_list("why", flat=True)) == ["", "password", ""]


@pytest.mark.parametrize("how", HOWS)
def test_every_sign_of_a_password_counts(radius: freeradius.Radius, olena_lives: Line, how: str) -> None:
    """Whatever FreeRADIUS takes for its own elsewhere: backslashes, quotes, names in braces."""
    signs = "".join(map(chr, range(ord("!"), ord("~") + 1)))
    for hard in (signs[:48], signs[48:], "\\\\n\\t\\x41\\", "%{User-Name}`id`$1"):
        Line.objects.update(secret=vault.seal(hard.encode(), bound_to=f"line:{olena_lives.pk}:secret"))
        assert radius.sign_in("100234", hard, how).accepted, hard


def test_a_refusal_says_nothing_and_is_written_down(radius: freeradius.Radius, olena_lives: Line) -> None:
    Line.objects.update(mac_bound=True, macs=[MAC])
    refused = [
        radius.sign_in("nobody", PASSWORD),
        radius.sign_in("100234", PASSWORD, mac="AA-BB-CC-DD-EE-FF"),
        radius.sign_in("100234", "wrong", mac="AA-BB-CC-DD-EE-FF"),
    ]
    assert [set(said.attributes) for said in refused] == [{"Message-Authenticator"}] * 3
    Line.objects.update(secret=vault.seal(b"another", bound_to="line:0:secret"))
    assert not radius.sign_in("100234", PASSWORD, mac=MAC).accepted
    kept = list(Answer.objects.order_by("pk").values_list("login", "line_id", "why"))
    assert kept == [
        ("nob…", None, "unknown"),
        ("100234", olena_lives.pk, "mac"),
        ("100234", olena_lives.pk, "password"),
        ("100234", olena_lives.pk, "sealed"),
    ]
    assert PASSWORD.encode() not in radius.log.read_bytes()


def test_an_unpaid_line_is_let_into_the_pay_zone(radius: freeradius.Radius, olena_lives: Line) -> None:
    Restriction.objects.create(account=olena_lives.account, reason="DEBT", level="SUSPENDED", placed_at=people.NOON)
    said = radius.sign_in("100234", PASSWORD)
    assert said.accepted
    assert said.attributes["Mikrotik-Address-List"] == ["pay-zone"]
    assert said.attributes["Mikrotik-Rate-Limit"] == ["512k/512k"]
    assert said.attributes["Class"] == [b"SUSPENDED 100000/15000"]


def test_who_does_not_prove_to_be_a_device_gets_no_answer(radius: freeradius.Radius, olena_lives: Line) -> None:
    for wrong in ({"secret": "another secret of a stranger"}, {"signed": False}):
        with pytest.raises(Timeout):
            radius.sign_in("100234", PASSWORD, tries=1, **wrong)
    assert not radius.account("Start", "100234", "1", secret="another secret of a stranger", tries=1)
    assert not Answer.objects.exists()
    assert not Session.objects.exists()


def test_answers_are_signed(radius: freeradius.Radius, olena_lives: Line) -> None:
    """CVE-2024-3596: the signature stands first, and another program agrees with it."""
    asked = f'User-Name = "100234", User-Password = "{PASSWORD}", Message-Authenticator = 0x00'
    words = ["radclient", "-x", "-r", "3", "-t", "2", f"127.0.0.1:{radius.port}", "auth", SECRET]
    said = subprocess.run(words, input=asked, capture_output=True, text=True, check=False).stdout
    answer = said[said.index("Access-Accept") :].splitlines()
    assert answer[1].strip().startswith("Message-Authenticator")


def test_a_session_is_told_and_limits_the_next_one(radius: freeradius.Radius, olena_lives: Line) -> None:
    given: dict[str, Any] = {"Framed_IP_Address": "198.51.100.9", "Class": b"FREE 100000/15000"}
    assert radius.account("Start", "100234", "81c0", mac="0C:42:70:A1:B2:C3", **given)
    assert not radius.sign_in("100234", PASSWORD, mac="AA-BB-CC-DD-EE-FF").accepted
    assert radius.sign_in("100234", PASSWORD, mac=MAC).accepted
    counted: dict[str, Any] = {
        "Acct_Input_Octets": 7,
        "Acct_Output_Octets": 9,
        "Acct_Output_Gigawords": 2,
        "Acct_Output_Packets": 3,
    }
    assert radius.account("Interim-Update", "100234", "81c0", **counted)
    assert radius.account("Stop", "100234", "81c0", Acct_Terminate_Cause="Lost-Carrier", Acct_Session_Time=60)
    found = Session.objects.get()
    assert (found.mac, found.address4, found.given) == (MAC, "198.51.100.9", "FREE 100000/15000")
    assert (found.in_bytes, found.out_bytes, found.in_packets) == (2 * 2**32 + 9, 7, 3)
    assert (found.cause, found.ended_at is None) == ("Lost-Carrier", False)
    Answer.objects.update(at=F("at") - timedelta(minutes=1))  # of the second time it signed in, nothing was told
    assert radius.sign_in("100234", PASSWORD, mac="AA-BB-CC-DD-EE-FF").accepted
    assert list(Answer.objects.order_by("pk").values_list("why", flat=True)) == ["connected", "", ""]
    # Nobody's session is acknowledged, or its router would tell of it for ever.
    assert radius.account("Start", "nobody", "1")
    assert Session.objects.count() == 1


def test_traffic_is_told_late_twice_and_not_at_all(radius: freeradius.Radius, olena_lives: Line) -> None:
    """RFC 2866 and 2869: delays, counters beyond 32 bits, a stop that is lost, a router that was switched off."""

    def tell(status: str, number: str, seconds: int, low: int = 0, high: int = 0, **more: Any) -> None:
        counted: dict[str, Any] = {
            "Acct_Output_Octets": low,
            "Acct_Output_Gigawords": high,
            "Acct_Session_Time": seconds,
        }
        assert radius.account(status, "100234", number, Acct_Delay_Time=3000 - seconds, **counted, **more)

    tell("Interim-Update", "81c0", 900, 5, 1)
    tell("Start", "81c0", 0)
    tell("Interim-Update", "81c0", 600, 2**32 - 1)
    tell("Interim-Update", "81c0", 900, 5, 1)
    assert radius.account("Accounting-On", "", "", Acct_Delay_Time=2000)
    tell("Stop", "81c0", 1100, 9, 1, Acct_Terminate_Cause="User-Request")
    assert radius.account("Interim-Update", "100234", "81c0", Acct_Session_Time=300, Acct_Output_Octets=70)
    found = list(Session.objects.order_by("began_at"))
    assert [(each.in_bytes, each.cause, each.ended_at is None) for each in found] == [
        (2**32 + 9, "restarted", False),
        (70, "", True),
    ]
    assert sum(each.in_bytes for each in Sample.objects.all()) == 2**32 + 79
    assert Volume.objects.aggregate(carried=Sum("in_bytes")) == {"carried": 2**32 + 79}


NAMES = {
    "NAS-Identifier": b"\xa3\xf3d\xbc",
    "NAS-Port-Id": b"most g\xb3\xf3wny",
    "Calling-Station-Id": b"\xb3",
    "Called-Station-Id": b"\xff'\x00",
}
"""What routers say of themselves in an old character set, and worse."""


@pytest.mark.parametrize("how", HOWS)
def test_names_in_another_character_set_keep_nobody_out(radius: freeradius.Radius, olena_lives: Line, how: str) -> None:
    assert radius.sign_in("100234", PASSWORD, how, mac=MAC, raw=NAMES).accepted
    assert not radius.sign_in("100234", f"{PASSWORD}x", how, mac=MAC, raw=NAMES).accepted
    for nobody in (b"\xff\xfe' OR ''='", b"'; SELECT pg_sleep(9); --", b"\\" * 253, b"10\x000234"):
        assert not radius.sign_in("", PASSWORD, how, raw={"User-Name": nobody}).accepted
    assert Answer.objects.filter(line_id=olena_lives.pk).count() == 2


def test_a_session_keeps_the_number_that_its_router_gave_it(radius: freeradius.Radius, olena_lives: Line) -> None:
    """By another one the router would not know it (RFC 5176, 3.6), and what is wanted of it would count as done."""
    numbers = ["erx GigabitEthernet 1/0.1:100-200:0001", "0101FFFF#12~+%(2),[3];{4}|<5>!&*?^", "żółw"]
    for number in numbers:
        assert radius.account("Start", "100234", number)
    assert list(Session.objects.order_by("pk").values_list("number", flat=True)) == numbers


def test_a_changed_secret_counts_without_a_restart(radius: freeradius.Radius, olena_lives: Line) -> None:
    assert radius.sign_in("100234", PASSWORD).accepted
    device = Device.objects.get()
    secret = "a\\new%{secret}\"of'the`device`"
    device.secret = vault.seal(secret.encode(), bound_to=f"device:{device.pk}:secret")
    device.save()

    def answers() -> bool:
        try:
            return radius.sign_in("100234", PASSWORD, secret=secret, tries=1).accepted
        except Timeout:
            return False

    eventually(answers)


def test_without_the_database_it_is_silent_and_goes_on_afterwards(
    radius: freeradius.Radius, olena_lives: Line, house: House
) -> None:
    """A refusal would end what could go on, and what is acknowledged is never told again."""
    assert radius.sign_in("100234", PASSWORD).accepted
    with psycopg.connect(house.postgres.url("abonent_owner"), autocommit=True) as owner:
        owner.execute(f'ALTER DATABASE "{house.name}" ALLOW_CONNECTIONS false')
        owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [ROLE])
        with pytest.raises(Timeout):
            radius.sign_in("100234", PASSWORD, tries=1)
        assert not radius.account("Start", "100234", "81c0", tries=1)
        owner.execute(f'ALTER DATABASE "{house.name}" ALLOW_CONNECTIONS true')
    assert eventually(lambda: radius.account("Start", "100234", "81c0"))
    assert radius.sign_in("100234", PASSWORD, port="ether1").accepted
    assert Session.objects.get().ended_at is None


def waits(of: psycopg.Connection) -> bool:
    """Tell whether a connection waits for another one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [of.info.backend_pid])
        return bool(cursor.fetchall()[0][0])


def test_two_that_come_at_once_are_counted_once(committed: House, olena_lives: Line) -> None:
    """A router repeats itself while FreeRADIUS still writes."""
    told = "SELECT radius_accounted('Interim-Update','100234','127.0.0.1','1','','','','','',300,0,0,0,900,0,0,0,'')"
    with psycopg.connect(committed.url) as one, psycopg.connect(committed.url) as other:
        one.execute(told)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(other.execute, told)
            eventually(lambda: waits(other))
            one.commit()
            waiting.result(10)
        other.commit()
    assert list(Session.objects.values_list("in_bytes")) == [(900,)]
    assert [each.in_bytes for each in (Sample.objects.get(), Volume.objects.get())] == [900, 900]
