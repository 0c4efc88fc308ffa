"""Every page of the portal in every state it has, looked at once by everything in page_check."""

import gzip
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from abonent import profile
from tests.browser import (
    scenes,
    views_of_bills,
    views_of_contact,
    views_of_debts,
    views_of_invoice_data,
    views_of_line_passwords,
    views_of_lines,
    views_of_messages,
    views_of_payments,
    views_of_people,
    views_of_public_pages,
    views_of_recovery,
    views_of_security,
    views_of_the_contract,
    views_of_the_desk_contract,
    views_of_the_desk_customers,
    views_of_the_desk_data,
    views_of_the_desk_eyes,
    views_of_the_desk_finding,
    views_of_the_desk_mail,
    views_of_the_desk_money,
    views_of_the_desk_runs,
    views_of_the_desk_staff,
    views_of_the_desk_today,
    views_of_the_door,
    views_of_the_network_desk,
)
from tests.browser.conftest import Visit
from tests.browser.page_check import check_keyboard, check_page, check_part, check_state, check_words
from tests.browser.views import VIEWS, View, is_the_whole
from tests.browser.visitor import DESKTOP

SEEN_BY = (
    views_of_the_door,
    views_of_bills,
    views_of_payments,
    views_of_contact,
    views_of_debts,
    views_of_invoice_data,
    views_of_line_passwords,
    views_of_lines,
    views_of_messages,
    views_of_public_pages,
    views_of_recovery,
    views_of_security,
    views_of_the_contract,
    views_of_people,
    views_of_the_desk_contract,
    views_of_the_desk_customers,
    views_of_the_desk_data,
    views_of_the_desk_eyes,
    views_of_the_desk_finding,
    views_of_the_desk_mail,
    views_of_the_desk_money,
    views_of_the_desk_runs,
    views_of_the_desk_staff,
    views_of_the_desk_today,
    views_of_the_network_desk,
)
NO_PAGE = {
    "change_consent",
    "choose_account",
    "choose_bill_form",
    "desk_ask_bank",
    "desk_customer_document",
    "desk_duplicate",
    "desk_end_staff_sessions",
    "desk_end_view",
    "desk_network_line_of",
    "desk_passkey_question",
    "desk_preview_run",
    "desk_resend_invitation",
    "desk_stop_run",
    "desk_withdraw_invitation",
    "end_session",
    "end_sessions",
    "health",
    "home",
    "icon",
    "join_account",
    "logo",
    "manifest",
    "news_feed",
    "open_stop_link",
    "passkey_add_question",
    "passkey_second_step_question",
    "passkey_sign_in_question",
    "passkey_step_up_question",
    "pay_bill",
    "payment_hook",
    "resend_invitation",
    "send_contact_code",
    "send_own_mail_code",
    "service_worker",
    "set_look",
    "sitemap",
    "stop_lost_step",
    "theme",
    "withdraw_invitation",
}
"""Addresses that only take forms, lead on at once, or speak to programs."""
IN_ADDRESS = re.compile(rf"(?<=\d)/(?:{'|'.join(profile.current().languages)})/")
"""The language in the address of a page that everybody can read."""
LONG_WORDS = ("uk",)
"""In which other language pages are looked at too: that whose words are longest. English is what messages are written in."""
FILES = re.compile(r"\.(csv|pdf|txt)$")


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_page(visit: Visit, view: View) -> None:
    visitor = visit()
    view.way(visitor)
    page = visitor.page

    if view.page:
        assert resolve(urlsplit(page.url).path).url_name == view.page
    if not is_the_whole(view):
        check_state(page)
        return
    check_page(page)
    for language in LONG_WORDS if view.lasting else ():
        visitor.speak(language)
        page.goto(IN_ADDRESS.sub(f"/{language}/", page.url)) if IN_ADDRESS.search(page.url) else page.reload()
        check_words(page, language)


def test_every_page_is_looked_at() -> None:
    pages = {name for name, route in _addresses(get_resolver()) if name not in NO_PAGE and not FILES.search(route)}

    assert {view.page for view in VIEWS} - {""} == pages


def test_no_two_pages_have_one_title() -> None:
    olena = scenes.customer()
    bill = scenes.bill(olena.account)
    scenes.with_app(olena.user)
    client = Client()
    client.force_login(olena.user)
    known = {"slug": bill.number.replace("/", "-")}
    for language in profile.current().languages:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        names = ["overview", "bills", "bill", "pay", "choose_payment", "payments", "contract", "me", "mfa_index"]
        names += ["account_change_password", "account_reauthenticate", "account_logout"]
        paths = [reverse(name, kwargs=known if name == "bill" else {}) for name in names]
        pages = [client.get(path, headers={"host": "localhost"}).content.decode() for path in paths]
        titles = [re.findall(r"<title>(.+?)</title>", page)[0] for page in pages]
        assert len(set(titles)) == len(titles), titles


def test_the_menu_of_a_person_with_two_accounts(visit: Visit) -> None:
    user = scenes.somebody("Katarzyna Brzęczyszczykiewicz-Wiśniewska")
    scenes.account(user)
    scenes.account(user, holder="Wspólnota Mieszkaniowa Nieruchomości przy ulicy Młyńskiej 12")
    page = visit().sign_in(user).go("/me/")
    page.locator(".me summary").click()

    check_part(page, ".me")


def test_the_first_page_on_a_desk(visit: Visit) -> None:
    """Wide screens have the menu on the left instead of the bar at the bottom."""
    olena = scenes.customer()
    scenes.bills(olena.account, 4)
    page = visit(viewport=DESKTOP).sign_in(olena.user).go("/overview/")

    check_keyboard(page)
    check_part(page, "html")


def test_the_first_page_is_light(visit: Visit) -> None:
    """design.md: HTML 15 kB, CSS 12, JavaScript 20, all of it 60 in 8 requests, compressed, at the first visit."""
    olena = scenes.customer()
    scenes.bills(olena.account, 13)
    visitor = visit().sign_in(olena.user)
    wire = visitor.context.new_cdp_session(visitor.page)
    wire.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    wire.on("Network.responseReceived", lambda said: kinds.update({said["requestId"]: said["type"]}))
    wire.on("Network.loadingFinished", lambda said: sizes.update({said["requestId"]: said["encodedDataLength"]}))

    visitor.go("/overview/").wait_for_load_state("networkidle")

    by_kind = {kind: sum(sizes[n] for n, found in kinds.items() if found == kind) for kind in set(kinds.values())}
    # Pages leave us as they are; the proxy that speaks https compresses them. Files are compressed once, by us.
    by_kind["Document"] = len(gzip.compress(visitor.page.content().encode()))
    assert len(kinds) <= 8
    assert by_kind["Document"] <= 15_000
    assert by_kind["Stylesheet"] <= 12_000
    assert by_kind["Script"] <= 20_000
    assert sum(by_kind.values()) <= 60_000


def _addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    for found in resolver.url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield found.name or route, route
        elif (
            not found.namespace
        ):  # Django's admin, which is not ours to look at: tests/browser/test_staff_signing_in.py
            yield from _addresses(found, route)
