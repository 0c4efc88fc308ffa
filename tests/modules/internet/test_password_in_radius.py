"""A password that its owner sets on the page counts in the real FreeRADIUS with the next sign-in, however a router asks."""

from django.test import Client

from tests import people
from tests.modules import internet
from tests.modules.internet import PASSWORD, freeradius
from tests.web import doors
from tests.web.desk.reading import hidden

GOOD = "kx7m-p3qd-w9ha"


def test_the_old_password_is_refused_and_the_new_one_let_in(radius: freeradius.Radius, client: Client) -> None:
    olena = people.person("olena", "Olena Petrenko")
    account = people.account("100234", "Olena Petrenko", olena)
    people.line(account, people.tariff())
    line = internet.line(account)
    radius.device()
    client.force_login(olena)
    doors.step_up(client)
    page = f"/lines/{line.pk}/password/"
    check = client.post(page, {**hidden(client.get(page)), "password": GOOD})
    assert [radius.sign_in("100234", PASSWORD, how).accepted for how in freeradius.PASSWORDS] == [True] * 3

    client.post(page, {**hidden(check), "confirm": "1"})

    assert [radius.sign_in("100234", PASSWORD, how).accepted for how in freeradius.PASSWORDS] == [False] * 3
    assert [radius.sign_in("100234", GOOD, how).accepted for how in freeradius.PASSWORDS] == [True] * 3
