"""What audit keeps: each row that people edit by hand as it was before it was changed or deleted. Only ever added.

The rows are written by triggers (django-pghistory), in the transaction of the change. What is new in a table, made in
thousands at once or only ever added to is not among it: see docs/decisions/0054. Whatever is not told of a table's
columns is in LEFT_OUT, with its reason. A module keeps its own tables in the same way: `LineBefore = kept(Line, {…})` in its
`models.py`, and `SELECT audit_make_list()` in the migration that makes them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pghistory
import pghistory.models
from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from abonent.billing.models import Payer, Proposal
from abonent.cases.models import Note
from abonent.contracts.models import Agreement, Ending, Holding, Restriction, Subscription
from abonent.database.finding import Made
from abonent.news.models import Notice
from abonent.people.models import Access, Account, Contact, Place, User

PREFIX = "audit_"
FOUND = "made by the database from other columns"
LEFT_OUT = {
    "User.password": "a proof; that it was changed is in the journal",
    "User.password_is_long": "says something of the password",
    "User.last_login": "changes with each sign-in, which the journal tells",
    "User.words": FOUND,
    "Account.words": FOUND,
    "Account.sort_key": FOUND,
    "Account.as_of": "when the billing system's file last told of it; changes every night",
    "Payer.words": FOUND,
    "Place.words": FOUND,
    "Notice.told_at": "when its letters were queued; the journal tells",
}


class Before(pghistory.models.Event):
    """A row as it was before a change. `by` is the person in whose request it was made, none for programs."""

    pgh_id = models.BigIntegerField(
        primary_key=True, db_default=models.expressions.RawSQL("nextval('audit_id_seq')", ())
    )
    pgh_created_at = models.DateTimeField()
    pgh_label = models.CharField(max_length=10)
    by_id = Made(
        expression=Cast(KT("pgh_context__by"), models.BigIntegerField()),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        abstract = True


def tracked(table: type[Before]) -> type[models.Model]:
    """Return the model whose rows a table keeps."""
    return cast("type[models.Model]", table.pgh_tracked_model)


_tables: list[type[Before]] = []


def tables() -> tuple[type[Before], ...]:
    """Return what is kept, of the house and of its modules; all of it only once every application is loaded."""
    return tuple(_tables)


def word(table: type[Before]) -> str:
    """Return by which word the list of changes calls a table: "contact", "internet_line"."""
    return table._meta.db_table.removeprefix(PREFIX)


def kept(model: type[models.Model], left_out: Mapping[str, str] | None = None) -> type[Before]:
    """Keep how the rows of a table were, but for columns that are left out, each with its reason."""
    LEFT_OUT.update((f"{model.__name__}.{column}", why) for column, why in (left_out or {}).items())
    name = PREFIX + (str(model._meta.model_name) if model._meta.app_label == "abonent" else model._meta.db_table)
    told = [field for field in model._meta.concrete_fields if f"{model.__name__}.{field.name}" not in LEFT_OUT]
    made = pghistory.create_event_model(
        model,
        pghistory.UpdateEvent(row="OLD"),
        pghistory.DeleteEvent(),
        fields=[field.name for field in told],
        obj_field=cast("Any", None),
        context_field=pghistory.ContextJSONField(),
        context_id_field=cast("Any", None),
        append_only=True,
        base_model=Before,
        model_name=f"{model.__name__}Before",
        attrs={field.name: _number(field) for field in told if isinstance(field, models.ForeignKey)},
        meta={"db_table": name, "indexes": list(_indexes(name, model, told))},
        abstract=False,
    )
    _tables.append(cast("type[Before]", made))
    return _tables[-1]


def _indexes(name: str, model: type[models.Model], told: list[Any]) -> Iterator[models.Index]:
    """Give what the list of changes is narrowed by: when, who, which row, whose account."""
    yield models.Index(fields=["pgh_created_at", "pgh_id"], name=f"{name}_at")
    yield models.Index(fields=["by_id", "pgh_created_at", "pgh_id"], name=f"{name}_by")
    yield models.Index(fields=[str(model._meta.pk.name), "pgh_id"], name=f"{name}_row")
    if any(field.name == "account" for field in told):
        yield models.Index(fields=["account", "pgh_created_at", "pgh_id"], name=f"{name}_account")


def _number(field: "models.ForeignKey[Any, Any]") -> "models.BigIntegerField[Any, Any]":
    """Return a column for what a row referred to: the other row may be gone by now."""
    return models.BigIntegerField(db_column=field.column, null=field.null)


AccountBefore = kept(Account)
AccessBefore = kept(Access)
AgreementBefore = kept(Agreement)
ContactBefore = kept(Contact)
EndingBefore = kept(Ending)
HoldingBefore = kept(Holding)
NoteBefore = kept(Note)
NoticeBefore = kept(Notice)
PayerBefore = kept(Payer)
PlaceBefore = kept(Place)
ProposalBefore = kept(Proposal)
RestrictionBefore = kept(Restriction)
SubscriptionBefore = kept(Subscription)
UserBefore = kept(User)


class Change(models.Model):
    """All of these in one list (a view of the database): which row of which table was changed, when, by whom, where.

    `table` is the word of the table ("contact"), `page` the name of the page or program.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    label = models.CharField(max_length=10)
    table = models.CharField(max_length=30)
    row = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    page = models.CharField(max_length=80)

    class Meta:
        db_table = "audit_change"
        managed = False

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
