"""What is told to everybody: the list, one notice, and the same as a feed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.http import require_safe
from markupsafe import Markup

from abonent import profile
from abonent.language import written
from abonent.news import queries
from abonent.news.models import Notice
from abonent.news.places import in_words, of_kept
from abonent.web.addresses import address
from abonent.web.frame import speaking
from abonent.web.jinja import local
from abonent.web.page import OpenRequest
from abonent.web.portal.money import last_page, page_number
from abonent.web.public.around import absolute
from abonent.web.public.markdown import html
from abonent.web.public.page import for_everybody, public_page

A_PAGE = 20
EARLIER = "earlier"
KINDS: dict[str, tuple[str, Promise, Promise]] = {
    Notice.Kind.OUTAGE: ("bad", say("outage"), say("Outages")),
    Notice.Kind.WORKS: ("warn", say("planned works"), say("Planned works")),
    Notice.Kind.OFFER: ("ok", say("offer"), say("Offers")),
    Notice.Kind.NEWS: ("info", say("news"), say("News")),
}
"""Of each kind of notice: the colour of its tag, the tag, and what several are called."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as a page shows it. `until` is None while no end is known; `over` when it holds no more.

    `where` and `when` are of what it tells of, in words; empty where it concerns everybody, or no time is known.
    """

    slug: str
    title: str
    lead: str
    text: str
    since: datetime
    until: datetime | None
    over: bool
    kind: str
    tag: tuple[str, str]
    where: str
    when: str

    @property
    def html(self) -> Markup:
        """The text, formatted."""
        return html(self.text)


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to see fewer."""

    label: str
    address: str
    current: bool


def told(notice: Notice, request: OpenRequest) -> Told:
    """Return a notice in the language of the page."""
    return telling(notice, language=str(request.LANGUAGE_CODE), at=request.at)


def telling(notice: Notice, *, language: str, at: datetime) -> Told:
    """Return a notice in a language, as it is at an instant; the tag is in the language of the page."""
    colour, tag, _several = KINDS[notice.kind]
    until = notice.shown.upper
    return Told(
        slug=notice.slug,
        title=_in(notice.title, language),
        lead=_in(notice.lead, language),
        text=_in(notice.text, language),
        since=notice.shown.lower,
        until=until,
        over=until is not None and until <= at,
        kind=notice.kind,
        tag=(colour, str(tag)),
        where=in_words(of_kept(notice.places)),
        when=when(notice.happens),
    )


def when(happens: DateTimeTZRange | None) -> str:
    """Write from when until when something is; "" where nothing is known of it."""
    words = written(speaking())
    since, until = (happens.lower, happens.upper) if happens else (None, None)
    if since and until:
        ends = words.clock if local(since).date() == local(until).date() else words.moment
        return f"{words.moment(local(since))} – {ends(local(until))}"
    if since:
        return _("from %(moment)s") % {"moment": words.moment(local(since))}
    return _("until %(moment)s") % {"moment": words.moment(local(until))} if until else ""


@public_page
@require_safe
def news(request: OpenRequest) -> HttpResponse:
    """Show a page of what is told now, of one kind if asked, or of what was told earlier."""
    wanted, number = request.GET.get("show", ""), page_number(request)
    found = _wanted(wanted, request.at)
    last = last_page(found.count(), A_PAGE)
    if not 1 <= number <= last:
        raise Http404
    here = address("news", language=request.LANGUAGE_CODE)
    filters = list(_filters(here, wanted))
    context = {
        "title": next(each.label for each in filters if each.current) if wanted else _("News"),
        "news": [told(notice, request) for notice in found[(number - 1) * A_PAGE : number * A_PAGE]],
        "filters": filters,
        "number": number,
        "last": last,
        "here": next(each.address for each in filters if each.current),
    }
    return render(request, "public/news.html", context)


@public_page
@require_safe
def notice(request: OpenRequest, notice: str) -> HttpResponse:
    """Show one notice; one that holds no more says so."""
    found = queries.notice(notice, at=request.at)
    if found is None:
        raise Http404
    return render(request, "public/notice.html", {"notice": told(found, request)})


@public_page
@require_safe
def news_feed(request: OpenRequest) -> HttpResponse:
    """Give the latest notices as RSS 2.0, for programs that look for them."""
    language = request.LANGUAGE_CODE
    feed = Rss201rev2Feed(
        title=_("News of %(operator)s") % {"operator": profile.current().name},
        link=absolute(address("news", language=language)),
        description=_("What is new, what is planned, what does not work."),
        language=language,
        feed_url=absolute(address("news_feed", language=language)),
    )
    for each in queries.begun(request.at)[:A_PAGE]:
        feed.add_item(**_item(told(each, request), language))
    return for_everybody(request, feed.writeString("utf-8"), "application/rss+xml")


def _item(notice: Told, language: str) -> dict[str, Any]:
    link = absolute(address("notice", language=language, notice=notice.slug))
    return {
        "title": notice.title,
        "link": link,
        "description": f"{notice.lead} ({notice.where})" if notice.where else notice.lead,
        "unique_id": link,
        "unique_id_is_permalink": True,
        "pubdate": notice.since,
        "categories": [notice.tag[1]],
    }


def _wanted(wanted: str, at: datetime) -> QuerySet[Notice]:
    """Return the notices that are asked for. Raises Http404 for a kind that there is not."""
    if wanted == EARLIER:
        return queries.earlier(at)
    if wanted and wanted.upper() not in KINDS:
        raise Http404
    return queries.shown(at, kind=wanted.upper())


def _filters(here: str, wanted: str) -> Iterator[Filter]:
    yield Filter(_("All that holds now"), here, not wanted)
    for kind, (_colour, _tag, several) in KINDS.items():
        yield Filter(str(several), f"{here}?show={kind.lower()}", wanted == kind.lower())
    yield Filter(_("Earlier news"), f"{here}?show={EARLIER}", wanted == EARLIER)


def _in(words: dict[str, str], language: str) -> str:
    """Return what is said in a language; one that the operator took up later may be missing."""
    return words.get(language) or next(iter(words.values()), "")
