"""The desk's pages about lines as tests read them: the list, one line, any page as plain text."""

import re

from django.test import Client

from abonent.modules.internet.models import Line

MAC = "0200c0ffee01"


def listed(client: Client, asked: str = "") -> list[str]:
    page = client.get(f"/desk/network/{asked}").content.decode()
    return re.findall(r'<th scope="row"><a href="/desk/network/lines/\d+/">(\d+)</a>', page)


def read(client: Client, path: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).content.decode().partition("<main")[2]).split())


def path_of(line: Line, more: str = "") -> str:
    return f"/desk/network/lines/{line.pk}/{more}"
