"""The limit of connections at once: whoever was let in counts from then on, and not only when accounting tells of it."""

import subprocess
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.models import F
from pyrad.client import Timeout

from abonent.contracts.models import Restriction
from abonent.modules.internet.bulk.radius import ROLE
from abonent.modules.internet.bulk.radius import account as accounted
from abonent.modules.internet.bulk.radius import let_in as ask
from abonent.modules.internet.models import Answer, Line, Rules, Session
from abonent.people.models import Account
from tests import people
from tests.database import House
from tests.listening import eventually
from tests.modules.internet import MAC, PASSWORD, SECRET, device, freeradius, line, session

OTHER, THIRD = "aabbccddeeff", "aabbccddee00"
ASKS: dict[str, Any] = {"login": "100234", "device": "127.0.0.1"}


def let_in(mac: str = "", port: str = "", **more: str) -> bool:
    """Say whether a router is let in that knows the password."""
    return ask(**ASKS | {"mac": mac, "port": port, "given": "FREE 1/1"} | more) == "accepted"


def tell(status: str, number: str, mac: str = MAC, **more: Any) -> None:
    assert accounted(**ASKS, status=status, number=number, mac=mac, **more)


def later(seconds: int) -> None:
    """Let so much time have passed since anybody was let in, and since a session was told of."""
    gone = timedelta(seconds=seconds)
    Answer.objects.update(at=F("at") - gone)
    Session.objects.update(began_at=F("began_at") - gone, heard_at=F("heard_at") - gone, ended_at=F("ended_at") - gone)


@pytest.fixture
def own(account: Account) -> Line:
    """Olena's line behind a device."""
    device()
    return line(account)


@pytest.fixture
def olena_lives(radius: freeradius.Radius) -> Line:
    """Olena's line where FreeRADIUS sees it."""
    opened = people.account("100234", "Olena Petrenko")
    people.line(opened, people.tariff())
    radius.device()
    return line(opened)


@pytest.mark.django_db
def test_whoever_was_let_in_counts_until_accounting_tells_of_them_and_the_same_router_may_ask_again(own: Line) -> None:
    assert let_in(MAC)
    assert not let_in(OTHER)
    assert let_in(MAC, port="ether7")
    tell("Start", "1")
    assert not let_in(OTHER)
    tell("Stop", "1")
    assert let_in(OTHER)
    assert not let_in(MAC)
    assert list(Answer.objects.order_by("pk").values_list("mac", "port", "accepted")) == [
        (MAC, "", True),
        (MAC, "ether7", True),
        (OTHER, "", True),
    ]


@pytest.mark.django_db
def test_without_a_mac_a_router_is_known_by_device_and_port(own: Line) -> None:
    device("127.0.0.2")
    assert let_in(port="ether1")
    assert let_in(port="ether1")
    assert let_in(MAC, port="ether1")
    assert not let_in(port="ether2")
    assert not let_in(port="ether1", device="127.0.0.2")


@pytest.mark.django_db
def test_whoever_was_let_in_and_never_came_counts_for_a_minute(own: Line) -> None:
    assert let_in(MAC)
    later(58)
    assert not let_in(OTHER)
    later(4)
    assert let_in(OTHER)


@pytest.mark.django_db
def test_the_end_of_an_earlier_connection_frees_nobody_else(own: Line) -> None:
    """A router that connects anew at once: its last connection is over, its next one is not told of yet."""
    assert let_in(MAC)
    tell("Start", "1")
    later(30)
    tell("Stop", "1")
    later(5)
    assert let_in(MAC)
    assert not let_in(OTHER)


@pytest.mark.django_db
def test_a_start_that_was_lost_is_as_good_as_told_once_anything_is(own: Line) -> None:
    assert let_in(MAC)
    later(40)
    tell("Interim-Update", "1", seconds=39)
    tell("Stop", "1", seconds=40)
    assert let_in(OTHER)


@pytest.mark.django_db
def test_when_a_device_begins_anew_nobody_is_kept_out_by_what_it_had(own: Line) -> None:
    assert let_in(MAC)
    tell("Start", "1")
    assert accounted(status="Accounting-On", login="", device="127.0.0.1", number="")
    assert let_in(OTHER)


@pytest.mark.django_db
def test_of_a_line_with_two_connections_each_router_counts_once(own: Line) -> None:
    Rules.objects.update(sessions=2)
    session(own, None, since=people.NOON, mac=MAC)  # nothing was heard of it for long
    for _ in range(3):
        assert let_in(MAC)
    assert let_in(OTHER)
    assert not let_in(THIRD)
    tell("Start", "1")
    assert let_in(MAC)  # connected, and signing in anew: still one
    assert let_in(OTHER)
    assert not let_in(THIRD)
    tell("Start", "2", OTHER)
    tell("Stop", "1")
    assert let_in(THIRD)


@pytest.mark.django_db
def test_lines_do_not_count_for_each_other(own: Line, neighbour: Account) -> None:
    other = line(neighbour)
    assert let_in(MAC)
    assert let_in(MAC, login=other.login)
    assert let_in(MAC, device="192.0.2.1") is False  # nobody's device
    assert ask(**ASKS | {"login": "nobody"}) == "unknown"
    assert Answer.objects.count() == 2


def radclient(port: int, mac: str) -> str:
    """Sign in by a program of other makers, once; return what it prints."""
    asked = f'User-Name = "100234", User-Password = "{PASSWORD}", Calling-Station-Id = "{mac}", Message-Authenticator = 0x00'
    words = ["radclient", "-x", "-r", "1", "-t", "30", f"127.0.0.1:{port}", "auth", SECRET]
    return subprocess.run(words, input=asked, capture_output=True, text=True, check=False).stdout


def waiting() -> int:
    """Count the connections of FreeRADIUS that wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND cardinality(pg_blocking_pids(pid)) > 0",
            [ROLE],
        )
        return int(cursor.fetchall()[0][0])


def test_of_two_at_the_same_instant_one_is_let_in(radius: freeradius.Radius, olena_lives: Line, house: House) -> None:
    """Both have found nobody connected, and both wait to be the first."""
    held = "SELECT pg_advisory_lock(hashtextextended('internet.accounting', %s))"
    with closing(psycopg.connect(house.url, autocommit=True)) as holding, ThreadPoolExecutor(2) as pool:
        holding.execute(held, [olena_lives.pk])
        asking: list[Future[str]] = [pool.submit(radclient, radius.port, mac) for mac in (MAC, OTHER)]
        try:
            eventually(lambda: waiting() == 2)
        finally:
            holding.close()
        said = [each.result(30) for each in asking]
    assert sorted("Access-Accept" in each for each in said) == [False, True]
    assert sorted("Access-Reject" in each for each in said) == [False, True]
    assert sorted(Answer.objects.values_list("accepted", "why")) == [(False, "connected"), (True, "")]


@pytest.mark.parametrize("name", ["ether1 <pppoe>", "żółw", b"most g\xb3\xf3wny"])
def test_a_port_is_known_by_its_name_whatever_that_is(
    radius: freeradius.Radius, olena_lives: Line, name: str | bytes
) -> None:
    """Python would not read each of them; neither is told with a MAC."""
    said = name if isinstance(name, bytes) else name.encode()
    for _ in range(2):
        assert radius.sign_in("100234", PASSWORD, raw={"NAS-Port-Id": said}).accepted
    assert not radius.sign_in("100234", PASSWORD, port="ether2").accepted
    if isinstance(name, str):
        assert radius.account("Start", "100234", "81c0", port=name)
        assert radius.sign_in("100234", PASSWORD, port=name).accepted
        assert set(Answer.objects.filter(accepted=True).values_list("port", flat=True)) == {name}


def test_where_a_port_has_a_number_only_that_is_its_name(radius: freeradius.Radius, olena_lives: Line) -> None:
    asked = f'User-Name = "100234", User-Password = "{PASSWORD}", NAS-Port = %d, Message-Authenticator = 0x00'
    words = ["radclient", "-x", "-r", "3", "-t", "5", f"127.0.0.1:{radius.port}", "auth", SECRET]
    said = [
        subprocess.run(words, input=asked % port, capture_output=True, text=True, check=False).stdout
        for port in (77, 77, 78)
    ]
    assert ["Access-Accept" in each for each in said] == [True, True, False]
    assert list(Answer.objects.filter(accepted=True).values_list("port", flat=True)) == ["77", "77"]


@pytest.mark.parametrize("how", ["chap", "mschap"])
def test_of_two_before_the_first_is_told_of_one_is_let_in(
    radius: freeradius.Radius, olena_lives: Line, how: str
) -> None:
    assert not radius.sign_in("100234", f"{PASSWORD}x", how, mac=OTHER).accepted  # leaves nothing
    assert radius.sign_in("100234", PASSWORD, how, mac=MAC).accepted
    refused = radius.sign_in("100234", PASSWORD, how, mac=OTHER)
    assert (refused.accepted, set(refused.attributes)) == (False, {"Message-Authenticator"})
    assert radius.sign_in("100234", PASSWORD, how, mac=MAC).accepted  # another number of the packet, the same router
    assert radius.account("Start", "100234", "81c0", mac=MAC)
    assert radius.account("Stop", "100234", "81c0", mac=MAC)
    assert radius.sign_in("100234", PASSWORD, how, mac=OTHER).accepted
    assert list(Answer.objects.order_by("pk").values_list("why", flat=True)) == ["password", "", "connected", "", ""]


def test_into_the_pay_zone_one_is_let_in_as_well(radius: freeradius.Radius, olena_lives: Line) -> None:
    Restriction.objects.create(account=olena_lives.account, reason="DEBT", level="SUSPENDED", placed_at=people.NOON)
    assert radius.sign_in("100234", PASSWORD, mac=MAC).accepted
    assert not radius.sign_in("100234", PASSWORD, mac=OTHER).accepted


def test_whoever_cannot_be_written_down_is_not_answered(
    radius: freeradius.Radius, olena_lives: Line, house: House
) -> None:
    """As where the database goes away between the question and the answer: silence lets the router ask again."""
    function = "FUNCTION radius_accepted"
    with psycopg.connect(house.owner_url, autocommit=True) as owner:
        owner.execute(f"REVOKE EXECUTE ON {function} FROM {ROLE}")
        with pytest.raises(Timeout):
            radius.sign_in("100234", PASSWORD, mac=MAC, tries=1)
        owner.execute(f"GRANT EXECUTE ON {function} TO {ROLE}")
    assert radius.sign_in("100234", PASSWORD, mac=OTHER).accepted
