"""What happens around every page: its language, that nobody keeps a copy, and the truth when we cannot answer."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_vary_headers

from abonent import profile
from abonent.audit import acting as audit
from abonent.audit.acting import Actor
from abonent.web import trouble as pages
from abonent.web.session import Answer
from abonent.web.viewing import READING


class trouble:  # noqa: N801 - named in settings beside its sisters
    """Answer 503 where a page could not be made because the database is gone or the disk is full.

    What fails before a page is reached comes to `web.trouble.broken`, which does the same.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return pages.unavailable(request, exception) if pages.passes(exception) else None


def language(get_response: Answer) -> Answer:
    """Speak the language that the address names, or else the person has chosen, or the browser asks for, or the operator's first."""

    def answer(request: HttpRequest) -> HttpResponse:
        code = chosen_language(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        if not named_language(request):
            patch_vary_headers(response, ("Accept-Language",))
        return response

    return answer


def chosen_language(request: HttpRequest) -> str:
    """Return the code of the language in which to answer."""
    if named := named_language(request):
        return named
    person = request.user
    if person.is_authenticated and person.language in profile.current().languages:
        return person.language
    return translation.get_language_from_request(request)


def named_language(request: HttpRequest) -> str:
    """Return the language that begins the address of a public page; "" where none does."""
    code, slash = request.path_info[1:3], request.path_info[3:4]
    return code if slash == "/" and code in profile.current().languages else ""


def methods(get_response: Answer) -> Answer:
    """Say in words what Django's `require_safe` and its sisters say with an empty page."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return pages.wrong_method(request, response["Allow"])
        return response

    return answer


class closed:  # noqa: N801 - named in settings beside its sisters
    """Answer 404 for the pages of a module that the profile does not list, as if it were not there."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, _request: HttpRequest, view: Any, *_: Any) -> None:
        if not profile.is_open(view.__module__):
            raise Http404


def acting(get_response: Answer) -> Answer:
    """Let the audit know who changes what, and on which page; of an address nothing is kept but the page's name."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            return get_response(request)
        with audit.acting(lambda: Actor(request.user.pk, str(getattr(request.resolver_match, "url_name", "")))):
            return get_response(request)

    return answer


def private(get_response: Answer) -> Answer:
    """Let no cache keep a page (OWASP ASVS 5.0, 14.3.2), unless its view says what may be kept."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return answer
