"""The `abonent` command."""

import os
import sys
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, ManagementUtility
from django.db.utils import OperationalError

from abonent.management import demo
from abonent.profile import ProfileError

USAGE = """\
Usage: abonent COMMAND [OPTIONS]

  demo PROFILE   try it: a whole operator with invented customers on this machine
  serve          answer the web: the portal, to be put behind a proxy that speaks https
  work           do the jobs: letters, bills, questions to banks (keep one running always)
  radius         answer routers who may connect: FreeRADIUS on our configuration
  migrate        bring the database, its roles and the static files up to date (after each new version)
  verify         work out all money again from its rows; say what does not agree
  backup FILE    copy everything that is kept into one file, while the portal runs
  restore FILE   put such a copy into an empty database, and compare it with what it was
  reseal         seal all secrets anew after the key of the vault was changed
  bill           issue the bills of a month, try that out first, or stop it
  doctor         look whether everything is in order and safe; say what to do where it is not
  invite LOGIN   send a person the link to their first password, which nobody else sets or sees
  staff          invite the first administrator of the desk; say who works there
  lost-step      let a customer in who has lost the second step of signing in, after a waiting time
  publish FILE   tell something to everybody: news, works, an outage, an offer
  changes        list what customers asked the office to change; accept or refuse it
  keep-document  put a PDF or a picture (an agreement, an annex) with a customer's account

"abonent COMMAND --help" tells the options. Settings come from the environment; docs: README.md.
"""
NOT_OURS = {"-v", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color"}
"""Options that Django gives every command; whoever operates needs none of them."""
AWAY = ("08", "57P")
"""Classes of SQLSTATE when a connection is lost; when none could be made there is no SQLSTATE at all."""


def main() -> None:
    """Do what the command line says."""
    words = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abonent.settings")
    if not words or words[0] in {"-h", "--help", "help"}:
        print(USAGE, end="")
    elif words == ["--version"]:
        print(version("abonent"))
    elif words[0] == "demo":
        sys.exit(demo.main(words[1:]))
    else:
        _with_settings(words)


def _with_settings(words: list[str]) -> None:
    try:
        if words[0] in {"migrate", "restore"}:
            _become_owner()
        _read_settings()
        if words[0] == "migrate":
            # With more words it is Django's own, under the owner's login.
            words = words if [word for word in words[1:] if word not in {"-h", "--help"}] else ["upgrade", *words[1:]]
        name = words[0] if words[0].startswith("-") else words[0].replace("-", "_")  # as Python calls the module
        _Commands(["abonent", name, *words[1:]]).execute()
    except ProfileError as wrong:
        _refuse(str(wrong))
    except OperationalError as wrong:
        if not _is_away(wrong):
            raise
        _refuse(
            f"the database does not answer: {wrong}\nLook at its address (DATABASE_URL, DATABASE_OWNER_URL), and whether PostgreSQL runs."
        )


def _read_settings() -> None:
    """Read the environment before anything is done; what cannot be read is said in a line. Raises ProfileError."""
    try:
        settings.INSTALLED_APPS  # noqa: B018 - the first that is asked for loads all
    except ProfileError:
        raise
    except Exception as wrong:  # noqa: BLE001 - whatever it is, it is told
        _refuse(f"the settings cannot be read: {type(wrong).__name__}: {wrong}")


def _is_away(wrong: OperationalError) -> bool:
    """Tell whether the database could not be reached, which is nobody's mistake in the program."""
    state = getattr(wrong.__cause__, "sqlstate", None)
    return state is None or state.startswith(AWAY)


class _Commands(ManagementUtility):
    """Django's; what a command changes is told to the audit with the command's name, by which its help calls it, too."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        from abonent.audit.acting import Actor, acting  # noqa: PLC0415 - needs settings, which there are by now

        command = super().fetch_command(subcommand)
        handle = command.handle
        _present(command)

        def told(*words: Any, **said: Any) -> str | None:
            with acting(lambda: Actor(None, f"abonent {subcommand.replace('_', '-')}")):
                return handle(*words, **said)

        command.handle = told  # type: ignore[method-assign]
        return command


def _present(command: BaseCommand) -> None:
    """Let the help of a command of ours speak of it as it is typed, and of nothing that is Django's."""
    if not type(command).__module__.startswith("abonent."):
        return
    parser_for = command.create_parser

    def parser(program: str, name: str, **more: Any) -> Any:
        return parser_for(program, "migrate" if name == "upgrade" else name.replace("_", "-"), **more)

    command.create_parser = parser  # type: ignore[assignment, method-assign]
    command.get_version = lambda: version("abonent")  # type: ignore[method-assign]
    command.suppressed_base_arguments = NOT_OURS


def _become_owner() -> None:
    """Let migrations run under the login that owns the database, which nobody else is given."""
    for ending in ("", "_FILE"):
        if said := os.environ.pop(f"DATABASE_OWNER_URL{ending}", ""):
            os.environ.pop("DATABASE_URL_FILE", None)
            os.environ[f"DATABASE_URL{ending}"] = said


def _refuse(why: str) -> None:
    for line in why.splitlines():
        print(f"BAD   {line}", file=sys.stderr)
    sys.exit(2)
