"""Nobody in where they do not belong: the table of tests/web/matrix.py, asked cell by cell, and what holds in every cell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, product
from operator import itemgetter
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from abonent.billing import actions, queries
from abonent.billing.models import Payment
from abonent.contracts.queries import subject
from abonent.people.actions import Guest, add_contact, invite
from abonent.people.models import Account, Invitation, User
from abonent.post.actions import keep_document
from abonent.web.brand import logo_url, theme_url
from abonent.web.door.sessions import seal
from abonent.web.icons import icon_url
from tests import people
from tests.modules import internet
from tests.news import notice
from tests.web import doors
from tests.web.matrix import EVERYBODY, GET, POST
from tests.web.portal.test_messages import letter


def addresses(within: URLResolver | None = None) -> Iterator[URLPattern]:
    """Walk all that the URL configuration knows; Django's admin has tests of its own (tests/web/desk/test_system.py)."""
    for each in (within or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each) if not each.namespace else ()
        else:
            yield each


PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": None,
}
KEPT_BY_ALL = {"theme", "logo", "news_feed", "robots", "sitemap", "icon", "manifest", "service_worker"}
"""What is the same for everybody, so that anybody may keep it."""
KEPT_BY_STRANGERS = {"start", "news", "notice", "tariffs", "help", "contact", "accessibility", "privacy", "public_pay"}
"""What a browser may keep of somebody who is not signed in, if it asks each time whether it still holds."""
NAMES = sorted(str(each.name) for each in addresses() if not str(each.name).startswith("desk"))
"""All but those of the desk, which have a table of their own (tests/web/desk/matrix.py)."""


def by_letter(names: list[str]) -> list[list[str]]:
    """Group names by how they begin: what stands around them is made once for each group."""
    return [list(group) for _, group in groupby(sorted(names), key=itemgetter(0))]


def initial(names: list[str]) -> str:
    return names[0][0]


@dataclass
class Scene:
    """Olena's account with a bill, money that came, a payment; and everybody of the table."""

    account: Account
    everybody: dict[str, User | None]
    numbers: dict[str, str]
    parts: dict[str, Any]

    def address(self, name: str) -> str:
        if name in ("theme", "logo"):
            return theme_url() if name == "theme" else logo_url()
        wanted = next(each for each in addresses() if each.name == name).pattern.converters
        return reverse(name, kwargs={part: self.parts[part] for part in wanted})


@pytest.fixture
def scene(account: Account, olena: User, neighbour: Account, marek: User) -> Scene:
    paula, sonia = people.person("paula", "Paula Maj"), people.person("sonia", "Sonia Lis")
    right = people.access(account, paula, "PAYS")
    people.access(account, sonia, "SEES")
    bill = people.bill(account)
    receipt = people.receipt(account, "10.00")
    actions.post_receipt(receipt, at=people.NOON)
    payment = Payment.objects.create(
        ref="a-reference-of-22-signs", once="once", account=account, gateway="sandbox", amount="10.00", started_at=people.NOON
    )  # fmt: skip
    everybody = {"nobody": None, "olena": olena, "marek": marek, "paula": paula, "sonia": sonia}
    numbers = dict.fromkeys(everybody, account.number) | {"marek": neighbour.number}
    parts = {"slug": queries.slug(bill.number), "pk": receipt.pk, "ref": payment.ref, "gateway": "sandbox"}
    parts |= {"language": "en", "notice": notice().slug}
    parts |= {"begun": payment.ref, "icon": icon_url("touch").removeprefix("/icon-").removesuffix(".png")}
    parts["message"] = letter(olena, account).pk
    parts |= {"passkey": 1, "session": _session_of(olena)}
    parts["entry"] = bill.entries.get().pk
    parts["token"] = "a-token-that-nobody-made"
    parts["takeout"] = "an-archive-of-nobody"
    parts |= {"right": right.pk, "invitation": _invited(account, olena).pk}
    parts["contact"] = add_contact(account.pk, "MAIL", "druga@example.com", by=olena, at=people.NOON).pk
    parts["own_contact"] = add_contact(0, "MAIL", "prywatna@example.com", by=olena, at=people.NOON).pk
    agreement = account.agreements.get()
    paper = keep_document(
        account.pk, subject=subject(agreement.number), kind="OTHER", title="Paper", content=b"%PDF-", at=people.NOON
    )
    parts |= {"document": paper.ref, "agreement": agreement.number.replace("/", "-")}
    parts["line"] = internet.line(account).pk
    return Scene(account, everybody, numbers, parts)


def _invited(account: Account, olena: User) -> Invitation:
    """Somebody whom Olena asks to join her account."""
    return invite(account, Guest("Nadia Koval", "nadia@example.com", "SEES"), at=people.NOON, by=olena)


def _session_of(user: User) -> str:
    """Sign somebody in elsewhere; return what addresses call that session."""
    browser = Client()
    browser.force_login(user)
    return seal(str(browser.session.session_key))


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LANGUAGE_CODE", "en")


def ask(scene: Scene, who: str, method: str, name: str) -> tuple[HttpResponse, list[str]]:
    """Ask for a page as somebody; return the answer and what was written for it. Afterwards nothing has happened."""
    client = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
    with transaction.atomic():
        if person := scene.everybody[who]:
            client.force_login(person)
        sent = {"account": scene.numbers[who]} if method == "POST" else {}
        with CaptureQueriesContext(connection) as statements:
            answer: Any = getattr(client, method.lower())(scene.address(name), sent)
        transaction.set_rollback(True)
    return answer, writes(statements)


def said(answer: HttpResponse) -> str:
    """Return an answer as the table writes it."""
    to = answer.headers.get("Location")
    if to is None:
        return str(answer.status_code)
    page = resolve(to.partition("?")[0]).url_name
    return {"account_login": "door", "account_reauthenticate": "proof"}.get(str(page), f"→ {page}")


@pytest.mark.parametrize("names", by_letter(NAMES), ids=initial)
def test_everybody_gets_what_the_table_says(scene: Scene, names: list[str]) -> None:
    """And what holds in every cell: whoever only looks changes nothing, and nobody keeps what is not everybody's."""
    looked = {name: {who: ask(scene, who, "GET", name) for who in EVERYBODY} for name in names}
    sent = {name: {who: ask(scene, who, "POST", name)[0] for who in EVERYBODY} for name in names}

    assert {name: tuple(said(answer) for answer, _ in looked[name].values()) for name in names} == rows(GET, names)
    assert {name: tuple(map(said, sent[name].values())) for name in names} == rows(POST, names)
    for name, who in product(names, EVERYBODY):
        answer, written = looked[name][who]
        assert unexcused(answer, written) == [], (name, who)
        assert is_protected(answer, kept=may_be_kept(name, who)), (name, who)
        assert is_ours(answer), (name, who)
        assert is_protected(sent[name][who], kept=name in ("theme", "logo")), (name, who)


def rows(table: Mapping[str, tuple[str, ...]], names: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the table's rows of some names."""
    return {name: table[name] for name in names if name in table}


def test_the_table_has_no_row_too_many() -> None:
    assert sorted(GET) == sorted(POST) == NAMES


def test_the_same_holds_behind_the_step_up(client: Client, account: Account, olena: User) -> None:
    client.force_login(olena)
    doors.step_up(client)
    before = ["/me/security/passkeys/", "/me/security/app/"]
    behind = ["/me/security/app/off/", "/me/security/codes/", "/me/security/codes.txt", "/me/security/codes/new/"]
    for pages in (before, [*behind, "/step-up/code/"]):
        for page in pages:
            with CaptureQueriesContext(connection) as statements:
                answer: Any = client.get(page)
            assert (answer.status_code, unexcused(answer, writes(statements))) == (200, []), page
            assert is_protected(answer, kept=False)
            assert is_ours(answer)
        if pages is before:
            doors.switch_on(client, olena)


def writes(statements: CaptureQueriesContext) -> list[str]:
    """Return what changes something among what was said to the database."""
    return [each["sql"] for each in statements if re.match(r"\s*(INSERT|UPDATE|DELETE|MERGE|COPY)\b", each["sql"])]


def unexcused(answer: HttpResponse, written: list[str]) -> list[str]:
    """Return what was written for somebody who only looked. That they were turned away may be written down, nothing else."""
    return [sql for sql in written if answer.status_code != 403 or 'INTO "journal_event"' not in sql]


def may_be_kept(name: str, who: str) -> bool:
    return name in KEPT_BY_ALL or (who == "nobody" and name in KEPT_BY_STRANGERS)


def is_protected(answer: HttpResponse, *, kept: bool) -> bool:
    """Check headers and cookies: OWASP ASVS 5.0, 3.3.1 to 3.3.4, 3.4.2 to 3.4.6, 4.1.1, 14.3.2."""
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert {name: answer.headers.get(name) for name in PROTECTION} == PROTECTION
    assert ("no-store" in answer["Cache-Control"]) is not kept
    assert not answer["Content-Type"].startswith("text/") or answer["Content-Type"].endswith("charset=utf-8")
    for cookie in answer.cookies.values():
        taken_away = cookie.value == "" and cookie["max-age"] == 0
        assert taken_away or (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    return True


def is_ours(answer: HttpResponse) -> bool:
    """Check that a page wears our clothes; what is not a page is not asked."""
    if not answer["Content-Type"].startswith("text/html") or "Location" in answer.headers:
        return True
    return f'<link rel="stylesheet" href="{theme_url()}">' in answer.content.decode()


def test_only_our_templates_can_be_found() -> None:
    """A page of a third party's that we forgot to replace would be an error, not that page."""
    engine, admin = settings.TEMPLATES
    ours: Any = engine["DIRS"]
    folders: Any = admin["DIRS"]
    assert engine["BACKEND"] == "abonent.web.engine.Pages"
    assert [str(folder.relative_to(settings.HERE)) for folder in ours] == [
        "templates",
        "modules/internet/templates",
    ]
    assert [folder.name for folder in folders] == ["templates"] * 2
    assert {entry.name for folder in folders for entry in folder.iterdir()} == {"admin", "registration"}
    assert not engine.get("APP_DIRS")
    assert not admin.get("APP_DIRS")


def test_no_form_is_taken_without_proof_of_its_page(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(scene.everybody["olena"])  # type: ignore[arg-type]

    sent = {name: client.post(scene.address(name), {"account": scene.account.number}) for name in NAMES}

    taken = {name: answer.status_code for name, answer in sent.items() if answer.status_code != 403}
    assert taken == {"payment_hook": int(POST["payment_hook"][0])}
