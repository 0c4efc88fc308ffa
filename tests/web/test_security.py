"""What holds everywhere: cookies on https, headers, addresses that proxies say, secrets that no page or table shows."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.utils.timezone import now as clock_now
from pytest_django import Settings

from abonent.people.bulk import forget_tries
from abonent.people.models import Account, User
from tests import people
from tests.web import doors

TELL = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "abonent.settings"
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.split("_")[0] in
    ("SESSION", "CSRF", "LANGUAGE", "SECURE", "HOST", "ALLAUTH", "ALLOWED")}, default=str))
"""


def told(**environment: str) -> dict[str, object]:
    """Return what a process of its own makes of an environment."""
    found = subprocess.run(
        [sys.executable, "-c", TELL], env={**os.environ, **environment}, capture_output=True, check=True, text=True
    )
    return dict(json.loads(found.stdout))


def test_on_https_every_cookie_is_bound_to_this_host_and_to_https() -> None:
    settings = told(ABONENT_URL="https://panel.example")

    assert settings["SESSION_COOKIE_NAME"] == "__Host-abonent"
    assert settings["CSRF_COOKIE_NAME"] == "__Host-abonent-form"
    assert settings["LANGUAGE_COOKIE_NAME"] == "__Host-abonent-language"
    assert settings["HOST"] == "__Host-"
    assert [settings[f"{each}_COOKIE_SECURE"] for each in ("SESSION", "CSRF", "LANGUAGE")] == [True] * 3
    assert settings["SECURE_HSTS_SECONDS"] == 63_072_000
    assert settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://panel.example"]
    assert settings["ALLOWED_HOSTS"] == ["panel.example"]


def test_a_demonstration_on_plain_http_has_cookies_that_every_client_keeps() -> None:
    settings = told(ABONENT_URL="http://localhost:8000")

    assert settings["SESSION_COOKIE_NAME"] == "abonent"
    assert settings["SESSION_COOKIE_SECURE"] is False
    assert settings["SECURE_HSTS_SECONDS"] == 0


def test_proxies_are_believed_when_they_are_ours() -> None:
    assert told()["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert told()["SECURE_PROXY_SSL_HEADER"] is None
    assert told(ABONENT_PROXIES="1")["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert told(ABONENT_PROXIES="1")["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_cookies_of_our_own_making_are_secure_on_https(settings: Settings, client: Client, olena: User) -> None:
    settings.SECURE, settings.HOST = True, "__Host-"

    made = [
        doors.sign_in(client, "olena"),
        client.post("/me/look/", {"look": "dark"}),
        client.post("/language/", {"language": "en"}),
    ]

    ours = {
        name: cookie for answer in made for name, cookie in answer.cookies.items() if "look" in name or "device" in name
    }
    assert set(ours) == {"__Host-abonent-device", "__Host-abonent-look"}
    for cookie in ours.values():
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")


def test_the_only_cookies_are_those_that_are_needed(client: Client, olena: User) -> None:
    doors.sign_in(client, "olena")
    client.post("/me/look/", {"look": "dark"})
    client.post("/language/", {"language": "en"})
    client.get("/me/")

    assert set(client.cookies) == {"abonent", "abonent-form", "abonent-device", "abonent-look", "abonent-language"}


@pytest.mark.parametrize("page", ["/signin/", "/me/", "/nowhere/"])
def test_other_origins_are_told_nothing(client: Client, olena: User, page: str) -> None:
    client.force_login(olena)

    answer = client.get(page, headers={"Origin": "https://evil.example"})

    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_nothing_in_the_database_is_a_password_or_a_secret_of_the_app(
    client: Client, account: Account, olena: User
) -> None:
    client.force_login(olena)
    secret = doors.switch_on(client, olena)
    codes = client.get("/me/security/codes.txt").content.decode().split("\n")[2:12]

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM people_user t")
        everything = cursor.fetchone()[0]
        for table in (
            "people_session",
            "mfa_authenticator",
            "journal_event",
            "post_message",
            "web_cache",
            "procrastinate_jobs",
        ):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")  # noqa: S608
            everything += cursor.fetchone()[0] or ""

    assert Authenticator.objects.count() == 2
    for told_to_nobody in (people.PASSWORD, secret, *codes):
        assert told_to_nobody not in everything
    assert "$argon2id$" in everything


def test_counts_of_tries_are_forgotten_when_their_time_is_over(client: Client, olena: User) -> None:
    with time_machine.travel(people.NOON, tick=False) as clock:
        doors.sign_in(client, "olena", "wrong")
        clock.shift(timedelta(seconds=61))
        assert forget_tries(clock_now()) > 0
        assert doors.kinds("sign_in.failed") == ["sign_in.failed"]
        for _ in range(4):
            doors.sign_in(client, "olena", "wrong")
        assert doors.sign_in(client, "olena", "wrong").status_code == 429
        clock.shift(timedelta(minutes=6))
        forget_tries(clock_now())

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM web_cache")
        assert cursor.fetchone() == (0,)


def test_logins_lie_in_no_table_of_limits(client: Client, olena: User) -> None:
    doors.sign_in(client, "olena", "wrong")

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM web_cache")
        rows = cursor.fetchall()
    assert rows
    assert "olena" not in str(rows)
