"""Visits pages as browsers do that stay connected, several at a time, and looks whether each is the right page."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from gzip import decompress

CONNECTIONS = 8


class WrongPage(Exception):
    """A page was not what it should be; what was measured says nothing."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, the cookies of who asks for it, words that only this person's page has, and whether it may be compressed."""

    path: str
    cookies: str
    words: str
    compressed: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has been here before: cookies, the account as pages write it, and the account's latest bill."""

    cookies: str
    account: str
    bill: str


def visit_all(port: int, visits: Sequence[Visit]) -> None:
    """Make all the visits, each connection one after the other. Raises WrongPage."""
    asyncio.run(_visit_all(port, visits))


async def _visit_all(port: int, visits: Sequence[Visit]) -> None:
    waiting = iter(visits)
    async with asyncio.TaskGroup() as connections:
        for _ in range(CONNECTIONS):
            connections.create_task(_browser(port, waiting))


async def _browser(port: int, waiting: Iterator[Visit]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for visit in waiting:
        writer.write(_request(visit, port))
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head, visit))
        page = (decompress(body) if b"content-encoding: gzip" in head.lower() else body).decode()
        if not head.startswith(b"HTTP/1.1 200 ") or visit.words not in page:
            raise WrongPage(f"{visit}\n{head.decode()}{page[:2000]}")
    writer.close()
    await writer.wait_closed()


def _request(visit: Visit, port: int) -> bytes:
    lines = (f"GET {visit.path} HTTP/1.1", f"Host: localhost:{port}", f"Cookie: {visit.cookies}", "Accept-Language: pl")
    encoding = "gzip" if visit.compressed else "identity"
    return "\r\n".join((*lines, "Accept: text/html", f"Accept-Encoding: {encoding}", "", "")).encode()


def _length(head: bytes, visit: Visit) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise WrongPage(f"{visit} has no length:\n{head.decode()}")
