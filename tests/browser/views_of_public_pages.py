"""The pages that everybody can read, in every state they have."""

import secrets
from datetime import timedelta
from typing import Any

from abonent import profile
from abonent.contracts.models import Tariff
from abonent.news.models import Notice
from abonent.news.places import spots
from tests import news, people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor

LONG = """A first paragraph with **bold** and *slanted* words, and [where to find us](/pl/contact/).

## A heading of the second level

- one thing
- another thing, with a line that is long enough to need a second one on a narrow screen

1. first
2. second

### A heading of the third level

> What somebody said.

    code that is so long that it would stick out of a narrow screen if it could not be broken anywhere

https://example.com/an-address-without-any-space-that-is-longer-than-a-phone-is-wide-0123456789-0123456789
"""


@view("start")
def first_page(visitor: Visitor) -> None:
    _told("Światłowód na ul. Zielonej"), _told("Zimowa oferta", kind="OFFER")
    visitor.go("/pl/")


@view("start")
def first_page_with_trouble(visitor: Visitor) -> None:
    _price_list()
    _told("Awaria na osiedlu Leśnym, trwa naprawa światłowodu", kind="OUTAGE")
    _told("Prace nocne przy ul. Młyńskiej", kind="WORKS")
    visitor.go("/pl/")


@view("start")
def first_page_of_somebody_signed_in(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/pl/")


@view("news")
def news_in_pages(visitor: Visitor) -> None:
    for number in range(21):
        _told(f"Aktualność {number}", kind="OFFER")
    visitor.go("/pl/news/?show=offer")


@view("news")
def news_of_earlier(visitor: Visitor) -> None:
    _told("Awaria usunięta", kind="OUTAGE", until=scenes.now() - timedelta(minutes=1))
    visitor.go("/pl/news/?show=earlier")


@view("news")
def no_news(visitor: Visitor) -> None:
    Notice.objects.filter(kind="NEWS").delete()
    visitor.go("/pl/news/?show=news")


@view("notice")
def notice(visitor: Visitor) -> None:
    text = dict.fromkeys(profile.current().languages, LONG)
    where = spots("38-500 Sanok, ul. Młyńska: 1-25, 30a\n38-500 Sanok, ul. Polna")
    when = (scenes.now(), scenes.now() + timedelta(days=1))
    told = _told("Prace nocne przy ul. Młyńskiej i Polnej", kind="WORKS", text=text, places=where, happens=when)
    visitor.go(f"/pl/news/{told.slug}/")


@view("notice")
def notice_that_is_over(visitor: Visitor) -> None:
    over = _told("Awaria usunięta", kind="OUTAGE", until=scenes.now() - timedelta(minutes=1))
    visitor.go(f"/pl/news/{over.slug}/")


@view("tariffs")
def price_list(visitor: Visitor) -> None:
    _price_list()
    visitor.go("/pl/tariffs/")


@view("help")
def questions(visitor: Visitor) -> None:
    visitor.go("/pl/help/")


@view("contact")
def contact(visitor: Visitor) -> None:
    visitor.go("/pl/contact/")


@view("accessibility")
def statement_on_accessibility(visitor: Visitor) -> None:
    visitor.go("/pl/accessibility/")


@view("privacy")
def privacy(visitor: Visitor) -> None:
    visitor.go("/pl/privacy/")


@view("")
def no_public_page(visitor: Visitor) -> None:
    visitor.go("/pl/nothing/", 404)


def _told(title: str, **more: Any) -> Notice:
    since = scenes.now() - timedelta(days=2)
    return news.notice(title, since=since, slug=f"notice-{secrets.token_hex(6)}", **more)


def _price_list() -> None:
    """Offer a plan with speeds, an extra that becomes dearer in ten days, a fee in two variants. Others live by other prices."""
    plan = people.tariff("SEEN-PLAN", "60.00", decision="Cennik 10/2020")
    speeds = {"down_kbits": 100_000, "up_kbits": 15_000, "usual_percent": 80, "least_percent": 50}
    Tariff.objects.filter(pk=plan.pk).update(facts=speeds)
    soon = scenes.today() + timedelta(days=10)
    if not Tariff.objects.filter(code="SEEN-EXTRA").exists():
        extra = people.tariff("SEEN-EXTRA", "10.00", kind="EXTRA", until=soon, decision="Cennik 10/2020")
        people.price(extra, "12.00", since=soon, decision="Cennik 1/2027")
        fee = people.tariff("SEEN-FEE", "50.00", kind="FEE", component="fee:A", unit="once", decision="Cennik 10/2020")
        people.price(fee, "150.00", component="fee:B", unit="once", decision="Cennik 10/2020")
