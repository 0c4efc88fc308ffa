"""`abonent keep-document`: put a signed agreement or another paper with a customer's account, until the desk exists."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from abonent import profile
from abonent.contracts.models import Agreement
from abonent.contracts.queries import subject
from abonent.language import is_printable, lengths
from abonent.people.models import Account
from abonent.post.actions import keep_document
from abonent.post.keeping import KINDS, LARGEST, NotADocument

"""As the desk takes them."""


class Command(BaseCommand):
    help = "Put a PDF or a picture with a customer's account; the same file twice is one document. Prints its SHA-256."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account", metavar="ACCOUNT", help="number of the account")
        parser.add_argument("file", metavar="FILE", type=Path, help="a PDF, PNG or JPEG of at most 10 MB")
        parser.add_argument("--title", required=True, help="what the customer reads")
        parser.add_argument("--kind", required=True, choices=KINDS, type=str.upper, help=", ".join(KINDS))
        parser.add_argument(
            "--agreement", default="", help="number of the agreement; not needed where there is one only"
        )

    def handle(self, *_: Any, **said: Any) -> None:
        agreement = _agreement(_account(said["account"]), said["agreement"])
        try:
            with said["file"].open("rb") as file:
                document = keep_document(
                    agreement.account_id,
                    subject=subject(agreement.number),
                    kind=said["kind"],
                    title=_title(said["title"]),
                    content=file.read(LARGEST + 1),
                    at=timezone.now(),
                )
        except (OSError, NotADocument) as wrong:
            raise CommandError(f"{said['file']}: {wrong}") from None
        self.stdout.write(f"{document.sha256} {document.title}")


def _title(typed: str) -> str:
    title = " ".join(typed.split())
    if not title or len(title) > lengths.TITLE or not is_printable(title):
        raise CommandError(f"A title has 1 to {lengths.TITLE} characters, all of which can be printed.")
    return title


def _account(number: str) -> Account:
    plain = profile.current().account_number.plain(number)
    found = Account.objects.filter(number=plain or "").first()
    if found is None:
        raise CommandError(f"There is no account {number}.")
    return found


def _agreement(account: Account, number: str) -> Agreement:
    found = list(Agreement.objects.filter(account=account, **({"number": number} if number else {})))
    if len(found) == 1:
        return found[0]
    if not found:
        raise CommandError(f"Account {account} has no agreement {number}".rstrip() + ".")
    numbers = ", ".join(sorted(agreement.number for agreement in found))
    raise CommandError(f"Account {account} has several agreements: name one with --agreement ({numbers}).")
