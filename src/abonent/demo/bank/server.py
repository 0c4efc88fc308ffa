"""The sandbox bank on HTTP: the shop's API, the customer's pages, and the tests' remote control."""

import json
import logging
import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from abonent.demo.bank import pages
from abonent.demo.bank.bank import LABEL, Bank, Problem, told
from abonent.demo.bank.outcomes import OUTCOMES
from abonent.demo.bank.signature import Distrusted, check
from abonent.demo.bank.store import AlreadyFinal, Payment
from abonent.demo.bank.teller import Teller

LARGEST: Final = 64 * 1024
"""Bytes of a request body that are read."""
STYLE: Final = (Path(__file__).parent / "style.css").read_bytes()

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """What came in."""

    method: str
    path: str
    body: bytes
    headers: Message


@dataclass(frozen=True)
class Reply:
    """What goes out."""

    status: int
    body: bytes = b""
    type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


class BankServer(ThreadingHTTPServer):
    """One bank behind one port; a thread for each request."""

    request_queue_size = 128
    daemon_threads = True

    def __init__(self, address: tuple[str, int], bank: Bank, teller: Teller) -> None:
        super().__init__(address, Handler)
        self.bank = bank
        self.teller = teller
        self.only_local = ip_address(str(self.server_address[0])).is_loopback

    @property
    def url(self) -> str:
        name = "localhost" if self.only_local else str(self.server_address[0])
        return f"http://{name}:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Reads a request, finds who answers it, writes the reply."""

    server: BankServer
    server_version = "SandboxBank"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_GET  # noqa: N815 – the name is http.server's

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 – the name is http.server's
        log.debug(format, *args)

    def _answer(self) -> None:
        try:
            reply = self._reply()
        except (Problem, Distrusted) as problem:
            reply = _json(getattr(problem, "status", 401), {"error": str(problem)})
        except AlreadyFinal:
            reply = _json(409, {"error": "already-final"})
        except sqlite3.Error:
            log.exception("the bank's file cannot be used now")
            reply = _json(503, {"error": "out-of-order"})
        self._write(reply)

    def _reply(self) -> Reply:
        length = self.headers.get("Content-Length") or "0"
        if not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > LARGEST:
            raise Problem(400, "malformed")
        request = Request(self.command, self.path, self.rfile.read(int(length)), self.headers)
        for pattern, answer in ROUTES:
            found = re.fullmatch(pattern, f"{request.method} {request.path}")
            if found:
                return answer(self.server, request, *found.groups())
        raise Problem(404, "unknown")

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Sandbox", "no real money")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)


def _json(status: int, content: dict[str, Any]) -> Reply:
    return Reply(status, json.dumps(content, ensure_ascii=False).encode())


def _said(server: BankServer, request: Request) -> dict[str, Any]:
    """What a shop says, once it is certain that it was the shop. Raises Distrusted, Problem."""
    check(
        server.bank.secret,
        request.body,
        given=request.headers.get("Bank-Signature", ""),
        request=f"{request.method} {request.path}",
        now=time.time(),
    )
    try:
        said = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Problem(400, "malformed") from error
    if not isinstance(said, dict):
        raise Problem(400, "malformed")
    names = {request.headers.get("Bank-Merchant"), said.get("merchant", server.bank.merchant)}
    if names != {server.bank.merchant}:
        raise Distrusted("other-merchant")
    return said


def _shown(request: Request, payment: Payment) -> dict[str, Any]:
    # The customer is sent to the very host that the shop spoke to: whichever name it uses works.
    host = request.headers.get("Host", "")
    return {**told(payment), "url": f"http://{host}/pay/{payment.token}"}


def _known(server: BankServer, key: str) -> Payment:
    payment = server.bank.store.payment(key)
    if payment is None:
        raise Problem(404, "unknown")
    return payment


def place(server: BankServer, request: Request) -> Reply:
    payment, new = server.bank.place(_said(server, request))
    return _json(201 if new else 200, _shown(request, payment))


def ask(server: BankServer, request: Request, key: str) -> Reply:
    _said(server, request)
    return _json(200, _shown(request, _known(server, key)))


def refund(server: BankServer, request: Request) -> Reply:
    return _json(200, {"id": server.bank.refund(_said(server, request))})


def page(server: BankServer, _request: Request, token: str) -> Reply:
    payment = server.bank.store.payment(token)
    if payment is None or payment.token != token:
        return _html(404, pages.unknown(), goes_to="")
    return _html(200, pages.payment(payment, server.bank.recipient), goes_to=payment.return_url)


def choose(server: BankServer, request: Request, token: str) -> Reply:
    payment = server.bank.store.payment(token)
    if payment is None or payment.token != token:
        return _html(404, pages.unknown(), goes_to="")
    chosen = parse_qs(request.body.decode("ascii", "replace")).get("outcome", [""])[0]
    if chosen not in OUTCOMES:
        return _html(400, pages.payment(payment, server.bank.recipient), goes_to=payment.return_url)
    try:
        server.bank.choose(payment, chosen)
    except AlreadyFinal:
        log.info("chosen again: nothing to do")
    server.teller.call()
    return Reply(303, headers={"Location": payment.return_url})


def control(server: BankServer, _request: Request, key: str, outcome: str) -> Reply:
    if not server.only_local or outcome not in OUTCOMES:
        raise Problem(404, "unknown")
    payment = _known(server, key)
    server.bank.choose(payment, outcome)
    server.teller.call()
    return _json(200, told(_known(server, key)))


def state(server: BankServer, _request: Request, key: str) -> Reply:
    if not server.only_local:
        raise Problem(404, "unknown")
    payment = _known(server, key)
    return _json(200, {**told(payment), "callbacks": server.bank.store.callbacks(payment)})


def front(_server: BankServer, _request: Request) -> Reply:
    return _html(200, pages.front(LABEL), goes_to="")


def style(_server: BankServer, _request: Request) -> Reply:
    return Reply(200, STYLE, "text/css; charset=utf-8")


def _html(status: int, text: str, *, goes_to: str) -> Reply:
    # Browsers hold form-action against the redirect after a form as well.
    back = "/".join(goes_to.split("/")[:3])
    policy = f"default-src 'none'; style-src 'self'; form-action 'self' {back}; base-uri 'none'; frame-ancestors 'none'"
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return Reply(status, text.encode(), "text/html; charset=utf-8", headers)


ROUTES: Final[list[tuple[str, Callable[..., Reply]]]] = [
    (r"POST /api/payments", place),
    (r"GET /api/payments/([\w-]+)", ask),
    (r"POST /api/refunds", refund),
    (r"GET /pay/([\w-]+)", page),
    (r"POST /pay/([\w-]+)", choose),
    (r"POST /test/([\w-]+)/([\w-]+)", control),
    (r"GET /test/([\w-]+)", state),
    (r"GET /", front),
    (r"GET /style\.css", style),
]
