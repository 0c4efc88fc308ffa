"""Letters on paper at the desk: what waits for the printer, the files that were made of it, and when they were posted."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.journal.actions import record
from abonent.people.models import User
from abonent.post import actions, kinds, queries
from abonent.post import printing as files
from abonent.post.models import Printing
from abonent.web.addresses import address
from abonent.web.desk.money_tabs import tabs
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Column, Table, Tag
from abonent.web.door.forms import status
from abonent.web.engine import render_block
from abonent.web.files import made_here

PAUSE = 2
"""Seconds until a page that watches a file in the making asks again."""
USUAL = timedelta(minutes=15)
"""A thousand bills are drawn in less; what takes longer may have been given up."""


def state_of(made: Printing) -> Tag:
    """Say how far a print file is; its letters are one of these with it."""
    if made.posted_on:
        return Tag("ok", pgettext_lazy("letters", "posted"))
    return Tag("info", _("to be posted")) if files.is_there(made.pk) else Tag("warn", _("no file yet"))


PRINTINGS = Table(
    caption=_("Print files"),
    columns=(
        Column("made", pgettext_lazy("file", "Made"), lambda row: row.made_at, "moment", sort=("made_at",)),
        Column("letters", _("Letters"), lambda row: row.letters, "number"),
        Column("state", pgettext_lazy("letter", "State"), state_of, "tag"),
        Column("posted", _("Posted on"), lambda row: row.posted_on, "day"),
    ),
    leads_to=lambda row: address("desk_printing", printing=row.pk),
    sort="-made",
    empty=(_("No print file yet"), _("Each file stands here once it was made; it can be downloaded again.")),
)
"""A few a month."""


class PostedForm(forms.Form):
    """The day on which the letters were posted."""

    on = forms.DateField(
        input_formats=["%Y-%m-%d"],
        error_messages={"required": _("Please choose the day."), "invalid": _("This is not a date.")},
    )


@staff_page(act="bills.print")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_print(request: StaffRequest) -> HttpResponse:
    """Show how many letters wait for the printer; with POST put them into one file, which a job makes."""
    if request.method == "POST":
        return _made(request)
    context: dict[str, Any] = {
        "waiting": queries.paper_waiting(),
        "newest": queries.newest_printing(),
        "most": actions.A_FILE,
    }
    context |= {"tabs": tabs(request, "print"), "done": request.GET.get("done", "")}
    return PRINTINGS.page(request, "desk/print.html", queries.printings(), **context)


@staff_page(act="bills.print")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_printing(request: StaffRequest, printing: int) -> HttpResponse:
    """Show a print file, in the making or made; with POST make it again where it is gone."""
    found = get_object_or_404(queries.printings(), pk=printing)
    if request.method == "POST":
        actions.make_again(found)
        return redirect("desk_printing", printing=found.pk)
    if "HX-Request" in request.headers:
        answer = render_block(request, "desk/printing.html", "live", _context(request, found))
    else:
        answer = render(request, "desk/printing.html", _context(request, found))
    patch_vary_headers(answer, ("HX-Request",))
    return answer


@staff_page(act="bills.print")
@require_safe
def desk_print_file(request: StaffRequest, printing: int) -> HttpResponse:
    """Give the file to be printed; that it was taken is written down."""
    found = get_object_or_404(queries.printings(), pk=printing)
    content = _content(found.pk)
    if content is None:
        return redirect("desk_printing", printing=found.pk)
    record("printing.taken", at=request.at, by=request.user.pk, subject=f"printing:{found.pk}", via="desk")
    return made_here(content, name=f"letters-{profile.today(found.made_at)}-{found.pk}.pdf")


@staff_page(act="bills.print")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_print_posted(request: StaffRequest, printing: int) -> HttpResponse:
    """Ask for the day on which the letters were posted, let it be checked, and write it down."""
    found = get_object_or_404(queries.printings(), pk=printing)
    if found.posted_on:
        return redirect(f"{address('desk_printing', printing=found.pk)}?done=before")
    form = PostedForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and "confirm" in request.POST and (there := _posted(request, found, form)):
        return there
    checked = form.is_valid() and _may_be_posted(request, found, form) and "edit" not in request.POST
    page = "desk/check_posted.html" if checked else "desk/print_posted.html"
    context = {
        "tabs": tabs(request, "print"),
        "printing": found,
        "form": form,
        "on": form["on"].value() or profile.today(request.at).isoformat(),
    }
    context |= {"day": form.cleaned_data["on"] if checked else None}
    return render(request, page, context, status=200 if checked or "edit" in request.POST else status(form))


def _made(request: StaffRequest) -> HttpResponse:
    said = request.POST.get("newest", "")
    seen = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0  # noqa: PLR2004 - a number of ours
    try:
        made = actions.print_waiting(seen=seen, at=request.at, by=request.user.pk)
    except actions.MadeMeanwhile as meanwhile:
        return redirect(f"{address('desk_printing', printing=meanwhile.printing.pk)}?done=meanwhile")
    except actions.NothingToPrint:
        return redirect(f"{address('desk_print')}?done=nothing")
    return redirect("desk_printing", printing=made.pk)


def _posted(request: StaffRequest, found: Printing, form: PostedForm) -> HttpResponse | None:
    done = "posted"
    try:
        actions.mark_posted(found, on=form.cleaned_data["on"], at=request.at, by=request.user.pk)
    except actions.AlreadyPosted:
        done = "before"
    except actions.NotThatDay:
        return None  # said by the check
    except actions.NotMade:
        done = ""
    return redirect(f"{address('desk_printing', printing=found.pk)}?done={done}")


def _may_be_posted(request: StaffRequest, found: Printing, form: PostedForm) -> bool:
    if profile.today(found.made_at) <= form.cleaned_data["on"] <= profile.today(request.at):
        return True
    form.add_error("on", say("The day cannot be one to come, nor before the file was made."))
    return False


def _context(request: StaffRequest, found: Printing) -> dict[str, Any]:
    there = files.is_there(found.pk)
    people = dict(User.objects.filter(pk__in=[found.made_by_id, found.posted_by_id]).values_list("pk", "name"))
    return {
        "tabs": tabs(request, "print"),
        "printing": found,
        "state": state_of(found),
        "there": there,
        "drawn": 0 if there else files.drawn(found.pk),
        "kinds": [(kinds.name(template), count) for template, count in queries.kinds_in(found.pk)],
        "made_by": people.get(found.made_by_id or 0, ""),
        "posted_by": people.get(found.posted_by_id or 0, ""),
        "gone": not there and bool(found.posted_on),
        "late": not there and not found.posted_on and request.at - found.made_at > USUAL,
        "pause": 0 if there or found.posted_on else PAUSE,
        "mark": f"{request.at:%H%M%S%f}",
        "done": request.GET.get("done", ""),
    }


def _content(pk: int) -> bytes | None:
    try:
        return files.content(pk)
    except FileNotFoundError:
        return None
