"""A payment by account number that was begun: its page tells its state, and nothing of the account."""

import pytest
from django.test import Client

from abonent.billing import actions, queries
from abonent.people.models import Account, User
from abonent.post.models import Message
from tests import people
from tests.people import NOON
from tests.web.doors import text
from tests.web.public.paying import HTMX, REF, begun, heard


@pytest.mark.usefixtures("noon")
def test_a_payment_shows_amount_state_and_time_and_nothing_else(client: Client, account: Account) -> None:
    people.bill(account)
    begun(account)

    answer = client.get(f"/en/pay/{REF}/")

    page = text(answer)
    assert "Payment of PLN 60.00 for the account ending in 34 · 21 November 2026, 11:59" in page
    assert "The bank is confirming" in page
    assert "100234" not in answer.content.decode().replace("\u00a0", "").replace(" ", "")
    assert "Olena" not in page
    assert "FV/" not in page
    assert answer["Cache-Control"] == "no-store, private"
    assert f'hx-get="/en/pay/{REF}/"' in answer.content.decode()


@pytest.mark.usefixtures("noon")
def test_money_is_posted_as_any_other_and_the_accounts_people_are_told(client: Client, account: Account) -> None:
    people.bill(account)
    begun(account)

    actions.hear("sandbox", heard("PAID"), at=NOON)

    answer = client.get(f"/en/pay/{REF}/", headers=HTMX)
    assert text(answer).startswith("Posted: 21 November 2026, 12:00")
    assert "<html" not in answer.content.decode()
    assert "Olena" not in text(answer)
    assert queries.balance(account) == 0
    assert Message.objects.get().to == "olena@example.com"


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("kind", "said"), [("REFUSED", "The bank refused the payment"), ("ABANDONED", "The payment was not finished")]
)
def test_what_was_not_paid_says_so(client: Client, account: Account, kind: str, said: str) -> None:
    begun(account)
    actions.hear("sandbox", heard(kind), at=NOON)

    answer = client.get(f"/en/pay/{REF}/")

    assert f"{said} Nothing was paid." in text(answer)
    assert 'href="/en/pay/">Try again' in answer.content.decode()


@pytest.mark.usefixtures("noon")
def test_money_taken_back_tells_nothing_of_bills(client: Client, account: Account) -> None:
    people.bill(account)
    begun(account)
    receipt = actions.hear("sandbox", heard("PAID"), at=NOON)
    assert receipt
    entry = queries.entry_of(receipt)
    assert entry
    actions.reverse(entry, at=NOON)

    page = text(client.get(f"/en/pay/{REF}/"))

    assert "The payment was taken back The bank has taken the money back. Pay something else" in page


def test_a_payment_of_the_portal_is_not_there(client: Client, account: Account, olena: User) -> None:
    begun(account, by=olena)

    for who in (None, olena):
        if who:
            client.force_login(who)
        assert client.get(f"/en/pay/{REF}/").status_code == 404


def test_it_is_seen_by_the_owner_in_the_portal(client: Client, account: Account, olena: User) -> None:
    begun(account)
    client.force_login(olena)

    assert client.get(f"/payments/{REF}/").status_code == 200
