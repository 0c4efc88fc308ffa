"""What stands around a page of the desk: its menu, the search box, who is working and as what."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as say

from abonent import profile
from abonent.people import queries as people
from abonent.people.models import User
from abonent.web.addresses import address, address_if_there
from abonent.web.frame import Frame, MenuItem, chosen_look, eyes, help_line, languages, looks, speaking
from abonent.web.module import DeskEntry, modules

MENU: tuple[DeskEntry, ...] = (
    ("desk", say("Today"), "overview", "desk.see", "t"),
    ("desk_customers", say("Customers"), "people", "customers.list", "c"),
    ("desk_changes", say("Changes"), "change", "changes.decide", "w"),
    ("desk_bills", say("Bills"), "bills", "money.see", "b"),
    ("desk_money", say("Money"), "payments", "money.see", "m"),
    ("desk_mail", say("Mail"), "mail", "mail.see", "p"),
    ("desk_news", say("News"), "news", "news.publish", "n"),
)
LAST: tuple[DeskEntry, ...] = (
    ("desk_staff", say("Staff"), "security", "staff.see", "s"),
    ("desk_audit", say("Audit"), "data", "audit.see", "a"),
    ("desk_system:index", say("System"), "services", "system.see", "y"),
)


@dataclass(frozen=True, slots=True)
class DeskItem(MenuItem):
    """A page of the desk; `key` leads there when it is pressed after "g"."""

    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFrame(Frame):
    """The frame of the desk. `role` is the person's as people read it, `asked` what stands in the search box.

    `find` and `keys` are the addresses of the search and of the list of keys, `keys_on` says whether keys do anything in
    this browser; `one_step`: staff needs no second step here.
    """

    role: str
    asked: str = ""
    find: str = ""
    keys: str = ""
    keys_on: bool = True
    one_step: bool = False
    layout: str = "desk/base.html"
    acts: frozenset[str] = frozenset()

    def may(self, act: str) -> bool:
        """Say whether this person may do an act of the desk: for what a template shows."""
        return act in self.acts


def at_the_desk(request: HttpRequest, user: User, *, locked: bool = False) -> DeskFrame:
    """Frame a page for somebody of the staff; `locked` for whoever has to set a second step up first, and gets no further."""
    look = chosen_look(request)
    menu = () if locked else tuple(_menu(request.path, user))
    return DeskFrame(
        path=request.get_full_path(),
        languages=languages(),
        looks=looks(look),
        look=look,
        help=help_line(),
        person_name=user.name,
        menu=menu,
        role=profile.current().desk.roles[user.staff_role][speaking()],
        asked=request.GET.get("q", "")[:200],
        find="" if locked else address_if_there("desk_find"),
        keys="" if locked else address_if_there("desk_keys"),
        keys_on=keys_are_on(request),
        one_step=not settings.STAFF_SECOND_STEP,
        acts=frozenset() if locked else people.desk_acts_of(user.staff_role),
        back=_above_own(request.path),
        eyes=eyes(request),
    )


def keys_are_on(request: HttpRequest) -> bool:
    """Say whether keys do anything in this browser: they do until they are switched off."""
    return request.COOKIES.get(keys_cookie()) != "off"


def keys_cookie() -> str:
    """The name of the cookie that keeps the switch; __Host- wherever there is https."""
    return f"{settings.HOST}abonent-keys"


def _above_own(here: str) -> MenuItem | None:
    """Return the page above one of those about the own sign-in, which are no pages of the desk's menu."""
    security = address("mfa_index")
    own = here != security and here.startswith((security, address("account_change_password")))
    return MenuItem(security, str(say("Security")), "security") if own else None


def _entries() -> Iterator[DeskEntry]:
    yield from MENU
    for module in modules():
        yield from module.desk_menu
    yield from LAST


def _menu(here: str, user: User) -> Iterator[DeskItem]:
    found = [
        (address, label, icon, key)
        for name, label, icon, act, key in _entries()
        if (address := address_if_there(name)) and people.may_at_desk(user.staff_role, act)
    ]
    # Everything at the desk lies under its first page; only that page itself is "today".
    above = max(
        (url for url, *_ in found if here == url or (here.startswith(url) and url != found[0][0])), key=len, default=""
    )
    for address, label, icon, key in found:
        yield DeskItem(address, str(label), icon, address == above, key=key)
