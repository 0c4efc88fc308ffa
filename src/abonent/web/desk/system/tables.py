"""How a table is shown: what of it is a secret is not, nothing of a long one is counted or sorted, and nothing can be changed."""

from typing import Any, cast

from django.contrib.admin import ModelAdmin, ShowFacets, SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property

from abonent.people import queries
from abonent.people.models import Account, User
from abonent.web.desk.page import StaffRequest
from abonent.web.desk.seeing import seen
from abonent.web.desk.system import job_words
from abonent.web.desk.system import names as words
from abonent.web.desk.system.cells import Cell, row

SECRET: dict[str, frozenset[str]] = {
    "authenticator": frozenset({"data"}),
    "code": frozenset({"digest", "bound_to"}),
    "payment": frozenset({"bank_url"}),
    "user": frozenset({"password", "password_is_long"}),
}
"""Columns that open something, or help to guess what does; and every column called as SEALED is."""
SEALED = "secret"
MOST = 1_000
"""So many rows of a table can be leafed through; what is looked for beyond is found by its number."""
COLUMNS = 7
NUMBER_LENGTH = 18


class Few(Paginator):  # type: ignore[type-arg]  # generic for the checker only
    """Pages of the newest rows. How many there are in all is never asked: that reads the whole table."""

    @cached_property
    def count(self) -> int:
        return cast("QuerySet[Any]", self.object_list).order_by()[:MOST].count()


class Newest(ChangeList):
    """The list of a table in the one order that has an index."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:  # noqa: ARG002 - Django's
        return ["-pk"]


class ToRead(ModelAdmin):  # type: ignore[type-arg]  # generic for the checker only
    """A table that can be read: a list of the newest rows, and each row with all that is no secret."""

    actions = None
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    sortable_by = ()
    search_fields = ("pk",)
    paginator = Few
    view_on_site = False

    def get_urls(self) -> list[URLPattern]:
        """The list and a row. What would add, change or delete has no address."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("<path:object_id>/change/", wrap(self.change_view), name=f"{name}_change"),
        ]

    def shown(self) -> list["models.Field[Any, Any]"]:
        """Return the columns that are no secret; those that the database makes from others say nothing new."""
        hidden = SECRET.get(str(self.opts.model_name), frozenset())
        return [
            field for field in self.opts.concrete_fields if field.name not in {*hidden, SEALED} and not field.generated
        ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:  # noqa: ARG002 - Django's
        return [Cell(field, leads=True) for field in self.shown()]

    get_readonly_fields = get_fields

    def get_list_display(self, request: HttpRequest) -> list[Any]:  # noqa: ARG002 - Django's
        """The first short columns; of what a row refers to the number, so that a list asks once."""
        short = [field for field in self.shown() if not isinstance(field, models.TextField | models.JSONField)]
        return [row, *(Cell(field) for field in short if not field.primary_key)][:COLUMNS]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> list[Any]:  # noqa: ARG002 - Django's
        return [list_display[0]]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list under the name of the table: Django's own sentence would decline it wrongly."""
        return super().changelist_view(request, {"title": _named(self.model), **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **_: Any) -> type[ChangeList]:  # noqa: ARG002 - Django's
        return Newest

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's
        queryset: QuerySet[Any],
        search_term: str,
    ) -> tuple[QuerySet[Any], bool]:
        """Find rows by their own number, or by that of the account whose they are; both have an index."""
        if not search_term:
            return queryset, False
        names = {field.attname for field in self.shown()}
        if not (search_term.isascii() and search_term.isdigit() and len(search_term) <= NUMBER_LENGTH):
            return queryset.none(), False
        own = Q() if isinstance(self.opts.pk, models.CharField) else Q(pk=int(search_term))
        theirs = Q(account_id=int(search_term)) if "account_id" in names else Q()
        return (queryset.filter(own | theirs) if own or theirs else queryset.none()), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's
        """Let nothing be asked in the address: with `password__startswith` a secret could be guessed letter by letter."""
        return lookup in {f"{name}__exact" for name in self.list_filter}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a row; that the data of a customer were looked at is written down."""
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404  # Django would say it in a message, for which there is no place
        for account in _whose(found, request):
            seen(cast("StaffRequest", request), account)
        return super().change_view(request, object_id, form_url, {"title": _named(self.model), **(extra_context or {})})

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - asked at the door
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - asked at the door
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - nobody has
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - nobody has
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - nobody has
        return False


class ByState(SimpleListFilter):
    """How tasks stand, in words."""

    title = words.column("status")  # type: ignore[assignment]  # a promise
    parameter_name = "status__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002 - Django's
        return list(job_words.STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 - Django's
        said = self.value()
        return queryset.filter(status=said) if said in job_words.STATES else queryset


class Jobs(ToRead):
    """What is done by the clock or in reaction; those that failed are looked for."""

    list_filter = (ByState,)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's
        return lookup == ByState.parameter_name


def _named(model: type[models.Model]) -> str:
    return str(words.table(str(model._meta.model_name)))


def _whose(row: Any, request: HttpRequest) -> list[Account]:
    """Return the customers about whom a row says something."""
    if isinstance(row, Account):
        found = [row]
    elif isinstance(row, User):
        found = [right.account for right in queries.accesses(row, at=cast("StaffRequest", request).at)]
    else:
        number = getattr(row, "account_id", None)
        found = list(Account.objects.filter(pk=number)) if number else []
    return [account for account in found if account.pk]
