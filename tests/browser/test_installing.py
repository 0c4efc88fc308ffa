"""The portal as an app in a real browser: installable, honest without internet, and keeping nothing of anybody."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.everywhere import IN_ENGLISH
from tests.browser.street import Street, portal
from tests.browser.visitor import Visitor
from tests.listening import eventually

AS_AN_APP = {**IN_ENGLISH, "service_workers": "allow"}
STATE = "navigator.serviceWorker.controller?.state"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      found.push([name, new URL(request.url).pathname, await (await caches.match(request)).text()]);
  return found;
}"""
"""Everything in every cache: its name, the address, the text."""


def with_worker(visitor: Visitor, path: str = "/signin/") -> Page:
    """Open a page and wait until the worker is in charge of it."""
    page = visitor.go(path)
    in_charge(page)
    return page


def in_charge(page: Page) -> None:
    """Wait until the worker is in charge. The policy of our pages forbids what Playwright's own waiting would need."""
    eventually(lambda: page.evaluate(STATE) == "activated", patience=60)


@contextmanager
def no_internet(visitor: Visitor) -> Iterator[None]:
    visitor.context.set_offline(True)
    yield
    visitor.context.set_offline(False)
    # Chromium says of each file that it could not have, and that is all that it may say.
    visitor.wrong[:] = [line for line in visitor.wrong if "ERR_INTERNET_DISCONNECTED" not in line]


def test_chromium_finds_nothing_that_keeps_it_from_installing(visit: Visit) -> None:
    visitor = visit(**AS_AN_APP)
    page = with_worker(visitor)
    wire = visitor.context.new_cdp_session(page)

    said = wire.send("Page.getAppManifest")
    errors = {error["errorId"] for error in wire.send("Page.getInstallabilityErrors")["installabilityErrors"]}

    assert said["url"] == f"{visitor.street.url}/manifest.webmanifest"
    assert said["errors"] == []
    assert errors <= {"in-incognito"}  # as all browsers of tests are


def test_icons_are_pictures_of_the_size_that_the_manifest_says(visit: Visit) -> None:
    page = visit(**AS_AN_APP).go("/signin/")

    sizes = page.evaluate(
        """async () => {
          const { icons } = await (await fetch("/manifest.webmanifest")).json();
          return Promise.all(icons.map(async ({ src, sizes }) => {
            const image = new Image();
            image.src = src;
            await image.decode();
            return [sizes, `${image.naturalWidth}x${image.naturalHeight}`];
          }));
        }"""
    )

    assert sizes == [[said, said] for said in ("192x192", "512x512", "512x512")]


@pytest.mark.parametrize(
    ("language", "said"), [("pl", "999 01 23"), ("uk", "999 01 23"), ("en", "There is no internet right now")]
)
def test_without_internet_the_page_says_what_still_works(visit: Visit, language: str, said: str) -> None:
    visitor = visit(**AS_AN_APP)
    visitor.speak(language)
    page = with_worker(visitor)

    with no_internet(visitor):
        page.goto("/bills/")

        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("body")).to_contain_text(said)
        expect(page.locator(".sign img")).to_have_js_property("naturalWidth", 40)
        assert page.evaluate("getComputedStyle(document.querySelector('.btn')).display") != "inline", "it has its style"
        assert page.url.endswith("/bills/")
    page.locator("main .btn").click()

    page.wait_for_url("**/signin/?next=*")


def test_when_the_server_is_gone_the_page_says_the_same(visit: Visit, the_street: Street) -> None:
    visitor = visit(**AS_AN_APP)
    with portal(the_street.folder, the_street.environment, "second-portal") as url:
        visitor.page.goto(f"{url}/signin/")
        in_charge(visitor.page)

    visitor.page.goto(f"{url}/overview/")

    expect(visitor.page.locator("h1")).to_have_text("There is no internet right now")
    visitor.wrong[:] = [line for line in visitor.wrong if "ERR_CONNECTION_REFUSED" not in line]


def test_nothing_of_anybody_is_in_any_cache(visit: Visit) -> None:
    olena = scenes.customer("Zuzanna Szczebrzeszyńska")
    scenes.bill(olena.account)
    visitor = visit(**AS_AN_APP).sign_in(olena.user)
    page = with_worker(visitor, "/overview/")
    for path in ("/bills/", "/messages/", "/me/", "/bills/pay/", "/en/pay/", "/overview/"):
        visitor.go(path)

    found = page.evaluate(KEPT)

    paths = sorted(path for _, path, _ in found)
    assert [path for path in paths if path.endswith("/")] == ["/en/offline/", "/pl/offline/", "/uk/offline/"]
    assert len(paths) == 7
    assert len({name for name, _, _ in found}) == 1
    assert not [path for _, path, text in found if "Szczebrzesz" in text or olena.account.number in text]
    assert not [path for _, path, text in found if "csrfmiddlewaretoken" in text]


def test_forms_go_past_the_worker(visit: Visit) -> None:
    visitor = visit(**AS_AN_APP)
    page = with_worker(visitor)

    answer = visitor.answer(page.locator("main form button[type=submit]").first.click)

    assert not answer.from_service_worker
    again = page.goto("/signin/")
    assert again
    assert again.from_service_worker


def test_a_new_version_takes_over_and_the_old_one_is_gone(visit: Visit) -> None:
    visitor = visit(**AS_AN_APP)
    served: dict[str, str] = {}

    def older(route: Any) -> None:
        """The worker of yesterday: another version, one file less."""
        answer = route.fetch()
        script = re.sub(r'VERSION = "[^"]+"', 'VERSION = "abonent-yesterday"', answer.text())
        served["old"] = script
        route.fulfill(response=answer, body=script)

    visitor.context.route("**/sw.js*", older)
    page = with_worker(visitor)
    assert {name for name, _, _ in page.evaluate(KEPT)} == {"abonent-yesterday"}
    visitor.context.unroute("**/sw.js*")

    visitor.go("/signin/")
    eventually(lambda: "abonent-yesterday" not in page.evaluate("caches.keys()"))

    assert served
    assert len(page.evaluate("caches.keys()")) == 1
    in_charge(page)
    with no_internet(visitor):
        page.goto("/overview/")
        expect(page.locator("h1")).to_have_text("There is no internet right now")


def test_signing_out_clears_everything_and_the_worker_comes_anew(visit: Visit) -> None:
    olena = scenes.customer()
    visitor = visit(**AS_AN_APP).sign_in(olena.user)
    page = with_worker(visitor, "/overview/")
    page.evaluate("caches.open('left over').then((cache) => cache.put('/x', new Response('Olena')))")

    page.locator(".me summary").click()
    answer = visitor.answer(page.get_by_role("button", name="Sign out").click)

    assert answer.status == 200
    expect(page.locator("h1")).to_have_text("Sign in")
    in_charge(page)
    assert "left over" not in page.evaluate("caches.keys()")
    assert visitor.send(login="nobody", password="x") == 422


@pytest.mark.parametrize("scripts", [True, False], ids=["with-js", "without-js"])
def test_after_signing_out_going_back_shows_nothing(visit: Visit, scripts: bool) -> None:
    olena = scenes.customer("Zuzanna Szczebrzeszyńska")
    scenes.bill(olena.account)
    visitor = visit(**AS_AN_APP, java_script_enabled=scripts).sign_in(olena.user)
    page = visitor.go("/overview/")
    visitor.go("/bills/")
    page.locator(".me summary").click()
    visitor.answer(page.get_by_role("button", name="Sign out").click)

    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()

        assert "Szczebrzesz" not in page.content()
        assert "/signin/" in page.url


def test_a_page_kept_in_memory_is_loaded_anew(visit: Visit) -> None:
    """As browsers do that keep whole pages for going back; the one of these tests does not."""
    olena = scenes.customer("Zuzanna Szczebrzeszyńska")
    visitor = visit(**AS_AN_APP).sign_in(olena.user)
    page = visitor.go("/overview/")
    visitor.context.clear_cookies()

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    page.wait_for_url("**/signin/?next=*")
