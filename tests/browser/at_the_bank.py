"""At the sandbox bank and back: how journeys pay, and how they wait for the truth."""

from decimal import Decimal

from playwright.sync_api import Page, expect

from abonent.billing import queries
from abonent.people.models import Account
from tests.browser.everywhere import Seat
from tests.browser.visitor import Visitor
from tests.listening import eventually

PAY = "main form button[type=submit]"


def pay(visitor: Visitor, outcome: str = "pay") -> Page:
    """From the page of the check to the bank, and back from there with an outcome."""
    page = visitor.page
    visitor.answer(page.locator(PAY).click)
    assert page.url.startswith(f"{visitor.street.bank.url}/pay/")
    button = page.locator(f"button[value={outcome}]")
    if not button.is_visible():
        page.locator("summary").click()
    visitor.answer(button.click)
    assert page.url.startswith(f"{visitor.street.url}/payments/")
    return page


def until(visitor: Visitor, said: str, *, scripts: bool = True) -> None:
    """Wait until the page says so: by itself with JavaScript, else by loading it again."""
    _until(visitor, "#live .status", said, scripts=scripts)


def until_told(visitor: Visitor, said: str, *, scripts: bool = True) -> None:
    """Wait until the payment's story tells so."""
    _until(visitor, "#live .timeline", said, scripts=scripts)


def _until(visitor: Visitor, where: str, said: str, *, scripts: bool) -> None:
    place = visitor.page.locator(where).get_by_text(said, exact=False).first
    if scripts:
        expect(place).to_be_visible()
        return

    def looked() -> bool:
        visitor.page.reload()
        return place.is_visible()

    eventually(looked)


def has_scripts(seat: Seat) -> bool:
    return bool(seat.get("java_script_enabled", True))


def owed(account: Account) -> Decimal:
    return queries.balance(account)
