"""The contract in every state that it has."""

from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from abonent import profile
from abonent.billing.bulk.once import Fee, charge_fees
from abonent.contracts.models import Agreement, Price, Subscription, Tariff
from abonent.contracts.queries import subject
from abonent.people.models import Account, Place
from abonent.post.actions import keep_document
from tests import people
from tests.browser import scenes
from tests.browser.scenes import Customer
from tests.browser.views import view
from tests.browser.visitor import Visitor

SPEEDS = {"down_kbits": 300_000, "up_kbits": 50_000, "usual_percent": 80, "least_percent": 50}


def day(away: int) -> date:
    return scenes.today() + timedelta(days=away)


def plan(code: str, amount: str, *, facts: dict[str, Any] | None = None, **more: Any) -> Tariff:
    """A tariff with speeds, so that nobody else's is changed."""
    made = people.tariff(code, amount, **more)
    Tariff.objects.filter(pk=made.pk).update(facts=SPEEDS if facts is None else facts)
    return made


def signed(who: Customer, *, minimum: int | None = None, until: int | None = None) -> Agreement:
    """An agreement of 200 days ago for a line at an address; `minimum` and `until` are days from today."""
    account = who.account
    agreement = Agreement.objects.get(account=account)
    Agreement.objects.filter(pk=agreement.pk).update(
        signed_on=day(-200),
        valid=DateRange(day(-200), None if until is None else day(until)),
        minimum_until=None if minimum is None else day(minimum),
    )
    place = Place.objects.create(
        town="Gródek Leśny", post_code="16-999", street="ul. Kardynała Stefana Wyszyńskiego", house="122A", flat="15"
    )
    Subscription.objects.filter(account=account).update(place=place)
    account.holdings.update(tariff=plan("SPEEDY", "90.00"))
    return agreement


def paper(agreement: Agreement, title: str, kind: str = "AGREEMENT") -> None:
    keep_document(
        agreement.account_id,
        subject=subject(agreement.number),
        kind=kind,
        title=title,
        content=f"%PDF-1.7 {title}".encode(),
        at=scenes.now() - timedelta(days=30),
    )


def at_the_contract(visitor: Visitor, who: Customer) -> None:
    visitor.sign_in(who.user).go("/contract/")


@view("contract")
def contract_without_an_agreement(visitor: Visitor) -> None:
    user = scenes.somebody()
    account = people.account(str(next(scenes._numbers)), "Olena Petrenko", user)  # noqa: SLF001
    visitor.sign_in(user, account).go("/contract/")


@view("contract")
def contract_with_a_minimum_term(visitor: Visitor) -> None:
    olena = scenes.customer()
    signed(olena, minimum=110)
    at_the_contract(visitor, olena)


@view("contract")
def contract_with_everything(visitor: Visitor) -> None:
    """Papers, fees, extras, a change to come, what was before, and a restriction."""
    olena = scenes.customer("Katarzyna Brzęczyszczykiewicz-Wiśniewska")
    agreement = signed(olena, minimum=3)
    line = Subscription.objects.get(account=olena.account)
    router = plan("ROUTER-2", "8.00", facts={}, kind="EXTRA")
    people.hold(line, router, since=profile.midnight(day(-100)))
    people.hold(
        line, plan("SLOW", "35.00"), slot="a", since=profile.midnight(day(-200)), until=profile.midnight(day(-90))
    )
    people.hold(line, plan("NEXT", "1234.56"), slot="b", since=profile.midnight(day(20)))
    if not Price.objects.filter(tariff=router, amount=10).exists():
        Price.objects.filter(tariff=router).update(valid=DateRange(people.FIRST_DAY, day(40)))
        people.price(router, "10.00", since=day(40))
    plan("ONCE", "150.00", facts={}, kind="FEE", unit="once")
    fees = [Fee(olena.account.pk, "ONCE", "fee", f"once:{number}", day(-number)) for number in range(2)]
    charge_fees(fees, at=scenes.now())
    scenes.restricted(olena.account)
    for title in ("Umowa o świadczenie usług", "Aneks nr 1: zmiana_planu_na_szybszy_i_wynajem_urzadzenia.pdf"):
        paper(agreement, title)
    at_the_contract(visitor, olena)


@view("contract")
def contract_that_ends_soon(visitor: Visitor) -> None:
    olena = scenes.customer()
    signed(olena, until=21)
    at_the_contract(visitor, olena)


@view("contract")
def contract_that_is_over(visitor: Visitor) -> None:
    olena = scenes.customer()
    paper(signed(olena, until=-3), "Umowa o świadczenie usług")
    at_the_contract(visitor, olena)


@view("contract")
def contract_of_many_lines(visitor: Visitor) -> None:
    """A company: two agreements, one of them with five lines."""
    olena = scenes.customer("Wspólnota Mieszkaniowa przy ulicy Młyńskiej 12")
    agreement = signed(olena, minimum=400)
    for _ in range(4):
        line = people.line(olena.account, plan("SPEEDY", "90.00")).subscription
        Subscription.objects.filter(pk=line.pk).update(agreement=agreement)
    people.line(olena.account, plan("SPEEDY", "90.00"))
    at_the_contract(visitor, olena)


@view("contract")
def contract_of_somebody_who_only_sees(visitor: Visitor) -> None:
    olena = scenes.customer()
    signed(olena, minimum=1)
    zofia = scenes.somebody("Zofia Lis")
    people.access(olena.account, zofia, "SEES")
    visitor.sign_in(zofia, olena.account).go("/contract/")


@view("contract")
def confirmation_of_the_terms(visitor: Visitor) -> None:
    olena = scenes.customer()
    signed(olena, minimum=110)
    at_the_contract(visitor, olena)
    assert visitor.send() == 200


@view("contract_terms", lasting=False)
def too_many_confirmations(visitor: Visitor) -> None:
    olena = scenes.customer()
    signed(olena)
    for number in range(profile.current().panel.contract.confirmations_a_day):
        Account.objects.filter(pk=olena.account.pk).update(holder=f"Olena {number}")
        at_the_contract(visitor, olena)
        assert visitor.send() == 200
    Account.objects.filter(pk=olena.account.pk).update(holder="Olena")
    assert visitor.send() == 429


@view("contract_document")
def document_of_somebody_else(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/contract/documents/not-mine/", 404)
