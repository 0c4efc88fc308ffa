"""The operator's colours and logo, served under names that change with their content, so browsers keep them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from abonent import profile
from abonent.profile.theme import theme_css, theme_name
from abonent.web.addresses import address

FOR_EVER = "public, max-age=31536000, immutable"


def theme(_: HttpRequest, name: str) -> HttpResponse:
    """The style sheet made from the brand colour."""
    return _kept(name, "text/css; charset=utf-8", *_theme(profile.current().brand.colour))


def logo(_: HttpRequest, name: str) -> HttpResponse:
    """The operator's logo, for pages and for the browser's tab."""
    return _kept(name, "image/svg+xml", *_logo(profile.current().brand.logo))


def theme_url() -> str:
    """Where the theme of the present operator is."""
    return address("theme", name=_theme(profile.current().brand.colour)[0])


def logo_url() -> str:
    """Where the logo of the present operator is."""
    return address("logo", name=_logo(profile.current().brand.logo)[0])


def _kept(asked: str, kind: str, name: str, content: str) -> HttpResponse:
    if asked != name:
        raise Http404
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": FOR_EVER})


@cache
def _theme(colour: str) -> tuple[str, str]:
    css = theme_css(colour)
    return theme_name(css).removeprefix("theme-").removesuffix(".css"), css


@cache
def _logo(file: Path) -> tuple[str, str]:
    svg = file.read_text(encoding="utf-8")
    return hashlib.sha256(svg.encode()).hexdigest()[:12], svg


urlpatterns = [
    path("theme-<slug:name>.css", theme, name="theme"),
    path("logo-<slug:name>.svg", logo, name="logo"),
]
