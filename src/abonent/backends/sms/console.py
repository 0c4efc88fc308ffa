"""SMS that go nowhere: into a file of the demo, or a line on the screen of whoever develops.

Never for production: nobody gets the message. `abonent doctor` refuses it there.
"""

import json
import os
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from abonent.post.ports import Sms

FILE = "sms.jsonl"
"""In settings.ABONENT_DATA, one JSON object a line: at, to, text, key, ref."""


class Console:
    """Keeps the message where the outbox page of the demo finds it.

    Outside a demo it prints that there was a message, but not its text: that may hold a code.
    """

    def send(self, to: str, text: str, *, key: str) -> str:
        ref = f"console-{sha256(key.encode()).hexdigest()[:16]}"
        if settings.DEMO:
            _append(Path(settings.ABONENT_DATA) / FILE, to=to, text=text, key=key, ref=ref)
        else:
            sys.stdout.write(f"SMS to …{to[-3:]}, {len(text)} characters, not sent ({ref})\n")
        return ref


def carrier() -> Sms:
    """The carrier named "abonent.backends.sms.console" in a profile."""
    return Console()


def _append(path: Path, **message: str) -> None:
    line = json.dumps({"at": datetime.now(UTC).isoformat(), **message}, ensure_ascii=False) + "\n"
    # One write in append mode: workers that send at the same time do not mix their lines.
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)
