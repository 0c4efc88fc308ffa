"""The pages about what is late: promised by the customer, and at the desk the ladder, lists, instalments, answers."""

import secrets
from datetime import timedelta

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Entry, Respite
from abonent.people.models import Account, User
from tests.billing.late import reminded
from tests.browser import scenes
from tests.browser.scenes import Customer
from tests.browser.views import view
from tests.browser.visitor import Visitor


def _late() -> Customer:
    olena = scenes.customer("Katarzyna Brzęczyszczykiewicz-Wiśniewska")
    scenes.overdue_bill(olena.account)
    return olena


def _desk(of: Account, page: str = "") -> str:
    return f"/desk/customers/{of.number}/debt/{page}"


def _spared(of: Account, by: User) -> Respite:
    day, once = profile.today(scenes.now()) + timedelta(days=20), secrets.token_urlsafe(18)
    return actions.spare(of, day=day, note="Szpital, prosi o miesiąc", once=once, at=scenes.now(), by=by)


def _disputed(of: Account) -> Respite:
    entry = Entry.objects.filter(account=of, debit=1).earliest("pk")
    return actions.disagree(of, entry, words="Umowa była wypowiedziana w sierpniu.", at=scenes.now(), by=None)


@view("promise")
def a_day_to_promise(visitor: Visitor) -> None:
    visitor.sign_in(_late().user).go("/promise/")


@view("promise", lasting=False)
def a_promise_checked(visitor: Visitor) -> None:
    visitor.sign_in(_late().user).go("/promise/")
    visitor.send()


@view("desk_debtors")
def debtors(visitor: Visitor) -> None:
    olena = _late()
    reminded(olena.account, steps=2)
    _spared(olena.account, scenes.colleague())
    visitor.sign_in(scenes.colleague()).go("/desk/money/debtors/")


@view("desk_respites", lasting=False)
def who_may_wait(visitor: Visitor) -> None:
    me = scenes.colleague()
    _spared(_late().account, me)
    visitor.sign_in(me).go("/desk/money/debtors/respites/")


@view("desk_customer_dunning")
def the_debt_of_one_customer(visitor: Visitor) -> None:
    me, olena = scenes.colleague(), _late()
    reminded(olena.account, steps=2)
    _disputed(olena.account)
    _spared(olena.account, me)
    visitor.sign_in(me).go(_desk(olena.account))


@view("desk_agree_instalments", lasting=False)
def parts_of_a_debt(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go(_desk(_late().account, "instalments/"))
    visitor.send()


@view("desk_spare", lasting=False)
def a_debt_that_shall_wait(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go(_desk(_late().account, "wait/"))
    assert visitor.send(note="x") == 422


@view("desk_end_respite", lasting=False)
def a_respite_about_to_end(visitor: Visitor) -> None:
    me, olena = scenes.colleague(), _late()
    visitor.sign_in(me).go(_desk(olena.account, f"{_spared(olena.account, me).pk}/end/"))


@view("desk_answer_dispute", lasting=False)
def a_disagreement_to_answer(visitor: Visitor) -> None:
    olena = _late()
    visitor.sign_in(scenes.colleague()).go(_desk(olena.account, f"{_disputed(olena.account).pk}/answer/"))
