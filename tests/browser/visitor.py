"""Somebody at a browser: one context of Chromium, which remembers everything that went wrong in it."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from abonent.people.models import Account, User
from abonent.web.page import CHOSEN
from tests.browser.street import Street

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
)
"""As root in a container; speaks to nobody but this machine."""
BLOCKED = "Service Worker registration blocked by Playwright"
PATIENCE = 30_000
"""Milliseconds that something on a page may take on a busy machine."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, while the block runs."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "Browser tests need Chromium: apt-get install chromium"
    expect.set_options(timeout=PATIENCE)
    # Playwright keeps a loop running in this thread, so Django believes that it is inside asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=QUIET)
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


PROOFS = "account_authentication_methods"
"""Where allauth keeps by what a session was begun."""


class Visitor:
    """One browser of one person. `wrong` collects what its console complained of, the CSP's reports included."""

    def __init__(self, browser: Browser, street: Street, **options: Any) -> None:
        # The worker beside the pages has tests of its own; for every new browser it would fetch all that it keeps.
        plain = {"viewport": PHONE, "locale": "pl-PL", "java_script_enabled": True, "service_workers": "block"}
        options = {**plain, **options}
        self.street = street
        self.context: BrowserContext = browser.new_context(base_url=street.url, **options)
        self.context.set_default_timeout(PATIENCE)
        self.wrong: list[str] = []
        self.context.on("page", self._listen)
        self.page: Page = self.context.new_page()

    def sign_in(self, user: User, account: Account | None = None, *, stepped_up: bool = False) -> "Visitor":
        """Be signed in, where signing in is not what is tested; `stepped_up` as if the password had just been asked."""
        client = Client()
        user.refresh_from_db()  # who signed in before has a password that was hashed anew, at its real cost
        client.force_login(user)
        session = client.session
        if account is not None:
            session[CHOSEN] = account.pk
        proofs: list[dict[str, Any]] = []
        if user.is_staff:
            proofs.append({"method": "mfa", "at": 0, "type": "totp"})
        if stepped_up:
            proofs.append({"method": "password", "at": time.time(), "reauthenticated": True})
        if proofs:
            session.update({PROOFS: proofs, f"{PROOFS}_user": str(user.pk)})
        session.save()
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.street.url}])
        return self

    def go(self, path: str, status: int = 200) -> Page:
        """Open a page of the portal."""
        response = self.page.goto(path)
        assert response
        assert response.status == status, (
            f"{path}: {response.status}, not {status}\n{self.street.log('portal')[-3000:]}"
        )
        return self.page

    def answer(self, act: Callable[[], Any]) -> Response:
        """Do what makes the browser load a page; the answer that the page came with, after all redirects."""
        with self.page.expect_event("response", _is_page) as found:
            act()
        self.page.wait_for_load_state()
        answer: Response = found.value
        return answer

    def send(self, **typed: str) -> int:
        """Fill the page's own form and press its first button; the status of the page that came."""
        form = self.page.locator("main form").first
        for name, text in typed.items():
            form.locator(f"[name={name}]").fill(text)
        return self.answer(form.locator("button[type=submit]").first.click).status

    def speak(self, language: str) -> None:
        """Have chosen a language here."""
        self.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": self.street.url}])

    def close(self) -> None:
        self.context.close()

    def _listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"JavaScript: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or message.text.startswith(BLOCKED):
            return
        # Chromium says so of every page that does not answer 200; what the status must be, tests say themselves.
        page, where = message.page, message.location.get("url", "")
        if "Failed to load resource" in message.text and page and where.split("#")[0] == page.url.split("#")[0]:
            return
        self.wrong.append(f"console: {message.text} ({where})")


def _is_page(response: Response) -> bool:
    return response.request.is_navigation_request() and response.status not in range(300, 400)
