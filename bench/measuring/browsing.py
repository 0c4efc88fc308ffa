"""A browser without a screen: keeps its connections and cookies, reads forms, sends them with something filled in.

It notes what every page took by the clock, and refuses whatever is not a page or the way to one.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection
from time import monotonic
from urllib.parse import urlencode, urljoin, urlsplit

FINE = 400
REDIRECTS = frozenset({302, 303})
MOST_REDIRECTS = 5
PATIENCE = 60


class Refused(Exception):
    """An answer was an error; the message says which."""


@dataclass(frozen=True, slots=True)
class Form:
    """Where a form is sent, and what it sends when nothing is changed; a name may be there several times."""

    action: str
    fields: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> str:
        return dict(self.fields)[name]


class Page(HTMLParser):
    """A page as far as it matters: its address, its text, its forms by what they send."""

    def __init__(self, address: str, text: str, status: int) -> None:
        super().__init__()
        self.address, self.text, self.status = address, text, status
        self.forms: list[list[tuple[str, str]]] = []
        self.actions: list[str] = []
        self._open = False
        self._area = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = said.get("method", "").lower() == "post"
            if self._open:
                self.forms.append([])
                self.actions.append(said.get("action", ""))
        elif self._open and tag in {"input", "textarea"} and "name" in said:
            if said.get("type") not in {"submit", "radio", "checkbox", "file"} or "checked" in said:
                self.forms[-1].append((said["name"], said.get("value", "")))
            self._area = tag == "textarea"

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "textarea":
            self._area = False

    def handle_data(self, data: str) -> None:
        if self._open and self._area:
            name, before = self.forms[-1].pop()
            self.forms[-1].append((name, before + data.strip()))

    def form(self, *names: str) -> Form | None:
        """Return the first form that has these fields."""
        found = (Form(action, tuple(fields)) for action, fields in zip(self.actions, self.forms, strict=True))
        return next((form for form in found if set(names) <= dict(form.fields).keys()), None)


class Browser:
    """One person's. `times` are seconds by the clock of each kind of page, `wrong` the answers that were errors."""

    def __init__(self, origin: str, cookies: str = "") -> None:
        self.origin = origin
        self.cookies = dict(part.split("=", 1) for part in cookies.split("; ") if part)
        self.times: list[tuple[str, float]] = []
        self.wrong: Counter[str] = Counter()
        self._connections: dict[str, HTTPConnection] = {}

    def see(self, path: str) -> Page:
        """Ask for a page. Raises Refused."""
        return self._go("GET", urljoin(self.origin, path), None)

    def send(self, page: Page, form: Form, **filled: str) -> Page:
        """Send a form of a page with something filled in, and go where that leads. Raises Refused."""
        fields = [*((name, value) for name, value in form.fields if name not in filled), *filled.items()]
        return self._go("POST", urljoin(page.address, form.action or page.address), urlencode(fields))

    def _go(self, method: str, address: str, body: str | None) -> Page:
        for _ in range(MOST_REDIRECTS):
            status, headers, text = self._asked(method, address, body)
            if status not in REDIRECTS:
                return Page(address, text, status)
            method, body, address = "GET", None, urljoin(address, headers["location"])
        raise Refused(f"{address} leads nowhere")

    def _asked(self, method: str, address: str, body: str | None) -> tuple[int, Mapping[str, str], str]:
        parts = urlsplit(address)
        ours = address.startswith(self.origin)
        headers = {"Accept": "text/html", "Accept-Language": "pl", "Origin": f"{parts.scheme}://{parts.netloc}"}
        if ours:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = monotonic()
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        status, said, text = self._answer(parts.netloc, (method, path, body, headers))
        if ours:
            self.times.append((f"{method} {kind(parts.path)}", monotonic() - began))
            self._remember(said)
        if status >= FINE:
            self.wrong[f"{status} {method} {kind(parts.path)}"] += 1
            raise Refused(f"{method} {address}: {status}\n{text[:1000]}")
        return status, {name.lower(): value for name, value in said}, text

    def _answer(
        self, host: str, words: tuple[str, str, str | None, dict[str, str]]
    ) -> tuple[int, list[tuple[str, str]], str]:
        connection = self._connections.setdefault(host, HTTPConnection(host, timeout=PATIENCE))
        try:
            connection.request(*words)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read().decode()
        except OSError:
            connection.close()  # the next request begins another
            raise

    def _remember(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]


def kind(path: str) -> str:
    """Return a path without what differs from customer to customer."""
    return re.sub(r"/(?:[^/]*\d[^/]*|[\w-]{20,})(?=/|$)", "/…", path)
