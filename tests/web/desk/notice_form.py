"""A notice as it is typed at the desk, and where it is written and changed."""

from abonent.news.models import Notice

WRITE = "/desk/news/new/"


def typed(**more: str) -> dict[str, str]:
    words = {f"title_{code}": f"Works on Monday ({code})" for code in ("pl", "uk", "en")}
    words |= {f"lead_{code}": f"There is no internet ({code})." for code in ("pl", "uk", "en")}
    words |= {f"text_{code}": f"From **one** to two ({code})." for code in ("pl", "uk", "en")}
    return {"kind": "WORKS", "since": "", "until": "", "slug": "", **words, **more}


def change(notice: Notice) -> str:
    return f"/desk/news/edit/{notice.slug}/"
