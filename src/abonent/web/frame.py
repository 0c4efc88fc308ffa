"""What stands around every page: menu, facts, header and help. Made once a request, so that views need not know."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from abonent import profile

LOOKS = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page one can go to; `icon` is a name in components/icon.html."""

    url: str
    label: str
    icon: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few: a language, a look, an account. `value` is what the form sends."""

    value: str
    label: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """How a person reaches people, and who they are in law (`company`: name and address)."""

    phone: str
    email: str
    hours: str
    address: tuple[str, ...]
    company: tuple[str, ...]
    tax_id: str


@dataclass(frozen=True, slots=True)
class Eyes:
    """Through whose eyes somebody of the staff looks at the portal, and until when."""

    number: str
    label: str
    holder: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything around the page. Signed-out pages have the first five only.

    `account` is the number that every form sends along (`account_field`), `account_label` the same as people read it;
    `layout` is the template of a page for a person about themselves, customer or staff.
    """

    path: str
    languages: tuple[Choice, ...]
    looks: tuple[Choice, ...]
    look: str
    help: Help
    person_name: str = ""
    account: str = ""
    account_label: str = ""
    accounts: tuple[Choice, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    me: tuple[MenuItem, ...] = ()
    back: MenuItem | None = None
    facts: tuple[tuple[str, str], ...] = ()
    layout: str = "portal/base.html"
    eyes: Eyes | None = None


def in_every_page(request: HttpRequest) -> dict[str, Frame]:
    """Give templates `page`: the frame that the door made (`request.frame`), or that of a signed-out page."""
    made = getattr(request, "frame", None)
    return {"page": made() if made else outside(request)}


def outside(request: HttpRequest) -> Frame:
    """Frame a page for somebody who is not signed in."""
    look = chosen_look(request)
    return Frame(
        path=request.get_full_path(),
        languages=languages(),
        looks=looks(look),
        look=look,
        help=help_line(),
        eyes=eyes(request),
    )


def eyes(request: HttpRequest) -> Eyes | None:
    """Return through whose eyes the page is looked at (web.viewing), if it is."""
    viewing = getattr(request, "viewing", None)
    if viewing is None:
        return None
    number = viewing.account.number
    return Eyes(number, profile.current().account_number.shown(number), viewing.account.holder, viewing.until)


def chosen_look(request: HttpRequest) -> str:
    """The look this browser has chosen: "light", "dark", or "auto" as the device has it."""
    look = request.COOKIES.get(look_cookie(), "")
    return look if look in LOOKS else "auto"


def look_cookie() -> str:
    """The name of the cookie that keeps the look; __Host- wherever there is https."""
    return f"{settings.HOST}abonent-look"


def looks(chosen: str) -> tuple[Choice, ...]:
    """The looks to choose from."""
    return _looks(chosen, get_language())


@cache
def _looks(chosen: str, _language: str | None) -> tuple[Choice, ...]:
    labels = {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")}
    return tuple(Choice(look, labels[look], look == chosen) for look in LOOKS)


def languages() -> tuple[Choice, ...]:
    """The operator's languages, each called as its speakers call it."""
    return _languages(profile.current().languages, get_language())


@cache
def _languages(codes: tuple[str, ...], active: str | None) -> tuple[Choice, ...]:
    names = [str(get_language_info(code)["name_local"]) for code in codes]
    return tuple(
        Choice(code, name[:1].upper() + name[1:], code == active) for code, name in zip(codes, names, strict=True)
    )


def speaking() -> str:
    """The active language where the operator speaks it, or else the operator's first: its own words are in those only."""
    spoken, active = profile.current().languages, get_language() or ""
    return active if active in spoken else spoken[0]


def help_line() -> Help:
    """Whom to call and when, in the active language."""
    operator = profile.current()
    hours = operator.office_hours[speaking()]
    company = (operator.legal_name, *operator.address)
    return Help(operator.phone, operator.email, hours, operator.office_address, company, operator.tax_id)
