"""Invoice data: seen, changed in three steps, through the office or at once; the next invoice bears them, an issued one does not."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.conf import settings as house
from django.test import Client
from pypdfium2 import PdfDocument

from abonent import profile
from abonent.billing import queries as billing
from abonent.billing.models import Invoice, Payer
from abonent.cases import actions as cases
from abonent.cases.models import Order
from abonent.people.models import Account, User
from abonent.profile import Profile
from tests import people
from tests.people import NOON
from tests.web.doors import kinds, shown, text

PAGE, CHANGE = "/me/invoice-data/", "/me/invoice-data/change/"
WANTED = {"name": "Olena Lis", "street": "ul. Leśna 8", "town": "16-999 Gródek Leśny", "tax_id": ""}
NEW = {"name": "Olena Lis", "address": ["ul. Leśna 8", "16-999 Gródek Leśny"], "tax_id": ""}
NIP = "9990011070"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(client: Client, account: Account, olena: User) -> Client:
    return seen_by(client, olena)


@pytest.fixture
def at_once() -> Iterator[Profile]:
    """An operator who lets customers change it themselves."""
    operator = profile.current()
    panel = replace(operator.panel, changes=replace(operator.panel.changes, invoice_data="AT_ONCE"))
    with profile.using(replace(operator, panel=panel)) as found:
        yield found


def seen_by(client: Client, user: User) -> Client:
    client.force_login(user)
    client.cookies[house.LANGUAGE_COOKIE_NAME] = "en"
    return client


def send(browser: Client, **more: str) -> Any:
    return shown(browser, browser.post(CHANGE, {"account": "100234", **WANTED, **more}))


def data(account: Account) -> tuple[str, list[str], str]:
    payer = Payer.objects.get(account=account)
    return payer.name, payer.address, payer.tax_id


BEFORE = ("Olena Petrenko", ["ul. Polna 3", "16-999 Gródek Leśny"], "")


def test_the_page_shows_what_the_next_invoice_bears(browser: Client) -> None:
    page = text(browser.get(PAGE))

    assert "Name or company Olena Petrenko Address ul. Polna 3, 16-999 Gródek Leśny Tax number –" in page
    assert "The next invoice comes on 3 December – 12 days left" in page
    assert "Change the invoice data" in page


def test_the_form_holds_what_there_is(browser: Client) -> None:
    page = browser.get(CHANGE).content.decode()

    for value in ("Olena Petrenko", "ul. Polna 3", "16-999 Gródek Leśny"):
        assert f'value="{value}"' in page


def test_the_check_shows_old_beside_new_and_changes_nothing(browser: Client, account: Account) -> None:
    answer = send(browser)

    page = text(answer)
    assert answer.status_code == 200
    assert "Now Name or company Olena Petrenko Address ul. Polna 3 16-999 Gródek Leśny Tax number –" in page
    assert "After the change Name or company Olena Lis Address ul. Leśna 8 16-999 Gródek Leśny Tax number –" in page
    assert "From the next invoice on, which comes on 3 December – 12 days left." in page
    assert "Invoices already issued do not change." in page
    assert "Fee PLN 0.00" in page
    assert data(account) == BEFORE
    assert not Order.objects.exists()


def test_from_the_check_one_can_go_back_and_nothing_typed_is_lost(browser: Client) -> None:
    answer = send(browser, edit="1")

    assert answer.status_code == 200
    assert 'value="ul. Leśna 8"' in answer.content.decode()
    assert not Order.objects.exists()


def test_what_was_sent_waits_for_the_office(browser: Client, account: Account, olena: User) -> None:
    answer = send(browser, confirm="1")

    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?done=asked")
    assert (order.account, order.new, order.placed_by, order.state) == (account, NEW, olena, "WAITING")
    assert data(account) == BEFORE
    page = text(browser.get(answer["Location"]))
    assert f"The change was sent to the office Its number is {order.ref}." in page
    assert "This change waits for the office Waiting since 21 November 2026, 12:00" in page
    assert "Now Name or company Olena Petrenko" in page
    assert "Asked for Name or company Olena Lis" in page
    assert "Withdraw the change" in page


def test_a_double_click_sends_it_once(browser: Client) -> None:
    assert send(browser, confirm="1")["Location"] == f"{PAGE}?done=asked"
    assert send(browser, confirm="1")["Location"] == PAGE

    assert Order.objects.count() == 1
    assert kinds("order.placed") == ["order.placed"]


def test_while_one_waits_no_other_is_taken(browser: Client) -> None:
    send(browser, confirm="1")

    assert browser.get(CHANGE)["Location"] == PAGE
    assert send(browser, name="Olena Zając", confirm="1")["Location"] == PAGE
    assert Order.objects.get().new == NEW


def test_what_waits_can_be_withdrawn_once(browser: Client, account: Account) -> None:
    send(browser, confirm="1")
    ref = Order.objects.get().ref

    first = browser.post(CHANGE, {"account": "100234", "withdraw": ref})
    second = browser.post(CHANGE, {"account": "100234", "withdraw": ref})

    assert (first["Location"], second["Location"]) == (f"{PAGE}?done=withdrawn", PAGE)
    assert "The change was withdrawn Everything stays as it was." in text(browser.get(first["Location"]))
    assert Order.objects.get().state == "WITHDRAWN"
    assert kinds("order.withdrawn") == ["order.withdrawn"]
    assert data(account) == BEFORE


@pytest.mark.parametrize("ref", ["Z-2222-2222", "", "\0", "Z" * 500])
def test_there_is_nothing_to_withdraw_under_another_number(browser: Client, ref: str) -> None:
    assert browser.post(CHANGE, {"account": "100234", "withdraw": ref}).status_code == 404


def test_nobody_withdraws_what_a_neighbour_asked_for(browser: Client, neighbour: Account) -> None:
    order = cases.ask(neighbour, Order.Kind.INVOICE_DATA, old={}, new=NEW, at=NOON, by=None)

    assert browser.post(CHANGE, {"account": "100234", "withdraw": order.ref}).status_code == 404
    order.refresh_from_db()
    assert order.state == "WAITING"


def test_a_refusal_is_shown_with_its_reason(browser: Client, account: Account) -> None:
    send(browser, confirm="1")
    cases.refuse(Order.objects.get(), reason="Please bring the <b>certificate</b>.", at=NOON, by=None)

    page = browser.get(PAGE)

    assert "Please bring the &lt;b&gt;certificate&lt;/b&gt;." in page.content.decode()
    assert "The data stay as they were." in text(page)
    assert "Change the invoice data" in text(page)


def test_where_the_profile_says_so_it_counts_at_once(browser: Client, account: Account, at_once: Profile) -> None:
    check, done = send(browser), send(browser, confirm="1")

    assert "It counts at once." in text(check)
    assert done["Location"] == f"{PAGE}?done=changed"
    assert data(account) == ("Olena Lis", NEW["address"], "")
    assert kinds("invoice_data.changed", "order.placed") == ["invoice_data.changed"]
    assert "The invoice data were changed" in text(browser.get(done["Location"]))


def test_the_next_invoice_bears_them_and_the_issued_one_never(
    browser: Client, account: Account, at_once: Profile
) -> None:
    before = people.bill(account, date(2026, 11, 1))
    pdf = browser.get(f"/bills/{billing.slug(before.number)}.pdf").content
    sheet, sha256 = before.sheet, bytes(before.sha256)

    send(browser, confirm="1")
    after = people.bill(account, date(2026, 12, 1))

    before = Invoice.objects.get(pk=before.pk)
    assert (before.sheet, bytes(before.sha256)) == (sheet, sha256)
    assert browser.get(f"/bills/{billing.slug(before.number)}.pdf").content == pdf
    assert before.sheet["buyer"]["name"] == "Olena Petrenko"
    assert after.sheet["buyer"] == NEW


def test_a_hostile_name_is_words_and_nothing_else(browser: Client, account: Account, at_once: Profile) -> None:
    name = '=HYPERLINK("http://evil.example") #panic() $x^2$ <script>alert(1)</script> */ \\ {{ 7*7 }}'
    send(browser, name=name, confirm="1")
    bill = people.bill(account, date(2026, 11, 1))
    slug = billing.slug(bill.number)

    page, pdf = browser.get(f"/bills/{slug}/"), browser.get(f"/bills/{slug}.pdf")
    lines = browser.get(f"/bills/{slug}.csv").content.decode("utf-8-sig")

    assert data(account)[0] == bill.sheet["buyer"]["name"] == name
    assert "<script>alert" not in page.content.decode()
    assert pdf.status_code == 200
    words = "".join(page.get_textpage().get_text_bounded() for page in PdfDocument(pdf.content))
    assert "#panic()" in words
    assert "{{ 7*7 }}" in words
    assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(lines), delimiter=";") for cell in row)


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"name": ""}, "id_name", "Please type the name."),
        ({"name": "   "}, "id_name", "Please type the name."),
        ({"name": "x" * 161}, "id_name", "The name is too long"),
        ({"name": "Olena\x07Lis"}, "id_name", "cannot be printed"),
        ({"name": "Olena\nLis"}, "id_name", "cannot be printed"),
        ({"name": "Olena \u202egro.live"}, "id_name", "cannot be printed"),
        ({"name": "გიორგი"}, "id_name", "Bills and letters cannot show: გ, ი, ო, რ."),
        ({"town": "16-999 東京"}, "id_town", "Bills and letters cannot show: 東, 京."),
        ({"street": ""}, "id_street", "Please type the street and house number."),
        ({"street": "x" * 121}, "id_street", "This line is too long"),
        ({"town": "16-999\u2028Gródek"}, "id_town", "cannot be printed"),
        ({"town": ""}, "id_town", "Please type the post code and town."),
        ({"tax_id": "9990011071"}, "id_tax_id", "This is no valid tax number."),
        ({"tax_id": "PL"}, "id_tax_id", ""),
        ({"tax_id": "１２３"}, "id_tax_id", "This is no valid tax number."),
        ({"tax_id": "9" * 5000}, "id_tax_id", "This is no valid tax number."),
    ],
)
def test_what_invoices_cannot_bear_is_refused_at_its_field(
    browser: Client, account: Account, typed: dict[str, str], field: str, says: str
) -> None:
    answer = send(browser, **typed, confirm="1")

    if not says:  # the letters of the country alone are no number, and a person needs none
        assert answer.status_code == 302
        return
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert f'<a href="#{field}">' in page
    assert says in page
    assert 'value="ul. Leśna 8"' in page or "street" in typed
    assert data(account) == BEFORE
    assert not Order.objects.exists()


def test_nothing_different_is_nothing_to_send(browser: Client) -> None:
    answer = send(browser, name=" Olena  Petrenko ", street="ul. Polna\u00a03", confirm="1")

    assert answer.status_code == 422
    assert "Nothing is different from what is on invoices already." in text(answer)
    assert not Order.objects.exists()


@pytest.mark.parametrize("typed", [NIP, "999-001-10-70", "PL 999 001 10 70", " pl9990011070 "])
def test_a_tax_number_is_taken_however_it_is_written(browser: Client, typed: str) -> None:
    send(browser, tax_id=typed, confirm="1")

    assert Order.objects.get().new["tax_id"] == NIP


def test_a_company_needs_one(browser: Client, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(kind=Account.Kind.COMPANY)

    answer = send(browser, confirm="1")

    assert answer.status_code == 422
    assert "Please type the tax number" in text(answer)
    assert not Order.objects.exists()


def test_letters_are_composed(browser: Client, account: Account, at_once: Profile) -> None:
    send(browser, name="Zofia Za\u0328b", confirm="1")

    assert data(account)[0] == "Zofia Ząb"


def test_who_pays_sees_it_and_cannot_change_it(browser: Client, client: Client, account: Account) -> None:
    send(browser, confirm="1")
    paula = people.person("paula", "Paula Maj")
    people.access(account, paula, "PAYS")
    seen_by(client, paula)

    page = text(client.get(PAGE))

    assert "This change waits for the office" in page
    assert "Withdraw the change" not in page
    assert "The owner of the account can change it." in page
    assert client.get(CHANGE).status_code == 403
    assert send(client, confirm="1").status_code == 403
    assert client.post(CHANGE, {"account": "100234", "withdraw": Order.objects.get().ref}).status_code == 403


def test_a_form_of_another_account_changes_nothing(browser: Client, account: Account) -> None:
    assert browser.post(CHANGE, {**WANTED, "account": "100777", "confirm": "1"}).status_code == 409
    assert not Order.objects.exists()
