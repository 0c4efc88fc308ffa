"""The plain FreeRADIUS that ours is compared with: Debian's own queries, writing to Debian's own tables, in the same PostgreSQL."""

import os
from contextlib import closing
from pathlib import Path

import psycopg

from abonent.embedded import cluster
from abonent.embedded.server import Server
from abonent.management import freeradius
from bench.measuring.lines import SECRET

FOLDER = Path(__file__).parents[1] / "radacct"
SCHEMA = Path("/etc/freeradius/3.0/mods-config/sql/main/postgresql/schema.sql")
DATABASE = "radacct"


def make_tables(server: Server) -> None:
    """Make the database as Debian's schema.sql says. Raises SystemExit where it cannot be read."""
    try:
        schema = SCHEMA.read_bytes()
    except OSError as wrong:
        raise SystemExit(
            f"Debian's tables cannot be read ({wrong}): freeradius-config, as root or in group freerad"
        ) from None
    with closing(psycopg.connect(server.url(cluster.SUPERUSER), autocommit=True)) as owner:
        owner.execute(f"CREATE DATABASE {DATABASE}".encode())
    with closing(psycopg.connect(server.url(cluster.SUPERUSER, DATABASE), autocommit=True)) as owner:
        owner.execute(schema)
        owner.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {cluster.RADIUS}".encode())
        owner.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {cluster.RADIUS}".encode())


def counted(server: Server) -> tuple[int, int]:
    """Return how many sessions it has written, and the octets that they carried."""
    with closing(psycopg.connect(server.url(cluster.SUPERUSER, DATABASE))) as owner:
        row = owner.execute("SELECT count(*), COALESCE(sum(acctoutputoctets), 0)::bigint FROM radacct").fetchone()
    assert row  # noqa: S101
    return int(row[0]), int(row[1])


def command() -> list[str]:
    """Return its command line."""
    return [freeradius.found(), "-f", "-l", "stdout", "-d", str(FOLDER), "-n", "radiusd"]


def environment(server: Server, port: int) -> dict[str, str]:
    """Return what it is told."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    url = server.url(cluster.RADIUS, DATABASE)
    told = freeradius.Radius(url, Path(), port=port).environment({})
    libpq = {name: value for name, value in told.items() if name.startswith("PG")}
    return {**kept, **libpq, "BENCH_SECRET": SECRET, "BENCH_PORT": str(port)}
