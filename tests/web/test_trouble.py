"""Pages that say what went wrong: in our look, in the reader's language, without the database where it is gone."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from abonent.people.models import Account, User
from tests.database import House
from tests.web import doors


@pytest.fixture(autouse=True)
def probes(settings: Settings, client: Client) -> None:
    settings.ROOT_URLCONF = "tests.web.probes"
    client.cookies["abonent-language"] = "en"


@pytest.mark.parametrize("page", ["/probe/no-database/", "/probe/full-disk/"])
def test_what_passes_is_an_honest_503(client: Client, db: None, page: str) -> None:
    answer = client.get(page)

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "The portal cannot answer right now" in doors.text(answer)
    assert "Content-Security-Policy" in answer.headers


def test_a_mistake_of_ours_is_a_500_that_tells_nothing(client: Client, db: None) -> None:
    client.raise_request_exception = False

    answer = client.get("/probe/mistake/")

    assert answer.status_code == 500
    assert "Something went wrong on our side" in doors.text(answer)
    assert "ZeroDivision" not in answer.content.decode()


def test_a_part_of_a_page_gets_a_part(client: Client, db: None) -> None:
    answer = client.get("/probe/no-database/", headers={"HX-Request": "true"})

    assert answer.status_code == 503
    assert "<html" not in answer.content.decode()
    assert "The portal cannot answer right now" in doors.text(answer)


def test_a_form_without_proof_of_its_page_is_refused(db: None, olena: User, account: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["abonent-language"] = "en"
    client.force_login(olena)

    answer = client.post("/probe/pay/", {"account": "100234"})

    assert answer.status_code == 403
    assert "The form was not accepted" in doors.text(answer)


def test_there_is_no_such_page(client: Client, db: None) -> None:
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "There is no such page" in doors.text(answer)


def test_a_foreign_host_is_refused(client: Client, db: None) -> None:
    answer = client.get("/signin/", headers={"Host": "evil.example"})

    assert answer.status_code == 400


def test_health_is_well(client: Client, db: None) -> None:
    answer = client.get("/health/")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_without_the_database_every_page_says_so(
    committed: House, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """The real thing: a database that is not there any more, asked for by somebody who is signed in."""
    from tests import people  # noqa: PLC0415

    olena = people.person("olena", "Olena Petrenko")
    client.force_login(olena)
    client.raise_request_exception = False
    connection.close()
    real = connection.settings_dict["PORT"], connection.settings_dict["HOST"]
    connection.settings_dict.update(PORT=9, HOST="127.0.0.1")
    try:
        answers = {page: client.get(page) for page in ("/me/", "/health/", "/signin/")}
        posted = client.post("/signin/", {"login": "olena", "password": "x"})
    finally:
        connection.settings_dict.update(PORT=real[0], HOST=real[1])

    assert {page: answer.status_code for page, answer in answers.items()} == {
        "/me/": 503,
        "/health/": 503,
        "/signin/": 503,
    }
    assert posted.status_code == 503
    assert "The portal cannot answer right now" in doors.text(answers["/me/"])
    assert answers["/me/"]["Retry-After"] == "30"
    assert client.get("/me/").status_code == 200
