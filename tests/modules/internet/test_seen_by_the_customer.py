"""What a router does at a real FreeRADIUS stands on the customer's page a moment later."""

from django.test import Client

from abonent.contracts.models import Tariff
from tests import people
from tests.modules import internet
from tests.modules.internet import freeradius
from tests.web.doors import text

LOGIN, OURS, OTHER = "100234", "0C-42-70-A1-B2-C3", "0C-42-70-A1-B2-C4"


def test_a_line_is_refused_connects_and_is_gone(radius: freeradius.Radius, client: Client) -> None:
    olena = people.person("olena", "Olena Petrenko")
    account = people.account(LOGIN, "Olena Petrenko", olena)
    people.line(account, people.tariff())
    Tariff.objects.update(facts={"down_kbits": 100_000, "up_kbits": 15_000})
    line = internet.line(account)
    radius.device()
    client.force_login(olena)
    client.cookies["abonent-language"] = "en"

    def told(page: str = "trouble/") -> str:
        return text(client.get(f"/lines/{line.pk}/{page}"))

    assert "The line has never been connected" in told()
    radius.sign_in(LOGIN, "not the password", "mschap", mac=OURS)
    assert "The password was not the right one." in told()

    let_in = radius.sign_in(LOGIN, internet.PASSWORD, "chap", mac=OURS)
    assert "It was let in on" in told()
    about = {"mac": OURS, "Framed_IP_Address": "100.64.0.7", "Class": let_in.attributes["Class"][0]}
    radius.account("Start", LOGIN, "0001", **about)
    assert "From here everything looks all right" in told()
    assert "IPv4 address 100.64.0.7 From the device (MAC) 0c:42:70:a1:b2:c3" in told("")
    assert radius.sign_in(LOGIN, internet.PASSWORD, mac=OTHER).accepted is False

    radius.account("Stop", LOGIN, "0001", Acct_Output_Octets=5_000_000, Acct_Session_Time=60, **about)
    assert "The line is not connected" in told()
    assert "Downloaded 5.0 MB" in told("")
