"""For programs that look for pages: what they may visit, and a map of everything that is there."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.news import queries
from abonent.web.addresses import address
from abonent.web.page import OpenRequest, open_page
from abonent.web.public.around import absolute
from abonent.web.public.page import for_everybody

PAGES = ("start", "news", "tariffs", "help", "contact", "accessibility", "privacy")
NOTICES = 1000
"""So many of the newest; a map may name 50 000 addresses (sitemaps.org), each is there once for every language."""
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


@open_page()
@require_safe
def robots(request: OpenRequest) -> HttpResponse:
    """Let programs in (RFC 9309): pages that are not for them say so themselves. A demonstration is for none of them."""
    rule = "Disallow: /" if settings.DEMO else "Allow: /"
    content = f"User-agent: *\n{rule}\nSitemap: {absolute(address('sitemap'))}\n"
    return for_everybody(request, content, "text/plain")


@open_page()
@require_safe
def sitemap(request: OpenRequest) -> HttpResponse:
    """Name every public page and notice, in each language, with the same page in the others."""
    return for_everybody(request, HEAD + "".join(_pages(request.at)) + "</urlset>\n", "application/xml")


def _pages(at: datetime) -> Iterator[str]:
    for name in PAGES:
        yield from _in_all({each: address(name, language=each) for each in profile.current().languages})
    for slug, changed in queries.begun(at).values_list("slug", "changed_at")[:NOTICES]:
        addresses = {each: address("notice", language=each, notice=slug) for each in profile.current().languages}
        yield from _in_all(addresses, changed)


def _in_all(addresses: dict[str, str], changed: datetime | None = None) -> Iterator[str]:
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(absolute(there))}"/>'
        for language, there in addresses.items()
    )
    when = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    for there in addresses.values():
        yield f"<url><loc>{escape(absolute(there))}</loc>{when}{others}</url>\n"
