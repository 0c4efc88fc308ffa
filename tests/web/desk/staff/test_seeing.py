"""Who works at the desk, as an administrator sees it: the list, each person, and nothing secret."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.people.models import Account, User
from tests import people
from tests.web import doors
from tests.web.desk.staff.colleagues import again, page


def test_the_list_says_of_each_what_an_administrator_looks_for(admin: Client, admin_user: User, zofia: User) -> None:
    Authenticator.objects.create(user=zofia, type="totp", data={})
    User.objects.create(
        login="old", name="Adam Old", joined_at=people.LONG_AGO, ended_at=people.NOON, staff_role="CLERK"
    )

    words = doors.text(admin.get("/desk/staff/"))

    assert "Zofia Clerk zofia customer service yes – works here" in words
    assert "zofia.admin system administration no" in words
    assert "Adam Old old customer service no – disabled" in words
    assert words.index("Adam Old old") < words.index("Zofia Admin zofia.admin") < words.index("Zofia Clerk zofia")


@pytest.mark.parametrize(
    ("asked", "names"),
    [("role=CLERK", ["Zofia Clerk"]), ("state=disabled", []), ("state=works&role=ADMIN", ["Zofia Admin"])],
)
def test_the_list_can_be_narrowed(admin: Client, zofia: User, asked: str, names: list[str]) -> None:
    shown = admin.get(f"/desk/staff/?{asked}").content.decode()

    assert re.findall(r'<th scope="row"><a href="[^"]+">\s*([^<]+?)\s*</a>', shown) == names


def test_a_longer_list_asks_no_more(admin: Client, zofia: User) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert admin.get("/desk/staff/").status_code == 200
        return len(asked)

    few = statements()
    for number in range(60):
        people.staff("CLERK", f"clerk{number}")

    assert statements() == few


def test_a_role_that_the_profile_knows_no_more_breaks_no_list(admin: Client, zofia: User) -> None:
    User.objects.filter(pk=zofia.pk).update(staff_role="OLD-ROLE")

    assert "OLD-ROLE" in doors.text(admin.get("/desk/staff/"))
    assert admin.get(page(zofia)).status_code == 200


def test_the_page_of_a_person_shows_no_secret_of_theirs(admin: Client, zofia: User) -> None:
    theirs = doors.browser()
    theirs.force_login(zofia)
    doors.switch_on(theirs, zofia)
    codes = theirs.get("/me/security/codes.txt").content.decode().split()

    shown = admin.get(page(zofia)).content.decode()

    assert "The second step of signing in was switched on" in shown
    assert not any(code in shown for code in codes if code.isdigit())
    assert str(theirs.session.session_key) not in shown


@pytest.mark.parametrize("who", ["olena", "nobody"])
def test_of_customers_there_is_no_such_page(proved: Client, account: Account, olena: User, who: str) -> None:
    pk = olena.pk if who == "olena" else 987_654
    for more in ("", "role/", "mail/", "disable/", "invite/", "lost-step/"):
        assert proved.get(f"/desk/staff/{pk}/{more}").status_code == 404, more
    assert proved.post(f"/desk/staff/{pk}/disable/").status_code == 404
    assert proved.post(f"/desk/staff/{pk}/sessions/").status_code == 404
    assert again(olena).is_active


def test_about_oneself_there_is_nothing_to_press(proved: Client, admin_user: User) -> None:
    words = doors.text(proved.get(page(admin_user)))
    assert "This is you" in words
    assert "Disable" not in words
    for more in ("role/", "mail/", "disable/", "invite/", "sessions/", "lost-step/"):
        assert proved.post(page(admin_user, more), {"role": "CLERK", "step": "change"}).status_code == 404, more
    assert again(admin_user).staff_role == "ADMIN"


@pytest.mark.parametrize("more", ["role/", "mail/", "disable/", "invite/", "sessions/", "lost-step/"])
def test_an_open_screen_is_not_enough(admin: Client, zofia: User, more: str) -> None:
    answer = admin.post(page(zofia, more))

    assert answer["Location"].startswith("/step-up/")
    assert again(zofia).is_active
