"""The real PostgreSQL of the tests: one server for all workers, one database each, the application's own role."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from abonent import profile
from abonent.database import roles
from abonent.embedded import server
from abonent.settings import database
from tests.environment import CACHE, ROOT

FOLDER = CACHE / "test-postgres"
PROFILE = ROOT / "profiles" / "isp" / "profile.toml"


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one process of this machine at a time do something."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class House:
    """This worker's database: copied from a template that was migrated once, and copied anew when a test committed."""

    def __init__(self, postgres: server.Server, worker: str) -> None:
        self.postgres = postgres
        self.name = f"test_{worker}_{os.getpid()}"
        with alone("test-template"):
            self.template = self._template()

    @property
    def url(self) -> str:
        """The application's login; what tests and the processes they start use."""
        return self.postgres.url("abonent_app", self.name)

    @property
    def owner_url(self) -> str:
        return self.postgres.url("abonent_owner", self.name)

    def renew(self) -> None:
        """Throw the database away and copy it from the template."""
        connections.close_all()
        with alone("test-template"):
            self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
            self._say("CREATE DATABASE {} TEMPLATE {}", self.name, self.template)
        use(self.url)

    def begin_empty(self) -> None:
        """Throw the database away and make one without anything in it; we are its owner."""
        connections.close_all()
        self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
        self._say("CREATE DATABASE {}", self.name)
        use(self.owner_url)

    def drop(self) -> None:
        connections.close_all()
        self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)

    def _say(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.postgres.url("abonent_owner"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _template(self) -> str:
        name = f"template_{_fingerprint()}"
        with psycopg.connect(self.postgres.url("abonent_owner"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return name
        making = f"{name}_making"
        self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", making)
        self._say("CREATE DATABASE {}", making)
        use(self.postgres.url("abonent_owner", making))
        call_command("migrate", verbosity=0, database="default", skip_checks=True, interactive=False)
        _make_ready()
        connections.close_all()
        self._say("ALTER DATABASE {} RENAME TO {}", making, name)
        return name


def use(url: str) -> None:
    """Let Django's connection go to another database."""
    connections["default"].close()
    found: dict[str, Any] = database(url)
    connections["default"].settings_dict.update({k: v for k, v in found.items() if k != "TEST"})
    settings.DATABASES["default"].update({k: v for k, v in found.items() if k != "TEST"})


def _make_ready() -> None:
    from abonent.billing.actions import open_books  # noqa: PLC0415 - needs Django
    from abonent.people.actions import enter_wordings  # noqa: PLC0415 - the same
    from abonent.web.module import installed, modules  # noqa: PLC0415 - the same

    roles.grant()
    open_books()
    enter_wordings(profile.current(), at=datetime(2024, 1, 1, tzinfo=UTC))
    for module in installed():
        module.lent("grant")()
    for module in modules():
        module.lent("settle")(profile.current())


def _fingerprint() -> str:
    """Say which database the code of today makes."""
    sources = [*sorted((ROOT / "src/abonent").rglob("migrations/*.py")), Path(roles.__file__), Path(__file__), PROFILE]
    content = b"".join(path.read_bytes() for path in sources) + (ROOT / "requirements/main.txt").read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]
