"""A shop's side of the street for tests: hears a bank's callbacks on a real socket, and waits without guessing."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PATIENCE = 15.0


@dataclass(frozen=True)
class Call:
    """One POST that came in."""

    body: bytes
    headers: dict[str, str]


class Listener(ThreadingHTTPServer):
    """Answers every POST with `answer` and keeps it in `calls`."""

    request_queue_size = 128
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answer = 200
        self.calls: list[Call] = []
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append(Call(body, dict(self.headers)))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 – the name is http.server's
        pass


def eventually[T](ask: Callable[[], T], *, patience: float = PATIENCE) -> T:
    """Ask again until the answer is true, at most so many seconds; the answer."""
    deadline = time.monotonic() + patience
    while not (answer := ask()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert answer, "it never came true"
    return answer
