"""What stands around a page that everybody can read: the menu, the same page in other languages, the way to the panel."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as say

from abonent.web.addresses import address
from abonent.web.frame import Frame, MenuItem, chosen_look, help_line, languages, looks

MENU: tuple[tuple[str, Promise, str], ...] = (
    ("news", say("News"), "news"),
    ("tariffs", say("Price list"), "price"),
    ("help", say("Help"), "help"),
    ("contact", say("Contact"), "phone"),
)
KEPT = ("show", "page")
"""What of a question (`?page=2`) belongs to the address of a page."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same page in a language, as its speakers call it."""

    language: str
    name: str
    address: str
    absolute: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdoors(Frame):
    """The frame of a public page. `canonical` is its full address; `panel` leads to the sign-in, or inside."""

    canonical: str
    elsewhere: tuple[Elsewhere, ...]
    panel: MenuItem


def outdoors(request: HttpRequest) -> Outdoors:
    """Frame a public page, for strangers and for those who are signed in."""
    look, here, language = chosen_look(request), _here(request), request.LANGUAGE_CODE
    items = ((address(name, language=language), label, icon) for name, label, icon in MENU)
    return Outdoors(
        path=request.get_full_path(),
        languages=languages(),
        looks=looks(look),
        look=look,
        help=help_line(),
        menu=tuple(MenuItem(to, str(label), icon, request.path.startswith(to)) for to, label, icon in items),
        canonical=absolute(here),
        elsewhere=tuple(_in(each.value, each.label, here) for each in languages()),
        panel=_panel(request),
    )


def absolute(path: str) -> str:
    """Return the full address of a page of ours."""
    return settings.ABONENT_URL.rstrip("/") + path


def _here(request: HttpRequest) -> str:
    asked = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def _in(language: str, name: str, here: str) -> Elsewhere:
    there = f"/{language}{here[3:]}"
    return Elsewhere(language, name, there, absolute(there), there == here)


def _panel(request: HttpRequest) -> MenuItem:
    if request.user.is_authenticated and request.user.is_staff:
        return MenuItem(address("desk"), str(say("The desk")), "overview")
    if request.user.is_authenticated:
        return MenuItem(address(settings.LOGIN_REDIRECT_URL), str(say("My panel")), "overview")
    return MenuItem(address(settings.LOGIN_URL), str(say("Sign in")), "key")
