"""How large a request with a file may be: whoever sends more is refused before any of it lies on the disk.

Django bounds what it holds in memory, not what it writes down of a file; and anybody can send one, to any form.
"""

from typing import Any, override

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 50_000_000
"""Bytes: more than any document that is kept, so that whoever chose one too large is told so by its form."""


class FileTooLarge(RequestDataTooBig):
    """A form with files was larger than any that is taken in."""


class Bounded(FileUploadHandler):
    """Looks at how much is announced, which is all that is read; the file is taken in by those that come after."""

    @override
    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        if content_length > LARGEST:
            raise FileTooLarge(f"A form with files had more than {LARGEST} bytes.")

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    @override
    def file_complete(self, file_size: int) -> None:
        return None
