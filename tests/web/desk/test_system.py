"""Django's admin: for the system administrator alone, to be read and never to be written, without what opens anything."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, reverse
from pytest_django import Settings

from abonent import profile
from abonent.audit.models import Before
from abonent.journal.models import Event
from abonent.people import actions
from abonent.people.models import Account, Contact, User
from abonent.web.desk.audit_words import COLUMNS
from abonent.web.desk.system import names
from abonent.web.desk.system.site import site, tables
from abonent.web.desk.system.tables import MOST, SECRET
from abonent.web.module import installed
from tests import people
from tests.journal.failed_jobs import failed
from tests.web import doors
from tests.web.walking import is_protected, writes

INDEX, LIST = "/desk/system/", "/desk/system/abonent/account/"
REGISTERED = sorted(
    site._registry,  # noqa: SLF001 - Django's
    key=lambda model: model.__name__,
)
OPENS = ("password", "secret", "digest", "session", "token", "seed", "bound", "bank_url")
"""What columns are called that open something."""


def row(account: Account) -> str:
    return f"{LIST}{account.pk}/change/"


def everything(within: Any = None) -> list[URLPattern]:
    """All addresses of the admin."""
    found: list[URLPattern] = []
    for each in within or site.get_urls():
        found += everything(each.url_patterns) if isinstance(each, URLResolver) else [each]
    return found


def test_only_the_administrator_comes_in(
    account: Account, olena: User, clerk: Client, accountant: Client, technician: Client, admin: Client
) -> None:
    stranger, customer = doors.browser(), doors.browser()
    customer.force_login(olena)

    for page in (INDEX, LIST, row(account), "/desk/system/abonent/"):
        assert stranger.get(page)["Location"].startswith("/desk/signin/"), page
        assert customer.get(page).status_code == 404, page
        assert [each.get(page).status_code for each in (clerk, accountant, technician)] == [403] * 3, page
        assert admin.get(page).status_code == 200, page


def test_every_address_of_it_is_behind_the_same_door(clerk: Client) -> None:
    names = {str(each.name) for each in everything()}

    assert names == {"index", "app_list"} | {
        f"{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model in REGISTERED
        for page in ("changelist", "change")
    }
    for each in everything():
        words = {"object_id": "1"} if "object_id" in each.pattern.converters else {}
        words |= {"app_label": "abonent"} if each.name == "app_list" else {}
        assert clerk.get(reverse(f"desk_system:{each.name}", kwargs=words)).status_code == 403, each.name


@pytest.mark.parametrize("page", ["login/", "logout/", "password_change/", "jsi18n/", "autocomplete/", "r/1/1/"])
def test_djangos_own_doors_are_not_there(admin: Client, page: str) -> None:
    assert admin.get(f"{INDEX}{page}").status_code == 404
    assert admin.post(f"{INDEX}{page}").status_code == 404


def test_without_a_second_step_it_is_closed(db: None) -> None:
    client = doors.browser()
    client.force_login(people.staff("ADMIN"))

    assert client.get(INDEX)["Location"] == "/me/security/"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(admin: Client, account: Account, method: str) -> None:
    for page in (INDEX, LIST, row(account)):
        sent = getattr(admin, method)(page, {"holder": "Somebody else", "action": "delete_selected"})
        assert sent.status_code == 405, page
    for page in ("add/", f"{account.pk}/delete/", f"{account.pk}/history/", f"{account.pk}/"):
        assert admin.get(f"{LIST}{page}").status_code == 404, page
    assert Account.objects.get(pk=account.pk).holder == "Olena Petrenko"


def test_a_row_is_read_and_not_typed_into(admin: Client, account: Account) -> None:
    shown = admin.get(row(account)).content.decode()

    assert "Olena Petrenko" in shown
    assert not [
        mark for mark in ('type="text"', "<textarea", "<select", 'type="submit"', "<style", "<script") if mark in shown
    ]


def test_every_table_answers(admin: Client, account: Account) -> None:
    people.bill(account)
    for model in REGISTERED:
        address = reverse(f"desk_system:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answer: Any = admin.get(address)

        assert answer.status_code == 200, model
        assert is_protected(answer, kept=False)
        assert "<style" not in answer.content.decode()
        first = model._default_manager.order_by("-pk").first()  # noqa: SLF001 - Django's
        assert first is None or admin.get(f"{address}{first.pk}/change/").status_code == 200, model
        assert admin.get(f"{address}987654321/change/").status_code == 404, model


def test_all_our_tables_are_there_but_those_that_cannot_or_must_not_be(db: None) -> None:
    ours = set(apps.get_app_config("abonent").get_models())

    left_out = {model.__name__ for model in ours - set(tables()) if not issubclass(model, Before)}

    assert left_out == {"Change", "Event", "Session"}
    theirs = {model for module in installed() for model in module.get_models() if not issubclass(model, Before)}
    assert {model for model in theirs if model._meta.managed} <= set(tables())


def test_what_opens_something_is_not_shown() -> None:
    found = {
        (model._meta.model_name, field.name)
        for model, table in site._registry.items()  # noqa: SLF001 - Django's
        for field in table.shown()  # type: ignore[attr-defined]
        if any(word in field.name for word in OPENS) and not field.name.endswith("_at")
    }

    assert found == {("rules", "sessions"), ("line", "mac_bound")}  # how many a line may have, and a yes or no
    assert "data" in SECRET["authenticator"]


def test_no_proof_of_anybody_stands_on_any_page(admin: Client, account: Account, olena: User) -> None:
    actions.make_link(actions.RECOVER, at=people.NOON, lasts=people.NOON - people.LONG_AGO, user=olena, subject="x")
    theirs = doors.browser()
    theirs.force_login(olena)
    doors.switch_on(theirs, olena)
    olena.refresh_from_db()

    pages = [f"{INDEX}abonent/user/{olena.pk}/change/", f"{INDEX}abonent/user/", f"{INDEX}abonent/code/"]
    pages += [f"{INDEX}mfa/authenticator/", f"{INDEX}abonent/message/"]
    pages += [
        f"{INDEX}mfa/authenticator/{each}/change/"
        for each in Authenticator.objects.filter(user=olena).values_list("pk", flat=True)
    ]
    shown = "".join(admin.get(page).content.decode() for page in pages)

    assert olena.password not in shown
    assert "argon2" not in shown
    assert str(theirs.session.session_key) not in shown
    for data in Authenticator.objects.filter(user=olena).values_list("data", flat=True):
        assert not any(str(secret) in shown for secret in data.values() if isinstance(secret, str))


@pytest.mark.parametrize(
    "asked", ["password__startswith=argon2", "password__exact=x", "holder__icontains=O", "user__password__startswith=a"]
)
def test_a_secret_cannot_be_guessed_by_asking_for_it(admin: Client, account: Account, asked: str) -> None:
    for page in (f"{INDEX}abonent/user/", f"{INDEX}abonent/access/", LIST):
        answer = admin.get(f"{page}?{asked}")
        assert answer.status_code in {302, 400}, page
        assert "Olena" not in answer.content.decode()


def test_rows_are_found_by_number_and_by_account(admin: Client, account: Account, neighbour: Account) -> None:
    contact = Contact.objects.get(account=account)

    by_account = admin.get(f"{INDEX}abonent/contact/?q={account.pk}").content.decode()
    by_words = admin.get(f"{INDEX}abonent/contact/?q=olena@example.com").content.decode()
    too_long = admin.get(f"{INDEX}abonent/contact/?q={'9' * 40}")

    assert f"/contact/{contact.pk}/change/" in by_account
    assert "/change/" not in by_words
    assert too_long.status_code == 200


def test_no_long_table_is_counted_or_sorted(admin: Client, account: Account) -> None:
    with CaptureQueriesContext(connection) as asked:
        admin.get(f"{INDEX}abonent/contact/?o=-3.2&all=")

    said = [each["sql"] for each in asked if "people_contact" in each["sql"]]
    counts = [sql for sql in said if "COUNT(" in sql]
    assert counts
    assert all(f"LIMIT {MOST}" in sql for sql in counts)
    assert all("ORDER BY" not in sql or 'ORDER BY "people_contact"."id" DESC' in sql for sql in said)


def test_a_longer_list_asks_no_more(admin: Client, account: Account) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            admin.get(f"{INDEX}abonent/contact/")
        return len(asked)

    few = statements()
    for number in range(40):
        people.mail(account, None, f"{number}@example.com")

    assert statements() == few


def test_that_a_customers_data_were_looked_at_is_written_down(
    admin: Client, admin_user: User, account: Account, olena: User
) -> None:
    contact = Contact.objects.get(account=account)
    with CaptureQueriesContext(connection) as asked:
        admin.get(LIST)
    assert writes(asked) == []

    admin.get(f"{INDEX}abonent/contact/{contact.pk}/change/")
    admin.get(f"{INDEX}abonent/user/{olena.pk}/change/")

    event = Event.objects.get(kind="customer.seen")
    assert (event.account_id, event.by_id, event.via) == (account.pk, admin_user.pk, "desk")


def test_failed_jobs_are_found(admin: Client) -> None:
    assert admin.get(f"{INDEX}procrastinate/procrastinatejob/?status__exact=failed").status_code == 200


def test_it_speaks_the_language_of_whoever_reads(admin: Client, admin_user: User) -> None:
    actions.speak(admin_user, "pl")

    assert '<html lang="pl"' in admin.get(INDEX).content.decode()


def test_every_table_and_column_has_a_name_in_words() -> None:
    modules = list(installed())
    tables = {*names.TABLES, *(name for module in modules for name in module.tables)}
    columns = {*COLUMNS, *names.COLUMNS}
    columns |= {name for module in modules for some in (module.columns, module.audit_columns) for name in some}

    assert {str(model._meta.model_name) for model in REGISTERED} <= tables
    shown = {
        field.attname
        for table in site._registry.values()  # noqa: SLF001 - Django's
        for field in table.shown()  # type: ignore[attr-defined]
    }
    assert shown - columns == set()


def test_times_are_the_operators_to_the_second_and_values_are_read_in_words(admin: Client, account: Account) -> None:
    bill = people.bill(account)
    page = admin.get(f"{INDEX}abonent/invoice/{bill.pk}/change/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    job = failed(payment=1)

    at = bill.recorded_at.astimezone(profile.current().zone)
    assert f"{at:%H:%M:%S}" in page
    assert "60.00" in page
    period = admin.get(f"{INDEX}abonent/period/{bill.period_id}/change/").content.decode()
    assert "1 Nov 2026 – 1 Dec 2026" in period
    assert f'<a href="{row(account)}">' in page
    jobs = admin.get(f"{INDEX}procrastinate/procrastinatejob/?status__exact=failed").content.decode()
    assert "Ask the bank about a payment" in jobs
    assert f"/procrastinatejob/{job}/change/" in jobs
    assert "billing.ask" not in jobs
    assert (
        f"/{job}/change/"
        not in admin.get(f"{INDEX}procrastinate/procrastinatejob/?status__exact=todo").content.decode()
    )
    assert "failed for good" in admin.get(f"{INDEX}procrastinate/procrastinateevent/").content.decode()


def test_the_menu_leads_there_whom_it_is_open_to(admin: Client, clerk: Client) -> None:
    assert f'href="{INDEX}"' in admin.get("/desk/").content.decode()
    assert f'href="{INDEX}"' not in clerk.get("/desk/").content.decode()


def test_djangos_checks_of_what_we_say_find_nothing(settings: Settings) -> None:
    assert site.check(None) == []


def test_nothing_of_it_is_kept_in_a_table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_admin_log')")
        assert cursor.fetchone() == (None,)
    assert "django.contrib.messages" not in settings.INSTALLED_APPS
