"""The customer's lines: a list where there are several, and each with what it may do and its connection."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client

from abonent.contracts.actions import restrict
from abonent.contracts.models import Subscription
from abonent.modules.internet.models import Device, Line
from abonent.people.models import Account
from tests import people
from tests.modules import internet
from tests.people import NOON
from tests.web.doors import text

LIST, PAGE = 3, 5
"""Statements: session with person, rights, lines; the page asks for connections and what is set too."""


def several(account: Account, count: int) -> None:
    for number in range(count):
        line = people.line(account, people.tariff()).subscription
        internet.session(
            internet.line(account, login=f"{account.number}-{number}", subscription=line), None, heard_at=NOON
        )


def test_the_only_line_is_led_to_at_once(browser: Client, line: Line) -> None:
    answer: Any = browser.get("/lines/")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/lines/{line.pk}/")


def test_before_there_is_a_line_it_says_when_one_comes(browser: Client) -> None:
    assert "No line yet It will be here on the day the agreement begins" in text(browser.get("/lines/"))


def test_several_lines_are_a_list_of_constant_cost(
    browser: Client, account: Account, line: Line, django_assert_num_queries: Any
) -> None:
    Subscription.objects.filter(pk=line.subscription_id).update(label="Biuro")
    several(account, 1)
    with django_assert_num_queries(LIST):
        browser.get("/lines/")
    several_more = 5
    for number in range(several_more):
        extra = people.line(account, people.tariff()).subscription
        internet.line(account, login=f"more-{number}", subscription=extra)

    with django_assert_num_queries(LIST):
        page = text(browser.get("/lines/"))

    assert "Biuro not connected PPPoE login 100234 Internet A2" in page
    assert page.count("not connected") == 1 + several_more
    assert "connected PPPoE login 100234-0 Internet A2" in page


def test_the_list_is_named_by_lines_and_not_by_those_of_a_bill(browser: Client, account: Account, line: Line) -> None:
    several(account, 1)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "pl"

    page = browser.get("/lines/").content.decode()

    assert 'aria-label="Łącza"' in page
    assert "Pozycje" not in page


def test_a_line_tells_its_plan_its_addresses_and_its_connection(
    browser: Client, line: Line, device: Device, django_assert_num_queries: Any
) -> None:
    Line.objects.filter(pk=line.pk).update(macs=["0c4270a1b2c3"], mac_bound=True, prefix6="2001:db8:1::/56")
    internet.session(
        line, device, heard_at=NOON - timedelta(minutes=1), address4="198.18.0.7", mac="0c4270a1b2c3",
        in_bytes=7_400_000_000, out_bytes=310_000_000, given="FREE 100000/15000",
    )  # fmt: skip

    with django_assert_num_queries(PAGE):
        page = text(browser.get(f"/lines/{line.pk}/"))

    assert "Connection connected Connected since 21 November 2026, 10:00 IPv4 address 198.18.0.7" in page
    assert "From the device (MAC) 0c:42:70:a1:b2:c3 Downloaded 7.4 GB Uploaded 310 MB" in page
    assert "As the router told it at 11:59; it does so every few minutes." in page
    assert "Plan Internet A2 Downloading up to 100 Mb/s Uploading up to 15 Mb/s" in page
    assert "IPv4 address given anew with each connection IPv6 prefix 2001:db8:1::/56, always the same" in page
    assert "Registered devices (MAC) 0c:42:70:a1:b2:c3 – no other can connect" in page
    assert "PPPoE password set on 1 January 2024" in page
    assert internet.PASSWORD not in page
    assert line.secret not in page


def test_without_a_connection_it_says_when_it_was_last_seen_and_how_it_was_before(
    browser: Client, line: Line, device: Device
) -> None:
    at = NOON - timedelta(days=1)
    internet.session(line, device, since=at, heard_at=at + timedelta(hours=1), ended_at=at + timedelta(hours=1), in_bytes=5_000_000)  # fmt: skip

    answer = browser.get(f"/lines/{line.pk}/")

    page = text(answer)
    assert "Connection not connected Last seen: 20 November 2026, 13:00. Is my internet all right?" in page
    assert "Disconnect" not in page
    assert "20 Nov 2026, 12:00 – 20 Nov 2026, 13:00 Downloaded 5.0 MB , uploaded 1 kB" in page
    # Day and hour may part: together they are wider than a phone whose text is twice as large.
    assert '<span class="num">20 Nov 2026,</span> <span class="num">12:00 –</span>' in answer.content.decode()


def test_what_routers_have_not_told_of_for_long_is_not_called_connected(
    browser: Client, line: Line, device: Device
) -> None:
    internet.session(line, device, heard_at=NOON - timedelta(minutes=13))

    page = text(browser.get(f"/lines/{line.pk}/"))

    assert "Connection no news of it" in page
    assert "The router last told of it on 21 November 2026, 11:47, and should have done so again." in page


def test_a_line_without_a_password_says_who_can_set_one(browser: Client, account: Account) -> None:
    line = internet.line(account, password="")

    page = text(browser.get(f"/lines/{line.pk}/"))

    assert "Connection no password yet Before it can connect, the line needs a password." in page
    assert "PPPoE password not set yet" in page


def test_a_restriction_says_why_and_who_may_pay_is_led_to_it(
    client: Client, browser: Client, account: Account, line: Line, device: Device
) -> None:
    internet.session(line, device, heard_at=NOON, given="LIMITED 100000/15000")
    restrict(account, reason="DEBT", level="LIMITED", at=NOON)
    restrict(account, reason="LOST", level="SUSPENDED", at=NOON)

    page = text(browser.get(f"/lines/{line.pk}/"))

    assert (
        "A change is on its way to the router What the line may do has just changed." in page
    )  # LIMITED was told, SUSPENDED is wanted
    assert "The service is switched off It was reported as lost. To use it again, call us." in page
    assert (
        "The service is limited Something is overdue. Once it is paid, the service comes back by itself. Pay now"
        in page
    )
    assert "Connection switched off" in page

    sonia = people.person("sonia", "Sonia Lis")
    people.access(account, sonia, "SEES")
    client.force_login(sonia)
    page = text(client.get(f"/lines/{line.pk}/"))
    assert "See the bills" in page
    assert "Pay now" not in page
    assert "Disconnect" not in page
    assert "Set a new password" not in page


def test_a_line_that_holds_no_plan_is_not_in_use(browser: Client, account: Account, line: Line) -> None:
    account.holdings.update(withdrawn_at=NOON)

    page = text(browser.get(f"/lines/{line.pk}/"))

    assert "Connection not in use" in page
    assert "No plan is held on this line now." in page


def test_another_customers_line_is_not_found(browser: Client, neighbour: Account) -> None:
    theirs = internet.line(neighbour)

    for page in ("", "disconnect/", "trouble/"):
        assert browser.get(f"/lines/{theirs.pk}/{page}").status_code == 404
    assert browser.get("/lines/99999999999999999999/").status_code == 404
