"""The embedded PostgreSQL: real servers in folders of their own, killed in earnest."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from abonent.embedded import binaries, server
from abonent.embedded.server import Server


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder, server.running(Path(folder) / "pg", fast=True) as running:
        yield running


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def postmaster(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def wait_for_the_end(folder: Path) -> None:
    """Return when the last process of the folder's server has let go of its lock."""
    subprocess.run(["flock", folder / "server", "true"], check=True, timeout=30)


def test_a_program_is_of_the_servers_version_or_the_next_newer(shared: Server) -> None:
    [(number,)] = ask(shared.app_url, "SHOW server_version_num")
    major = int(str(number)) // 10_000

    assert binaries.version(binaries.client("pg_dump", server=major).parent, "pg_dump") == major
    with pytest.raises(binaries.NoPostgres, match="postgresql-client-99"):
        binaries.client("pg_dump", server=99)


def test_searching_names_knows_cyrillic_letters(shared: Server) -> None:
    [(trigrams,)] = ask(shared.app_url, "SELECT show_trgm('Шевченко')")

    assert len(trigrams) == 9  # type: ignore[arg-type]  # psycopg gives a list


def test_the_cluster_is_utf8_and_counts_time_in_utc(shared: Server) -> None:
    locale = "SELECT datcollate, datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'abonent'"

    assert ask(shared.app_url, locale) == [("C.UTF-8", "C.UTF-8", "UTF8")]
    assert ask(shared.app_url, "SHOW timezone") == [("UTC",)]


def test_the_application_cannot_create_tables(shared: Server) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(shared.app_url, "CREATE TABLE mine (id int)")


def test_the_application_sees_of_the_owners_tables_only_what_it_was_granted(shared: Server) -> None:
    ask(shared.owner_url, "CREATE TABLE house (id int)")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(shared.app_url, "SELECT * FROM house")


def test_the_owner_may_act_as_the_application(shared: Server) -> None:
    with psycopg.connect(shared.owner_url) as connection:
        connection.execute("SET ROLE abonent_app")
        [who] = connection.execute("SELECT current_user").fetchall()

    assert who == ("abonent_app",)


def test_neither_role_is_a_superuser(shared: Server) -> None:
    powers = "SELECT rolname FROM pg_roles WHERE rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls"

    assert ask(shared.app_url, powers) == [("postgres",)]


def test_a_test_database_has_the_extensions_too(shared: Server) -> None:
    ask(shared.owner_url, "CREATE DATABASE test_abonent")

    names = ask(shared.url("abonent_owner", "test_abonent"), "SELECT extname FROM pg_extension ORDER BY 1")
    assert names == [("btree_gist",), ("pg_trgm",), ("plpgsql",)]


def test_no_port_is_open(shared: Server) -> None:
    assert ask(shared.app_url, "SHOW listen_addresses") == [("",)]
    with socket.socket() as tcp, pytest.raises(ConnectionRefusedError):
        tcp.connect(("127.0.0.1", int(str(ask(shared.app_url, "SHOW port")[0][0]))))


def test_all_that_is_made_is_closed_to_others(shared: Server) -> None:
    sockets = Path((shared.folder / "socket").read_text())

    for path in (shared.folder, shared.folder / "data", sockets):
        assert (path.stat().st_mode & 0o777, path.stat().st_uid) == (0o700, os.geteuid())


def test_data_under_a_closed_and_very_long_path_are_served(tmp_path: Path) -> None:
    closed = tmp_path / ("long" * 20) / ("longer" * 20)
    closed.mkdir(mode=0o700, parents=True)
    before = tmp_path.stat().st_mode

    with server.running(closed / "pg", fast=True) as running:
        assert ask(running.app_url, "SELECT 1") == [(1,)]

    assert (closed.stat().st_mode & 0o777, tmp_path.stat().st_mode) == (0o700, before)


def test_the_second_to_come_shares_the_server_and_the_last_to_leave_stops_it(tmp_path: Path) -> None:
    first = server.start(tmp_path / "pg", fast=True)
    pid = postmaster(tmp_path / "pg")
    second = server.start(tmp_path / "pg", fast=True)
    sockets = Path((tmp_path / "pg" / "socket").read_text())

    first.stop()
    assert postmaster(tmp_path / "pg") == pid
    assert ask(second.app_url, "SELECT 1") == [(1,)]

    second.stop()
    assert not Path(f"/proc/{pid}").exists()
    assert not sockets.exists()


def test_many_who_come_at_once_get_one_server(tmp_path: Path) -> None:
    comers = [user(tmp_path / "pg") for _ in range(4)]

    pids = {comer.stdout.readline() for comer in comers if comer.stdout}
    for comer in comers:
        comer.communicate("leave\n", timeout=30)

    assert len(pids) == 1
    assert [comer.returncode for comer in comers] == [0, 0, 0, 0]
    wait_for_the_end(tmp_path / "pg")


def test_the_server_does_not_outlive_a_killed_user(tmp_path: Path) -> None:
    only = user(tmp_path / "pg")
    pid = read_pid(only)

    only.kill()
    only.communicate(timeout=30)
    wait_for_the_end(tmp_path / "pg")

    assert not Path(f"/proc/{pid}").exists()


def test_the_server_does_not_outlive_a_killed_guard(tmp_path: Path) -> None:
    with server.running(tmp_path / "pg", fast=True) as running:
        os.kill(parent(postmaster(tmp_path / "pg")), signal.SIGKILL)
        wait_for_the_end(tmp_path / "pg")

        with pytest.raises(psycopg.OperationalError):
            ask(running.app_url, "SELECT 1")


def test_what_was_committed_is_there_after_the_server_was_killed(tmp_path: Path) -> None:
    with server.running(tmp_path / "pg", fast=True) as running:
        ask(running.owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")

        os.kill(postmaster(tmp_path / "pg"), signal.SIGKILL)

        with server.running(tmp_path / "pg", fast=True) as again:
            assert ask(again.owner_url, "SELECT answer FROM kept") == [(42,)]


def test_the_number_of_a_dead_server_may_belong_to_somebody_else_now(tmp_path: Path) -> None:
    with server.running(tmp_path / "pg", fast=True):
        pass
    stale = f"{os.getpid()}\n{tmp_path / 'pg' / 'data'}\n1\n5432\n\n\n0 0\nready\n"
    (tmp_path / "pg" / "data" / "postmaster.pid").write_text(stale)

    with server.running(tmp_path / "pg", fast=True) as running:
        assert ask(running.app_url, "SELECT 1") == [(1,)]


def test_a_first_start_that_was_cut_short_is_made_again(tmp_path: Path) -> None:
    unfinished = tmp_path / "pg" / "data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    with server.running(tmp_path / "pg", fast=True) as running:
        assert ask(running.app_url, "SELECT 1") == [(1,)]

    assert not unfinished.exists()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with server.running(tmp_path / "pg", fast=True):
        pass
    (tmp_path / "pg" / "data" / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(server.ServerFailed, match="no_such_setting"):
        server.start(tmp_path / "pg", fast=True)


def user(folder: Path) -> subprocess.Popen[str]:
    """Start a process that uses the server, prints its pid, and leaves when told."""
    program = """
        import sys
        from pathlib import Path
        from abonent.embedded import binaries, server

        with server.running(Path(sys.argv[1]), fast=True) as running:
            print((running.folder / "data" / "postmaster.pid").read_text().splitlines()[0], flush=True)
            sys.stdin.readline()
    """
    words = [sys.executable, "-c", textwrap.dedent(program), str(folder)]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def read_pid(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    return int(process.stdout.readline())
