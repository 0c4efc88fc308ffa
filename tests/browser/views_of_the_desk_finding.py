"""The desk's search box and the list of customers, in every state they have."""

from itertools import count

from abonent.billing.models.money import TILL
from abonent.people.models import Account
from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor

_letters = count(1)
LONG = "Wspólnota Mieszkaniowa Nieruchomości przy ulicy Generała Władysława Andersa"


def somebody(name: str) -> Account:
    """A customer whose surname nobody else of these views has."""
    return scenes.customer(f"{name} {_surname()}").account


def _surname() -> str:
    return "Q" + "".join("abcdefghij"[int(digit)] for digit in str(next(_letters))) + "ska-Wiśniewska"


def surname(of: Account) -> str:
    return of.holder.rpartition(" ")[2].partition("-")[0]


@view("desk_customers")
def all_customers(visitor: Visitor) -> None:
    long = somebody(LONG)
    Account.objects.filter(pk=long.pk).update(kind="HOUSE", closed_on=scenes.today())
    scenes.restricted(long)
    visitor.sign_in(scenes.colleague()).go("/desk/customers/")


@view("desk_customers")
def customers_of_a_kind(visitor: Visitor) -> None:
    Account.objects.filter(pk=somebody(LONG).pk).update(kind="COMPANY")
    visitor.sign_in(scenes.colleague()).go(
        "/desk/customers/?kind=COMPANY&state=active&since_from=2023-01-01&sort=-since"
    )


@view("desk_customers")
def no_customers_who_fit(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go("/desk/customers/?town=Atlantyda&kind=HOUSE")


@view("desk_customers")
def filters_that_say_nothing(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go("/desk/customers/?since_from=wczoraj&kind=CAT", 422)


@view("desk_find")
def nothing_typed_yet(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go("/desk/find/")


@view("desk_find")
def some_customers_found(visitor: Visitor) -> None:
    found = somebody(LONG)
    Account.objects.filter(pk=found.pk).update(closed_on=scenes.today())
    scenes.account(holder=f"Anna {surname(found)}")
    visitor.sign_in(scenes.colleague()).go(f"/desk/find/?q={surname(found)}")


@view("desk_find")
def papers_found(visitor: Visitor) -> None:
    bill = scenes.bill(somebody("Anna"))
    # By chance the till has a receipt of the same number, so that there is a choice.
    people.receipt(bill.account, "20.00", source=TILL, external_id=bill.number, book=TILL)
    visitor.sign_in(scenes.colleague()).go(f"/desk/find/?q={bill.number}")


@view("desk_find")
def nothing_found(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go("/desk/find/?q=Brzęczyszczykiewiczowski+z+Chrząszczyżewoszyc")
