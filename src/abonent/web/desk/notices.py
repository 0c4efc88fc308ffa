"""What is told to everybody, at the desk: what is shown now, planned and over; written, checked in each language, published."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.journal import queries as journal
from abonent.journal.models import Event
from abonent.news import actions, queries
from abonent.news.drafts import Draft
from abonent.news.models import Notice
from abonent.news.places import kept
from abonent.people.models import User
from abonent.web.addresses import address, address_if_there
from abonent.web.desk.notice_form import NoticeForm, name_of
from abonent.web.desk.notice_places import is_looking, letter_choices, look, reach, with_places
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.door.forms import status
from abonent.web.frame import speaking
from abonent.web.public.news import KINDS, Told, telling, when

MOST = 50
"""So many of each group are listed; those that are over longer are on the public pages."""
FORGOTTEN = 10
SAID = ("kind", "title", "lead", "text")
DONE = ("published", "changed", "taken_down")


@dataclass(frozen=True, slots=True)
class Row:
    """A notice in the list. `public` is where everybody reads it, as long as anybody can; `letters`: they were asked for."""

    told: Told
    change: str
    take_down: str
    public: str
    told_at: datetime | None
    letters: bool


@staff_page(act="news.publish")
@require_safe
def desk_news(request: StaffRequest) -> HttpResponse:
    """List what is shown, what will be, what was, and what was taken down."""
    at, done = request.at, request.GET.get("done", "")
    context = {
        "groups": (
            ("now", _("Shown now"), _rows(queries.shown(at)[:MOST], request)),
            ("planned", _("Planned"), _rows(queries.planned(at)[:MOST], request)),
            ("over", _("Over"), _rows(queries.earlier(at)[:MOST], request)),
        ),
        "taken_down": list(queries.taken_down()[:FORGOTTEN]),
        "language": speaking(),
        "done": done if done in DONE else "",
        "about": _about(request),
    }
    return render(request, "desk/news.html", context)


@staff_page(act="news.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_write_notice(request: StaffRequest) -> HttpResponse:
    """Take a notice in a form, show it as it will be read in each language, and with another press publish it."""
    return _write(request, None)


@staff_page(act="news.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_change_notice(request: StaffRequest, notice: str) -> HttpResponse:
    """Do the same with a notice that is there already."""
    return _write(request, _found(notice))


@staff_page(act="news.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_take_down(request: StaffRequest, notice: str) -> HttpResponse:
    """Say what taking it down means, and with a press do it."""
    found = _found(notice)
    if request.method == "POST":
        actions.take_down(found, at=request.at, by=request.user, via="desk")
        return _done("taken_down", found)
    if found.shown.isempty:
        return redirect("desk_news")
    told = telling(found, language=speaking(), at=request.at)
    return render(request, "desk/take_down.html", {"notice": told})


def _found(slug: str) -> Notice:
    found = queries.any_notice(slug)
    if found is None:
        raise Http404
    return found


def _write(request: StaffRequest, notice: Notice | None) -> HttpResponse:
    posted = request.method == "POST"
    if posted and is_looking(request.POST):
        typed = with_places(request.POST)
        return _form(request, NoticeForm(None, notice=notice, at=request.at, typed=typed))
    form = NoticeForm(request.POST if posted else None, notice=notice, at=request.at)
    if not form.is_valid() or "edit" in request.POST:
        return _form(request, form)
    if "confirm" in request.POST:
        return _publish(request, form)
    if not notice and queries.any_notice(form.cleaned_data["slug"]):
        form.add_error("slug", _("Another notice has this address already."))
        return _form(request, form)
    return render(request, "desk/notice_check.html", _check(request, form))


def _publish(request: StaffRequest, form: NoticeForm) -> HttpResponse:
    draft, at, by = form.draft(), request.at, request.user
    try:
        if form.notice is None:
            return _done("published", actions.publish(draft, at=at, by=by, via="desk"))
        return _done("changed", actions.change(form.notice, draft, at=at, by=by, seen=_seen(form), via="desk"))
    except actions.SlugTaken:
        form.add_error("slug", _("Another notice has this address already."))
        return _form(request, form)
    except actions.ChangedMeanwhile as told:
        if _is_sent_twice(request, told.notice, draft):
            return _done("changed", told.notice)
        return _form(request, form, meanwhile=told.notice)


def _is_sent_twice(request: StaffRequest, there: Notice, draft: Draft) -> bool:
    """Say whether this very form has changed the notice already."""
    last, asked = _last_change(there), _as_notice(draft)
    same = all(getattr(there, name) == getattr(asked, name) for name in (*SAID, "shown", "places", "happens"))
    return same and last is not None and last.by_id == request.user.pk


def _last_change(notice: Notice) -> Event | None:
    """Return how a notice became what it is; that its letters left has changed nothing."""
    latest = journal.latest_about(f"notice:{notice.pk}", most=FORGOTTEN)
    return next((event for event in latest if event.kind != "notice.sent"), None)


def _seen(form: NoticeForm) -> datetime:
    """Return when what was looked at had been changed; what cannot be read was looked at never."""
    try:
        return datetime.fromisoformat(form.cleaned_data["seen"])
    except ValueError:
        return datetime.fromtimestamp(0, profile.current().zone)


def _form(request: StaffRequest, form: NoticeForm, *, meanwhile: Notice | None = None) -> HttpResponse:
    """Show the form. Where somebody was faster, what stands there now is shown beside, and the next press knows of it."""
    seen = meanwhile.changed_at.isoformat() if meanwhile else form["seen"].value()
    context = {
        "form": form,
        "kinds": [(kind, tag) for kind, (_colour, tag, _several) in KINDS.items()],
        "seen": seen or "",
        "meanwhile": _meanwhile(meanwhile, request) if meanwhile else None,
        "public": address("news", language=speaking()),
        "looked": look(request.POST, at=request.at),
        "letters": letter_choices(form.notice),
    }
    return render(request, "desk/notice.html", context, status=409 if meanwhile else status(form))


def _meanwhile(notice: Notice, request: StaffRequest) -> dict[str, Any]:
    event = _last_change(notice)
    who = User.objects.filter(pk=event.by_id).values_list("name", flat=True).first() if event and event.by_id else ""
    gone = notice.shown.isempty
    return {
        "who": who or _("the office"),
        "at": notice.changed_at,
        "gone": gone,
        "told": [] if gone else _in_all_languages(notice, request),
    }


def _check(request: StaffRequest, form: NoticeForm) -> dict[str, Any]:
    draft = form.draft()
    return {
        "typed": form.typed,
        "draft": draft,
        "notice": form.notice,
        "told": _in_all_languages(_as_notice(draft), request),
        "at_once": draft.since <= request.at,
        "over": draft.until is not None and draft.until <= request.at,
        "tag": KINDS[draft.kind][:2],
        "when": when(_happens(draft)),
        "reach": reach(draft, at=request.at),
    }


def _as_notice(draft: Draft) -> Notice:
    """Return a notice that is only looked at."""
    shown = DateTimeTZRange(draft.since, draft.until)
    words = {"title": dict(draft.title), "lead": dict(draft.lead), "text": dict(draft.text)}
    where = {"places": kept(draft.places), "happens": _happens(draft)}
    return Notice(slug=draft.slug, kind=draft.kind, shown=shown, **words, **where)


def _happens(draft: Draft) -> DateTimeTZRange | None:
    return DateTimeTZRange(*draft.happens) if any(draft.happens) else None


def _in_all_languages(notice: Notice, request: StaffRequest) -> list[tuple[str, str, Told]]:
    codes = profile.current().languages
    return [(code, name_of(code), telling(notice, language=code, at=request.at)) for code in codes]


def _rows(found: Any, request: StaffRequest) -> list[Row]:
    return [_row(each, request) for each in found]


def _row(notice: Notice, request: StaffRequest) -> Row:
    told, language = telling(notice, language=speaking(), at=request.at), speaking()
    begun = told.since <= request.at
    return Row(
        told=told,
        change=address("desk_change_notice", notice=notice.slug),
        take_down=address("desk_take_down", notice=notice.slug),
        public=address_if_there("notice", language=language, notice=notice.slug) if begun else "",
        told_at=notice.told_at,
        letters=notice.edition > 0,
    )


def _about(request: StaffRequest) -> Row | None:
    """Return the notice that something was just done with."""
    found = queries.any_notice(request.GET.get("notice", "").replace("\0", ""))
    return None if found is None or found.shown.isempty else _row(found, request)


def _done(word: str, notice: Notice) -> HttpResponse:
    return redirect(f"{address('desk_news')}?done={word}&notice={notice.slug}")
