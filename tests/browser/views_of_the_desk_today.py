"""The desk's first page, changes, lost second steps, notices, letters and keys, in every state that looks different."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from abonent.billing.models import Proposal
from abonent.cases import actions as cases
from abonent.cases.models import Order
from abonent.contracts.models import Agreement
from abonent.journal.actions import record
from abonent.people.actions import ask_lost_step, confirm_lost_step, write_letter
from abonent.people.models import Account, Contact, Place, User
from tests import news, people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor

DAY = timedelta(days=1)
OLD = {"name": "Sklep Jodła", "address": ["ul. Wiśniowa 14", "16-999 Gródek Leśny"], "tax_id": ""}
NEW = {"name": "Sklep i pracownia Jodła Irena Dąb", "address": ["ul. Wiśniowa 18", "16-999 Gródek Leśny"], "tax_id": ""}
LONG = "Katarzyna Brzęczyszczykiewicz-Wiśniewska"
_numbers = count(1)


def order(of: Account, *, days_ago: int = 1, by: User | None = None, **more: Any) -> Order:
    at = scenes.now() - days_ago * DAY
    facts = {"old": OLD, "new": NEW} | more
    return cases.ask(of, Order.Kind.INVOICE_DATA, at=at, by=by, **facts)


def settle_everything() -> None:
    """What waits is everybody's: other tests have left some."""
    for each in Order.objects.filter(state="WAITING"):
        cases.withdraw(each, at=scenes.now(), by=None)
    Contact.objects.filter(bounced_at__isnull=False).update(bounced_at=None)
    Proposal.objects.filter(state="WAITING").update(state="WITHDRAWN")


@view("desk")
def today_with_nothing_that_waits(visitor: Visitor) -> None:
    settle_everything()
    visitor.sign_in(scenes.colleague("ACCOUNTANT")).go("/desk/")


@view("desk")
def today_with_all_that_can_wait(visitor: Visitor) -> None:
    me, olena = scenes.colleague(), scenes.customer(LONG)
    for days in (0, 3, 12):
        order(scenes.account(holder=LONG), days_ago=days)
    ask_lost_step(olena.user, at=scenes.now() - DAY)
    Contact.objects.filter(account=olena.account).update(bounced_at=scenes.now() - DAY, bounce="5.2.2")
    last = scenes.today() + 5 * DAY
    Agreement.objects.filter(account=olena.account).update(valid=DateRange(people.FIRST_DAY, last))
    news.notice(since=scenes.now() - DAY, until=scenes.now() + DAY)
    record("address.changed", at=scenes.now(), account=olena.account.pk, by=me.pk, via="desk")
    visitor.sign_in(me).go("/desk/")


@view("desk")
def today_of_the_accountant(visitor: Visitor) -> None:
    me, clerk, olena = scenes.colleague("ACCOUNTANT"), scenes.colleague(), scenes.customer()
    facts = {"account": olena.account, "reason": "Wyprowadzka", "takes_two": True, "proposed_at": scenes.now()}
    for by, kind in ((clerk, "REFUND"), (clerk, "WRITE_OFF"), (me, "REFUND")):
        ref = f"P-VIEW{next(_numbers):04}"
        Proposal.objects.create(ref=ref, kind=kind, amount=Decimal("312.40"), proposed_by=by, **facts)
    visitor.sign_in(me).go("/desk/")


@view("desk_changes")
def changes_that_wait(visitor: Visitor) -> None:
    for days in (0, 12):
        order(scenes.account(holder=LONG), days_ago=days)
    visitor.sign_in(scenes.colleague()).go("/desk/changes/")


@view("desk_change")
def change_that_waits(visitor: Visitor) -> None:
    irena = scenes.customer("Irena Dąb")
    found = order(irena.account, by=irena.user)
    visitor.sign_in(scenes.colleague()).go(f"/desk/changes/{found.ref}/")


@view("desk_change", lasting=False)
def change_refused_without_a_reason(visitor: Visitor) -> None:
    found = order(scenes.account())
    page = visitor.sign_in(scenes.colleague()).go(f"/desk/changes/{found.ref}/")
    page.locator("main details summary").click()
    refuse = page.locator("main button[value=refuse]")
    assert visitor.answer(refuse.click).status == 422


@view("desk_change")
def change_that_was_refused_by_a_colleague(visitor: Visitor) -> None:
    found = order(scenes.account())
    cases.refuse(found, reason="Proszę o dokument.", at=scenes.now(), by=scenes.colleague(name="Zenon Buk"))
    visitor.sign_in(scenes.colleague()).go(f"/desk/changes/{found.ref}/?done=before")


@view("desk_lost_step")
def lost_step_that_waits(visitor: Visitor) -> None:
    olena = scenes.customer(LONG)
    facts = {"account": olena.account, "user": olena.user, "kind": "PHONE", "value": "+48501234567"}
    Contact.objects.create(confirmed_at=people.LONG_AGO, **facts)
    ask_lost_step(olena.user, at=scenes.now())
    visitor.sign_in(scenes.colleague()).go(f"/desk/lost-steps/{olena.user.pk}/")


@view("desk_lost_step")
def lost_step_in_its_waiting_time(visitor: Visitor) -> None:
    olena = scenes.customer()
    ask_lost_step(olena.user, at=scenes.now())
    confirm_lost_step(olena.user, by=scenes.colleague(), at=scenes.now())
    visitor.sign_in(scenes.colleague()).go(f"/desk/lost-steps/{olena.user.pk}/")


@view("desk_news")
def notices_of_every_kind(visitor: Visitor) -> None:
    now = scenes.now()
    news.notice("Planowane prace na ulicy Żwirowej i przyległych", kind="WORKS", since=now - DAY, until=now + DAY)
    news.notice("Nowy cennik", kind="OFFER", since=now + DAY)
    news.notice("Awaria usunięta", kind="OUTAGE", since=now - 3 * DAY, until=now - DAY)
    visitor.sign_in(scenes.colleague()).go("/desk/news/")


@view("desk_write_notice")
def notice_to_be_written(visitor: Visitor) -> None:
    for house in ("2", "14a", "120"):
        Place.objects.create(post_code="38-500", town="Sanok", street="ul. Żwirowa", house=house)
    page = visitor.sign_in(scenes.colleague("TECHNICIAN")).go("/desk/news/new/")
    page.locator("[name=street]").fill("żwir")
    assert visitor.answer(page.locator("[name=find]").click).status == 200


@view("desk_write_notice", lasting=False)
def notice_with_a_language_missing(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go("/desk/news/new/")
    assert visitor.send(title_pl="Prace", lead_pl="Nie będzie internetu.", until="2020-01-01T10:00") == 422


@view("desk_write_notice", lasting=False)
def notice_to_be_checked(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go("/desk/news/new/")
    words = {f"title_{code}": f"Prace na Żwirowej ({code})" for code in ("pl", "uk", "en")}
    words |= {f"lead_{code}": "W nocy nie będzie internetu." for code in ("pl", "uk", "en")}
    words |= {f"text_{code}": "Wymieniamy **kable**:\n\n- jeden\n- dwa" for code in ("pl", "uk", "en")}
    places = "38-500 Sanok, ul. Żwirowa: 1-25, 30a\n38-500 Sanok, ul. Leśna"
    assert visitor.send(**words, places=places, begins="2036-12-01T01:00", ends="2036-12-01T05:00") == 200


@view("desk_change_notice")
def notice_to_be_changed(visitor: Visitor) -> None:
    made = news.notice(since=scenes.now() - DAY)
    visitor.sign_in(scenes.colleague()).go(f"/desk/news/edit/{made.slug}/")


@view("desk_take_down")
def notice_to_be_taken_down(visitor: Visitor) -> None:
    made = news.notice(since=scenes.now() - DAY)
    visitor.sign_in(scenes.colleague()).go(f"/desk/news/edit/{made.slug}/down/")


@view("desk_write")
def letter_to_be_written(visitor: Visitor) -> None:
    olena = scenes.customer(LONG)
    visitor.sign_in(scenes.colleague()).go(f"/desk/customers/{olena.account.number}/write/")


@view("desk_write")
def letter_that_nobody_would_get(visitor: Visitor) -> None:
    olena = scenes.customer()
    Contact.objects.filter(account=olena.account).update(ended_at=scenes.now())
    visitor.sign_in(scenes.colleague()).go(f"/desk/customers/{olena.account.number}/write/")


@view("desk_write", lasting=False)
def letter_to_be_checked(visitor: Visitor) -> None:
    olena = scenes.customer()
    page = visitor.sign_in(scenes.colleague()).go(f"/desk/customers/{olena.account.number}/write/")
    page.locator("[name=subject]").fill("Kabel przy ulicy Polnej")
    page.locator("[name=text]").fill("Kabel jest naprawiony.\n\nPrzepraszamy za kłopot.")
    assert visitor.answer(page.locator("main form:has(textarea) button[type=submit]").click).status == 200


@view("desk_write")
def letter_that_was_sent(visitor: Visitor) -> None:
    me, olena, once = scenes.colleague(), scenes.customer(), "viewviewviewview"
    words = {"subject": "Kabel", "text": "Naprawiony.", "once": once}
    write_letter(olena.account, at=scenes.now(), by=me, **words)
    visitor.sign_in(me).go(f"/desk/customers/{olena.account.number}/write/?sent={once}")


@view("desk_keys")
def keys_of_the_desk(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go("/desk/keys/")
