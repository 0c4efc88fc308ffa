"""What linters cannot see: the laws of the data, the names of what happens, the size of the rooms."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields.ranges import RangeField
from django.db import IntegrityError, models, transaction

import abonent.models
from abonent import profile
from abonent.audit.models import Before, tables, tracked
from abonent.billing.models import Charge, Invoice
from abonent.database.constraints import SameAccount
from abonent.journal.kinds import SENTENCES
from abonent.people.models import Account
from abonent.web.module import installed
from tests import people
from tests.environment import ROOT

SOURCE = ROOT / "src" / "abonent"


HOUSE = list(apps.get_app_config("abonent").get_models())


MODULES = list(installed())


MODELS = [*HOUSE, *(model for module in MODULES for model in module.get_models())]


MAY_OVERLAP = {
    "Agreement.valid": "two agreements of one account may run side by side",
    "Subscription.valid": "an account may have several lines",
    "Tariff.sold": "when it is on the price list; the code is unique",
    "Charge.days": "several things are charged for the same days",
    "Notice.happens": "several works may go on at once",
    "Notice.shown": "several notices may be shown at once",
}
"""Ranges that may overlap, and why. Every other range has its exclusion constraint."""


UNIQUE_IN_THE_HOUSE = {
    "Proposal.ref": "random, stands in addresses of the desk and in what the bank is told",
    "User.login": "a person signs in with it, before any account is known",
    "Account.number": "customers name their account by it",
    "Account.origin_ref": "the billing system's own key",
    "LostStep.user": "a person has one sign-in",
    "Wording.code,version": "what is asked is asked of everybody alike",
    "Order.ref": "customers name it at the office, whoever they are",
    "Notice.slug": "its address, for everybody",
    "Document.ref": "a random name; whose it is is asked beside it",
    "Takeout.ref": "a random name, of a person",
    "Takeout.user": "a person needs one archive at a time",
    "Message.key": "the same letter is queued once, whoever it is to",
    "Tariff.code": "the price list is everybody's",
    "Agreement.number": "the number on paper",
    "Subscription.kind,ref": "a line or a telephone number is one customer's at a time",
    "Payer.bank_account": "a transfer must find its account",
    "Batch.period,low": "a batch is planned once",
    "Invoice.number": "a tax document's number",
    "EInvoice.system,number": "the state's own number",
    "Book.code": "the ledger's books are everybody's",
    "Payment.ref": "the gateway knows it, not the account",
    "Device.name": "technicians call it so",
    "Device.address": "RADIUS knows who asks by where the packet comes from",
    "Line.login": "whoever connects says it, before any account is known",
    "Line.address4": "an address leads to one customer",
    "Line.prefix6": "the same",
    "Reply.vendor,level,place": "what a kind of device is told, everybody alike",
    "Receipt.source,external_id": "what the outside said is heard once",
}


def owned() -> list[type[models.Model]]:
    """The models whose rows are somebody's."""
    return [model for model in MODELS if any(field.name == "account" for field in model._meta.fields)]


def test_every_model_is_on_the_floor_plan() -> None:
    assert {model.__name__ for model in HOUSE} == set(abonent.models.__all__)


def test_what_a_module_keeps_bears_its_name() -> None:
    tables = {
        model._meta.db_table.removeprefix("audit_").partition("_")[0]: module.label
        for module in MODULES
        for model in module.get_models()
    }

    assert all(word == label for word, label in tables.items())


def test_nothing_below_knows_a_module_by_name() -> None:
    """What floors cannot see: a module named in a text, as one of its tables or a path to it."""
    named = re.compile("|".join(rf"abonent\.modules\.{module.label}|\b{module.label}_" for module in MODULES))
    above = {"modules", "demo", "management", "settings.py", "urls.py", "profile"}  # whose tree has a part for each

    found = [
        f"{path.relative_to(SOURCE)}: {text}"
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] not in above
        for text in texts(path)
        if named.search(text)
    ]

    assert found == []


@pytest.mark.parametrize("model", owned(), ids=lambda model: model.__name__)
def test_what_is_somebodys_names_whose(model: type[models.Model]) -> None:
    assert not model._meta.get_field("account").null


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__)
def test_what_is_kept_of_a_row_refers_to_no_other(table: type[Before]) -> None:
    """The other may be gone, and whose it is stands in the kept row itself: so no law of references can be broken."""
    assert [field.name for field in table._meta.fields if isinstance(field, models.ForeignKey)] == []
    somebodys = tracked(table) in owned() and tracked(table) is not Account
    assert ("account" in {field.name for field in table._meta.fields}) == somebodys


@pytest.mark.parametrize("model", owned(), ids=lambda model: model.__name__)
def test_what_is_somebodys_refers_to_rows_of_the_same_account(model: type[models.Model]) -> None:
    guarded = {rule.field for rule in model._meta.constraints if isinstance(rule, SameAccount)}

    refers = {
        field.name
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and field.related_model in owned()
    }

    assert refers == guarded


def test_ranges_cannot_overlap_but_where_they_may() -> None:
    found = {
        f"{model.__name__}.{field.name}"
        for model in MODELS
        if not issubclass(model, Before)  # as a row was, again and again
        for field in model._meta.fields
        if isinstance(field, RangeField)
        and not any(
            isinstance(rule, ExclusionConstraint) and field.name in [name for name, _ in rule.expressions]
            for rule in model._meta.constraints
        )
    }

    assert found == set(MAY_OVERLAP)


def test_what_is_unique_in_the_whole_house_is_so_for_a_reason() -> None:
    constraints = {
        f"{model.__name__}.{','.join(rule.fields)}"
        for model in MODELS
        for rule in model._meta.constraints
        if isinstance(rule, models.UniqueConstraint)
        and rule.fields
        and not {"account", "account_id"} & set(rule.fields)
    }
    fields = {
        f"{model.__name__}.{field.name}"
        for model in MODELS
        for field in model._meta.fields
        if field.unique and not field.primary_key and not isinstance(field, models.OneToOneField)
    }

    assert constraints | fields == set(UNIQUE_IN_THE_HOUSE)


def test_nobodys_charge_can_stand_on_somebody_elses_bill(account: Account, neighbour: Account) -> None:
    people.bill(account)
    charge = Charge.objects.get(account=account)
    hers, his = (Invoice.objects.get(account=of) for of in (account, neighbour))
    assert charge.invoice == hers

    with pytest.raises(IntegrityError, match="charge_and_invoice_of_one_account"), transaction.atomic():
        Charge.objects.filter(pk=charge.pk).update(invoice=his)


@pytest.mark.parametrize("path", sorted((ROOT / "profiles").glob("*/profile.toml")), ids=lambda path: path.parent.name)
def test_every_profile_loads(path: Path) -> None:
    profile.check_backends(profile.load(path))


def texts(path: Path) -> Iterator[str]:
    """Every text in a file that says nothing to its reader alone: no docstrings."""
    tree = ast.parse(path.read_text())
    said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said:
            yield node.value


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield path, node


def test_everything_that_is_recorded_has_a_sentence_and_every_sentence_is_used() -> None:
    said = set()
    for path in SOURCE.rglob("*.py"):
        if path.name != "kinds.py":
            tree = ast.parse(path.read_text())
            said |= {
                node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in SENTENCES
            }

    assert said == set(SENTENCES)


def test_only_billing_writes_money() -> None:
    money = {"Entry", "Allocation", "Receipt", "Invoice", "Charge"}
    writes = {"create", "bulk_create", "update", "delete", "get_or_create", "update_or_create", "save"}

    found = [
        f"{path.relative_to(SOURCE)}:{call.lineno}"
        for path, call in calls()
        if "billing" not in path.parts
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in writes
        and any(isinstance(node, ast.Name) and node.id in money for node in ast.walk(call.func))
    ]

    assert found == []


def test_rooms_do_not_become_warehouses() -> None:
    found = [
        f"{path.relative_to(SOURCE)}: {lines} lines"
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 330
    ]

    assert found == []


def test_no_test_is_imported_by_another() -> None:
    """What several tests share has a module of its own: read where it is, and not a test that somebody may move."""
    found = [
        f"{path.relative_to(ROOT)}: {node.module}"
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and str(node.module).rpartition(".")[2].startswith("test_")
    ]

    assert found == []
