"""What a page of the desk says, and what its forms send along."""

import re
from typing import Any


def text(page: Any) -> str:
    """Return a page with its marks, as one line."""
    return " ".join(page.content.decode().split())


def hidden(page: Any) -> dict[str, Any]:
    """Return the fields that a check page sends along."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.content.decode())
    sent: dict[str, Any] = {}
    for name, value in found:
        if name != "csrfmiddlewaretoken":
            sent.setdefault(name, []).append(value)
    return sent


def said(page: Any) -> str:
    """Return what a page says, as one line."""
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())
