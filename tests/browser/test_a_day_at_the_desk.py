"""A day of the clerk, of the accountant and of the technician, walked in a real browser from page to page."""

import re
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from playwright.sync_api import expect

from abonent.billing.actions import propose
from abonent.billing.models import Invoice, Payer, Receipt
from abonent.billing.queries import proposal_ref
from abonent.cases import actions as cases
from abonent.cases.models import Order
from abonent.contracts.models import Restriction
from abonent.news.models import Notice
from abonent.people.models import Account, User
from abonent.post.models import Message
from tests import people
from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, Visitor

_numbers = count(1)


def at_work(visit: Visit, user: User) -> Visitor:
    """Somebody of the staff who has signed in; the pages are in English, as their browser is."""
    return visit(viewport=DESKTOP, locale="en-GB").sign_in(user)


def press(visitor: Visitor, name: str) -> None:
    """Press the button with these words on it."""
    assert visitor.answer(visitor.page.locator("main").get_by_role("button", name=name).click).status == 200


def follow(visitor: Visitor, name: str) -> None:
    """Follow the link with these words."""
    assert visitor.answer(visitor.page.locator("main").get_by_role("link", name=name).first.click).status == 200


def find(visitor: Visitor, typed: str, account: Account) -> None:
    """Look for a customer with the keyboard alone, and open what was found first."""
    page = visitor.page
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/desk/find/\?q="))
    expect(page.locator(".found a").first).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("j")
    expect(page.locator(".found a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/desk/customers/{account.number}/$"))


def test_a_day_of_the_clerk(visit: Visit) -> None:
    holder = "Brunhilda Żdżarska"
    brunhilda = scenes.customer(holder)
    bill = scenes.bill(brunhilda.account)
    order = _asked(brunhilda.account.pk)
    zofia = scenes.somebody("Zofia Biuro")
    User.objects.filter(pk=zofia.pk).update(staff_role="CLERK")
    key = scenes.with_app(zofia)
    visitor = visit(viewport=DESKTOP, locale="en-GB")

    # She signs in, and sees what waits.
    page = visitor.go("/desk/")
    visitor.send(login=zofia.login, password=people.PASSWORD)
    assert visitor.send(code=scenes.code(key)) == 200
    expect(page.get_by_role("heading", name="Changes that customers asked for")).to_be_visible()

    # A customer calls, and the name is heard with a slip.
    find(visitor, "brunhylda zdzarska", brunhilda.account)
    expect(page.locator("h1")).to_have_text(holder)

    _accept(visitor, order)
    assert Payer.objects.get(account=brunhilda.account).address == ["ul. Polna 8", "16-999 Gródek Leśny"]
    _take_cash(visitor, brunhilda.account)
    assert Receipt.objects.filter(account=brunhilda.account).get().amount == bill.total
    _write_letter(visitor, brunhilda.account)
    assert Message.objects.filter(account_id=brunhilda.account.pk, template="letter").count() == 1

    # Something is told to everybody, and everybody can read it.
    title = f"The office is closed on Friday {next(_numbers)}"
    _write_notice(visitor, title, kind="NEWS")
    assert visitor.go("/en/news/").get_by_role("link", name=title).is_visible()

    # The first page has counted what was done.
    visitor.go("/desk/")
    expect(page.locator(".strip dl > div").last.locator("dd")).to_have_text(re.compile(r"^\s*[1-9]"))


def test_a_day_of_the_accountant(visit: Visit, tmp_path: Path) -> None:
    olena = scenes.customer()
    bill = scenes.bill(olena.account)
    clerk = scenes.colleague()
    scenes.money(olena.account, "400.00")
    asked = propose(
        olena.account,
        "REFUND",
        amount=Decimal("300.00"),
        reason="Moved away",
        bank_account="PL61109010140000071219812874",
        recipient="Olena Petrenko",
        ref=proposal_ref(),
        at=scenes.now(),
        by=clerk,
    )
    visitor = at_work(visit, scenes.colleague("ACCOUNTANT", "Beata Gil"))

    # A bill was too high.
    page = visitor.go(f"/desk/bills/{bill.number.replace('/', '-')}/correct/")
    page.locator("[name=line_1]").fill("50,00")
    page.locator("[name=reason]").fill("No internet from 4 to 6 November")
    press(visitor, "Go on")
    press(visitor, "Issue the correction")
    correction = Invoice.objects.get(corrects=bill)
    assert correction.total == Decimal("-10.00")

    # What the clerk proposed is above the amount, so it waits for her.
    visitor.go("/desk/")
    visitor.go(f"/desk/money/proposals/{asked.ref}/")
    press(visitor, "Pay back")
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by_id != asked.proposed_by_id) == ("DONE", True)

    # The register of the month goes to the tax office.
    visitor.go("/desk/money/register/")
    with page.expect_download() as found:
        page.get_by_role("link", name="Download the register (CSV)").click()
    found.value.save_as(tmp_path / "register.csv")
    assert correction.number in (tmp_path / "register.csv").read_text(encoding="utf-8-sig")


def test_a_day_of_the_technician(visit: Visit) -> None:
    waclaw = scenes.customer("Wacław Grzęda")
    visitor = at_work(visit, scenes.colleague("TECHNICIAN", "Oleh Hrab"))

    # A router was stolen: found by a part of the name, restricted until it is there again.
    page = visitor.go("/desk/")
    find(visitor, "grzeda", waclaw.account)
    visitor.go(f"/desk/customers/{waclaw.account.number}/restrict/")
    page.locator("input[name=reason][value=LOST]").check()
    page.locator("input[name=level][value=SUSPENDED]").check()
    press(visitor, "Go on")
    press(visitor, "Restrict the service")
    placed = Restriction.objects.get(account=waclaw.account)
    assert (placed.reason, placed.level, placed.lifted_at) == ("LOST", "SUSPENDED", None)

    # It was found: released again.
    press(visitor, "Release the service")
    placed.refresh_from_db()
    assert placed.lifted_at is not None

    # Works are told to everybody, for two days.
    title = f"Works at the mast {next(_numbers)}"
    until = (scenes.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    _write_notice(visitor, title, kind="WORKS", until=until)
    notice = Notice.objects.get(title__en=title)
    assert (notice.kind, notice.shown.upper > scenes.now()) == ("WORKS", True)

    # What is not for technicians is not there.
    visitor.go("/desk/money/", status=403)


def test_everything_of_a_list_is_reached_with_keys_and_they_can_be_switched_off(visit: Visit) -> None:
    first, second = (_asked(scenes.customer().account.pk) for _ in range(2))
    visitor = at_work(visit, scenes.colleague())
    page = visitor.go("/desk/")

    page.keyboard.press("?")
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    page.keyboard.press("g")
    page.keyboard.press("w")
    expect(page).to_have_url(re.compile("/desk/changes/$"))
    refs = page.locator("tbody th a").all_inner_texts()
    for _ in range(len(refs) + 3):  # the end of the list is its end
        page.keyboard.press("j")
    expect(page.locator("tbody th a").last).to_be_focused()
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.innerText") == refs[-2]
    assert {first.ref, second.ref} <= set(refs)

    page.locator("#find").focus()
    page.keyboard.type("gjk?")
    expect(page.locator("#find")).to_have_value("gjk?")

    visitor.go("/desk/keys/")
    press(visitor, "Switch the shortcuts off")
    page.keyboard.press("g")
    page.keyboard.press("t")
    assert page.url.endswith("/desk/keys/")


def test_what_was_typed_of_a_notice_survives_the_end_of_a_session(visit: Visit) -> None:
    visitor = at_work(visit, scenes.colleague())
    page = visitor.go("/desk/news/new/")
    page.locator("[name=title_en]").fill("A long story")

    visitor.go("/desk/")
    visitor.go("/desk/news/new/")
    page.get_by_role("button", name="Fill it in again").click()

    expect(page.locator("[name=title_en]")).to_have_value("A long story")


def _asked(account: int) -> Order:
    payer = Payer.objects.select_related("account").get(account=account)
    old = {"name": payer.name, "address": list(payer.address), "tax_id": payer.tax_id}
    new = old | {"address": ["ul. Polna 8", "16-999 Gródek Leśny"]}
    return cases.ask(payer.account, Order.Kind.INVOICE_DATA, old=old, new=new, at=scenes.now(), by=None)


def _accept(visitor: Visitor, order: Order) -> None:
    """Of what waits one is carried out."""
    page = visitor.go("/desk/changes/")
    follow(visitor, order.ref)
    expect(page.locator("ins").first).to_have_text("8")
    press(visitor, "Carry out the change")
    expect(page.get_by_role("heading", name="The change is carried out")).to_be_visible()


def _take_cash(visitor: Visitor, account: Account) -> None:
    """The customer comes and pays the bill in cash."""
    visitor.go(f"/desk/customers/{account.number}/cash/")
    press(visitor, "Go on")
    press(visitor, "Take")


def _write_letter(visitor: Visitor, account: Account) -> None:
    page = visitor.go(f"/desk/customers/{account.number}/write/")
    page.locator("[name=subject]").fill("Your cable")
    page.locator("[name=text]").fill("It is repaired.\n\nThank you for the patience.")
    press(visitor, "See how it will arrive")
    press(visitor, "Send the letter")
    expect(page.get_by_role("heading", name="The letter is written")).to_be_visible()


def _write_notice(visitor: Visitor, title: str, *, kind: str, until: str = "") -> None:
    page = visitor.go("/desk/news/")
    follow(visitor, "Write a notice")
    page.locator("[name=kind]").select_option(kind)
    page.locator("[name=until]").fill(until)
    for code in ("pl", "uk", "en"):
        page.locator(f"[name=title_{code}]").fill(title)
        page.locator(f"[name=lead_{code}]").fill("Please mind it.")
    press(visitor, "See how it will look")
    press(visitor, "Publish the notice")
    expect(page.get_by_role("heading", name="The notice is published")).to_be_visible()


def test_on_a_phone_the_page_one_is_on_is_in_sight_among_the_others(visit: Visit) -> None:
    number = scenes.customer().account.number

    page = visit().sign_in(scenes.colleague()).go(f"/desk/customers/{number}/history/")

    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)
    expect(page.locator(".side [aria-current]")).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollX + scrollY") == 0
