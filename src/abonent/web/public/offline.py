"""The one page that a browser keeps for when there is no internet. It is the same for everybody and knows nobody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.web.frame import Frame, help_line, languages
from abonent.web.page import open_page


@open_page()
@require_safe
def offline(_: HttpRequest, language: str) -> HttpResponse:
    """Show what still works without the internet."""
    if language not in profile.current().languages:
        raise Http404
    return HttpResponse(offline_page(language), headers={"Content-Language": language})


def offline_page(language: str) -> str:
    """Write the page, from the profile alone: no request, so no person, no look and no form in it."""
    with translation.override(language):
        frame = Frame(path="", languages=languages(), looks=(), look="auto", help=help_line())
        return render_to_string("public/offline.html", {"page": frame})
