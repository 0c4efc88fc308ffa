"""What a customer sees when something is broken on our side: the truth, in their words, with what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.page_check import check_page
from tests.browser.street import PORTAL, Street
from tests.listening import eventually


def test_without_a_database(visit: Visit, the_street: Street) -> None:
    olena = scenes.customer()
    visitor = visit().sign_in(olena.user)
    visitor.go("/overview/")

    with _no_database(the_street):
        check_page(visitor.go("/overview/", 503))
        check_page(visitor.go("/signin/", 503))

    eventually(lambda: (answer := visitor.page.goto("/overview/")) is not None and answer.status == 200)
    # The browser asked for a newer worker meanwhile, and keeps the one it has.
    visitor.wrong[:] = [line for line in visitor.wrong if "when fetching the script" not in line]


def test_with_a_fault_of_ours(visit: Visit, the_street: Street) -> None:
    olena = scenes.customer()
    visitor = visit().sign_in(olena.user)

    with _table_missing(the_street, "contracts_restriction"):
        check_page(visitor.go("/overview/", 500))

    visitor.go("/overview/")


@contextmanager
def _no_database(street: Street) -> Iterator[None]:
    """Let nobody come in any more, and send the portal away."""
    name = sql.Identifier(street.house.name)
    with psycopg.connect(street.house.owner_url, autocommit=True) as owner:
        owner.execute(sql.SQL("ALTER DATABASE {} CONNECTION LIMIT 0").format(name))
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            [PORTAL],
        )
        try:
            yield
        finally:
            owner.execute(sql.SQL("ALTER DATABASE {} CONNECTION LIMIT -1").format(name))


@contextmanager
def _table_missing(street: Street, table: str) -> Iterator[None]:
    here, away = sql.Identifier(table), sql.Identifier(f"{table}_away")
    with psycopg.connect(street.house.owner_url, autocommit=True) as owner:
        owner.execute(sql.SQL("ALTER TABLE {} RENAME TO {}").format(here, away))
        try:
            yield
        finally:
            owner.execute(sql.SQL("ALTER TABLE {} RENAME TO {}").format(away, here))
