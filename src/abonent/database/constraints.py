"""Constraints that Django does not have: nobody's row on somebody else's account, by the database."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import BaseConstraint, Model


class SameAccount(BaseConstraint):
    """The row that `field` points at belongs to the same account as this row.

    Makes FOREIGN KEY (account_id, <field>_id) REFERENCES <target> (account_id, id). The ForeignKey itself is declared
    with db_constraint=False, and its target has a UniqueConstraint on (account, id).
    """

    def __init__(self, *, field: str, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def _references(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        field: Any = model._meta.get_field(self.field)
        target = field.related_model._meta
        return (
            f"FOREIGN KEY (account_id, {quote(field.column)}) "
            f"REFERENCES {quote(target.db_table)} (account_id, {quote(target.pk.column)})"
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self._references(model, schema_editor)}"

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        table = schema_editor.quote_name(model._meta.db_table)
        return Statement(
            "ALTER TABLE %(table)s ADD %(rule)s", table=table, rule=self.constraint_sql(model, schema_editor)
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        table = schema_editor.quote_name(model._meta.db_table)
        name = schema_editor.quote_name(self.name)
        return Statement("ALTER TABLE %(table)s DROP CONSTRAINT %(name)s", table=table, name=name)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Left to the database, which alone sees other transactions."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, "field": self.field}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SameAccount):
            return self.name == other.name and self.field == other.field
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.field))
