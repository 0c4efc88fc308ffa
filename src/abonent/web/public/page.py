"""How a page that everybody can read is made: in the language of its address, and kept by browsers only as long as it is true."""

import hashlib
import re
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from abonent import profile
from abonent.web.page import OpenRequest, View, open_page
from abonent.web.public.around import outdoors

OK = 200
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
"""The proof that a form carries: masked anew in every answer, so it says nothing about what has changed."""
ASK_AGAIN = "private, no-cache"
FOR_MINUTES = "public, max-age=600"


def public_page(view: View) -> View:
    """Open a page to everybody. Its address names the language; one that the operator does not speak is no address."""

    @open_page()
    @wraps(view)
    def page(request: OpenRequest, language: str, **parts: Any) -> HttpResponse:
        if language not in profile.current().languages:
            raise Http404
        request.frame = lambda: outdoors(request)
        return _kept(request, view(request, **parts))

    return page


def for_everybody(request: OpenRequest, content: str, kind: str) -> HttpResponse:
    """Answer with a file that is the same whoever asks: a feed, a map of the pages."""
    answer = HttpResponse(content, content_type=f"{kind}; charset=utf-8", headers={"Cache-Control": FOR_MINUTES})
    return _unless_known(request, answer, answer.content)


def _kept(request: OpenRequest, answer: HttpResponse) -> HttpResponse:
    """Let the browser of a stranger keep a page, and ask each time whether it still holds.

    What somebody sees who is signed in is kept by nobody, and so is what answers a form.
    """
    if answer.status_code != OK or answer.has_header("Cache-Control") or request.method not in {"GET", "HEAD"}:
        return answer
    if request.user.is_authenticated:
        return answer
    answer.headers["Cache-Control"] = ASK_AGAIN
    patch_vary_headers(answer, ("Cookie",))
    # The forms of a page that was kept have to work: it holds no longer than the secret behind their proof.
    secret = str(request.META.get("CSRF_COOKIE", "")).encode()
    return _unless_known(request, answer, TOKEN.sub(b"", answer.content) + secret)


def _unless_known(request: OpenRequest, answer: HttpResponse, what: bytes) -> HttpResponse:
    """Answer 304 when the browser has this already (RFC 9110, 13.1.2)."""
    etag = f'W/"{hashlib.sha256(what).hexdigest()[:32]}"'
    answer.headers["ETag"] = etag
    known = get_conditional_response(request, etag=etag, response=answer)
    return known if isinstance(known, HttpResponse) else answer
