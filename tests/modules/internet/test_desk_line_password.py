"""At the desk a line gets its password while its owner is on the telephone."""

from django.test import Client

from abonent import vault
from abonent.journal.models import Event
from abonent.modules.internet.models import Line
from abonent.people.models import Account, User
from abonent.post.models import Message
from tests.modules import internet
from tests.web.desk.conftest import (
    accountant,
    accountant_user,
    clerk,
    clerk_user,
    one_step,
    technician,
    technician_user,
)
from tests.web.desk.reading import hidden
from tests.web.doors import text

__all__ = [
    "accountant",
    "accountant_user",
    "clerk",
    "clerk_user",
    "one_step",
    "technician",
    "technician_user",
]

GOOD = "kx7m-p3qd-w9ha"


def test_a_technician_reads_it_out_and_then_sets_it(
    technician: Client, technician_user: User, account: Account
) -> None:
    line = internet.line(account, password="")
    page = f"/desk/network/lines/{line.pk}/password/"
    first = technician.get(page)
    assert "make sure first who is calling" in text(first)
    check = technician.post(page, {**hidden(first), "password": GOOD})
    assert GOOD in text(check)

    done = technician.post(page, {**hidden(check), "confirm": "1"}, follow=True)

    line = Line.objects.get()
    assert vault.open_sealed(line.secret, bound_to=f"line:{line.pk}:secret").decode() == GOOD
    assert "The customer gets a letter without the password." in text(done)
    assert GOOD not in done.content.decode()
    told = Event.objects.get(kind="line.password_set")
    assert (told.by_id, told.via, told.account_id) == (technician_user.pk, "desk", account.pk)
    assert Event.objects.filter(kind="customer.seen", by_id=technician_user.pk).count() == 1
    assert Message.objects.filter(template="line_password_set").count() == 1


def test_who_may_not_see_the_network_does_not_see_it_through_a_customers_eyes_either(
    clerk: Client, accountant: Client, account: Account
) -> None:
    line, reason = internet.line(account), {"reason": "Dzwoni w sprawie rachunku"}
    for who, answer in ((clerk, 200), (accountant, 403)):
        assert who.post("/desk/customers/100234/view/", reason)["Location"] == "/overview/"
        assert who.get("/overview/").status_code == 200
        assert who.get(f"/lines/{line.pk}/").status_code == answer
        assert who.get(f"/lines/{line.pk}/disconnect/").status_code == (302 if answer == 200 else answer)
        assert who.get(f"/lines/{line.pk}/password/").status_code == 403
