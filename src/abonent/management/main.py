"""The `abonent` command."""

import os
import sys
from typing import Any

from django.core.management import BaseCommand, ManagementUtility

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


def main() -> None:
    """Do what the command line says."""
    words = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abonent.settings")
    if not words or words[0] in {"-h", "--help", "help"}:
        print(USAGE, end="")
    elif words[0] == "demo":
        sys.exit(demo.main(words[1:]))
    else:
        _with_settings(words)


def _with_settings(words: list[str]) -> None:
    try:
        if words[0] in {"migrate", "restore"}:
            _become_owner()
        if words[0] == "migrate":
            # With more words it is Django's own, under the owner's login.
            words = words if [word for word in words[1:] if word not in {"-h", "--help"}] else ["upgrade", *words[1:]]
        name = words[0] if words[0].startswith("-") else words[0].replace("-", "_")  # as Python calls the module
        _Commands(["abonent", name, *words[1:]]).execute()
    except ProfileError as wrong:
        _refuse(str(wrong))
    except Exception as wrong:
        if words[0] != "doctor":
            raise
        _refuse(f"the settings cannot be read: {wrong!r}")


class _Commands(ManagementUtility):
    """Django's; what a command changes is told to the audit with the command's name."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        from abonent.audit.acting import Actor, acting  # noqa: PLC0415 - needs settings, which there are by now

        command = super().fetch_command(subcommand)
        handle = command.handle

        def told(*words: Any, **said: Any) -> str | None:
            with acting(lambda: Actor(None, f"abonent {subcommand.replace('_', '-')}")):
                return handle(*words, **said)

        command.handle = told  # type: ignore[method-assign]
        return command


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
