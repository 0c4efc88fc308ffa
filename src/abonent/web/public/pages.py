"""The first page, and the pages that are texts: help, contact, accessibility, privacy."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.news import queries as news
from abonent.web import doors
from abonent.web.addresses import address_if_there
from abonent.web.frame import speaking
from abonent.web.page import OpenRequest, open_page, person_itself
from abonent.web.public import markdown
from abonent.web.public.news import told
from abonent.web.public.page import public_page
from abonent.web.public.tariffs import cheapest

LATEST, MOST = 3, 20
"""So much of the news stands on the first page, and so much altogether: trouble comes first."""


@open_page()
@require_safe
def home(request: OpenRequest) -> HttpResponse:
    """Lead customers to their overview, the staff to the desk, and everybody else to the first page in the language they understand best."""
    if request.user.is_authenticated:
        return redirect(doors.first_page(person_itself(request)))
    return redirect("start", language=translation.get_language_from_request(request))


@public_page
@require_safe
def start(request: OpenRequest) -> HttpResponse:
    """Show what people come for, and what everybody should know today."""
    found = list(news.foremost(request.at)[:MOST])
    trouble = [told(notice, request) for notice in found if notice.kind in news.TROUBLE]
    calm = [told(notice, request) for notice in found if notice.kind not in news.TROUBLE]
    public = profile.current().panel.public
    context = {
        "slogan": public.slogan[speaking()],
        "trouble": trouble,
        "news": calm[:LATEST],
        "cheapest": cheapest(profile.today(request.at)),
        "pay": _pay(),
    }
    return render(request, "public/start.html", context)


@public_page
@require_safe
def help_page(request: OpenRequest) -> HttpResponse:
    """Answer the questions that are asked most."""
    subjects = markdown.questions(profile.current().panel.public.help[speaking()])
    return render(request, "public/help.html", {"subjects": subjects})


@public_page
@require_safe
def contact(request: OpenRequest) -> HttpResponse:
    """Say where people are reached, by what means, and who they are in law."""
    operator = profile.current()
    context = {"channels": operator.panel.public.channels, "bank": operator.bank, "pay": _pay()}
    return render(request, "public/contact.html", context)


@public_page
@require_safe
def accessibility(request: OpenRequest) -> HttpResponse:
    """Say who can use these pages and how, what is known not to work, and where to complain."""
    public = profile.current().panel.public
    text = markdown.page(public.accessibility[speaking()])
    return render(request, "public/text.html", {"text": text, "reviewed_on": public.reviewed_on})


@public_page
@require_safe
def privacy(request: OpenRequest) -> HttpResponse:
    """Say what is kept about people, why, for how long, and what they may ask for."""
    text = markdown.page(profile.current().panel.public.privacy[speaking()])
    return render(request, "public/text.html", {"text": text, "reviewed_on": None})


def _pay() -> str:
    """Return where one pays without signing in; nothing where the operator does not want that."""
    offered = profile.current().panel.public.pay
    return address_if_there("public_pay", language=speaking()) if offered else ""
