"""Questions go to routers by UDP, many at a time, and are sent again until they are answered or patience ends."""

import socket
import time
from collections.abc import Iterator, Sequence
from selectors import EVENT_READ, DefaultSelector, SelectorKey

from abonent.modules.internet.routers.causes import CLOSED, SILENT, UNSIGNED
from abonent.modules.internet.routers.questions import Heard, Question, believed

PATIENCE = (0.7, 1.3, 2.0)
"""Seconds after each sending; after the last the router is out of reach. A healthy one answers within a few milliseconds."""

LONGEST = 4096


class OutOfReach(Exception):
    """No answer came that could be believed; the argument is the word for it (`causes.NO_ANSWER`)."""

    @property
    def word(self) -> str:
        """Which of NO_ANSWER it was."""
        return str(self.args[0])


type Answer = Heard | OutOfReach


def ask(question: Question) -> Heard:
    """Ask one router. Raises OutOfReach."""
    ((_, answer),) = [one for lump in ask_all([question]) for one in lump]
    if isinstance(answer, OutOfReach):
        raise answer
    return answer


def ask_all(questions: Sequence[Question]) -> Iterator[list[tuple[int, Answer]]]:
    """Ask many at once; give each answer once, with the place of its question.

    They come in lumps: as soon as all have answered, or when a patience is over those who have. So whoever is silent keeps
    the others waiting for the first patience only.
    """
    conversation = _Conversation(questions)
    try:
        yield from conversation.lumps()
    finally:
        conversation.close()


class _Conversation:
    """Each question has a socket of its own, so that also "nothing listens here" (ICMP) comes back to the one it is about."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = questions
        self.selector = DefaultSelector()
        self.unsigned: set[int] = set()
        self.answers: list[tuple[int, Answer]] = []

    def lumps(self) -> Iterator[list[tuple[int, Answer]]]:
        for place in range(len(self.questions)):
            self._begin(place)
        for patience in PATIENCE:
            for key in self._waiting():
                self._send(key)
            until = time.monotonic() + patience
            while self.selector.get_map() and (left := until - time.monotonic()) > 0:
                for key, _ in self.selector.select(left):
                    self._hear(key)
            yield self._collected()
        for key in self._waiting():
            self._finish(key, OutOfReach(UNSIGNED if key.data in self.unsigned else SILENT))
        yield self._collected()

    def close(self) -> None:
        for key in self._waiting():
            self._finish(key, OutOfReach(SILENT))
        self.selector.close()

    def _waiting(self) -> list[SelectorKey]:
        return list(self.selector.get_map().values())

    def _collected(self) -> list[tuple[int, Answer]]:
        lump, self.answers = self.answers, []
        return lump

    def _begin(self, place: int) -> None:
        router = self.questions[place].router
        line = socket.socket(socket.AF_INET6 if ":" in router.address else socket.AF_INET, socket.SOCK_DGRAM)
        line.setblocking(False)
        key = self.selector.register(line, EVENT_READ, place)
        try:
            line.connect((router.address, router.port))
        except OSError:
            self._finish(key, OutOfReach(CLOSED))

    def _send(self, key: SelectorKey) -> None:
        try:
            _line(key).send(self.questions[key.data].sent)
        except BlockingIOError:
            return  # the machine's own queue is full: it goes with the next sending
        except OSError:
            self._finish(key, OutOfReach(CLOSED))

    def _hear(self, key: SelectorKey) -> None:
        try:
            raw = _line(key).recv(LONGEST)
        except BlockingIOError:
            return
        except OSError:
            self._finish(key, OutOfReach(CLOSED))
            return
        if heard := believed(self.questions[key.data], raw):
            self._finish(key, heard)
        else:
            self.unsigned.add(key.data)

    def _finish(self, key: SelectorKey, answer: Answer) -> None:
        self.selector.unregister(key.fileobj)
        _line(key).close()
        self.answers.append((key.data, answer))


def _line(key: SelectorKey) -> socket.socket:
    assert isinstance(key.fileobj, socket.socket)  # noqa: S101 - nothing else was registered
    return key.fileobj
