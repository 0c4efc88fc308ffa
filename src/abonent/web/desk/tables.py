"""The desk's one way to show a list: filters, columns to sort by, pages, and the same as a file.

    CUSTOMERS = Table(
        caption=_("Customers"),
        columns=(
            Column("number", _("Account"), lambda row: row.number, sort=("number",)),
            Column("holder", _("Holder"), lambda row: row.holder, sort=("sort_key",)),
            Column("since", _("Since"), lambda row: row.opened_on, "day", sort=("opened_on",)),
        ),
        leads_to=lambda row: address("desk_customer", number=row.number),
        filters=(Choice("kind", _("Kind"), {"COMPANY": (_("company"), Q(kind="COMPANY"))}),),
        sort="holder",
        file="desk_customers_csv",
    )

    def desk_customers(request):      return CUSTOMERS.page(request, "desk/customers.html", accounts())
    def desk_customers_csv(request):  return CUSTOMERS.download(request, accounts(), name="customers")

The template says `{{ ui.listing(table) }}`. The first column leads to the row's own page. Only what has an index, and is never
null, may be sorted by (the key is added); `-` before a name sorts downwards. Where a cell needs more than its row, give
`shown`: a function from the rows of one page to what the columns look at, in the same order, with a statement a page.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from django import forms
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abonent.database import paging
from abonent.web.addresses import address
from abonent.web.desk.filters import Filter, Text
from abonent.web.files import Cell, long_table

A_PAGE = 50
A_CHUNK = 1000
RIGHT = frozenset({"number", "money", "size"})

type Kind = Literal["text", "account", "number", "money", "size", "day", "moment", "tag", "link", "code"]
type Value = Cell | Promise | "Tag" | "Link" | list["Tag"]
type Shown = Callable[[list[Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in words; `kind` (ok, warn, bad, info) is its colour."""

    kind: str
    text: Text


@dataclass(frozen=True, slots=True)
class Link:
    """Something that has a page of its own."""

    text: Text
    url: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands in it, how that is written, and by which fields it may be sorted."""

    name: str
    label: Text
    value: Callable[[Any], Value]
    kind: Kind = "text"
    sort: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head as a page shows it; `url` sorts by it, `now` says how it is sorted (aria-sort)."""

    label: Text
    right: bool
    url: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on; `url` is the list without it."""

    label: Text
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a page shows it: where it leads, and each cell with how it is written."""

    url: str
    cells: list[tuple[str, Value]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a page shows of a list. Addresses are "" where there is nothing to go to."""

    caption: Text
    form: forms.Form
    sort: str
    heads: list[Head]
    rows: list[Row]
    chips: list[Chip]
    everything: str
    first: str
    previous: str
    next: str
    file: str
    empty: tuple[Text, Text]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A kind of list. `empty` says what will come; `file` is the name of the file's address; `key` is paging.Order's."""

    caption: Text
    columns: tuple[Column, ...]
    leads_to: Callable[[Any], str]
    sort: str
    filters: tuple[Filter, ...] = ()
    file: str = ""
    key: str = "pk"
    empty: tuple[Text, Text] = field(default=(gettext_lazy("Nothing here yet"), ""))

    def page(
        self, request: HttpRequest, template: str, rows: QuerySet[Any, Any], *, shown: Shown = list, **context: Any
    ) -> HttpResponse:
        """Answer with a page of the list; what cannot be understood of its filters is told, with 422."""
        form = self.form(request)
        good = form.is_valid()
        table = self.listing(request, form, rows if good else rows.none(), shown)
        return render(request, template, {"table": table, "form": form, **context}, status=200 if good else 422)

    def download(
        self, request: HttpRequest, rows: QuerySet[Any, Any], *, name: str, shown: Shown = list
    ) -> StreamingHttpResponse:
        """Answer with everything that the filters leave. Raises Http404 for filters that say nothing."""
        form = self.form(request)
        if not form.is_valid():
            raise Http404
        found = paging.pieces(self._narrowed(rows, form), self._order(request), size=A_CHUNK)
        return long_table(self._lines(found, shown, translation.get_language()), name=name)

    def form(self, request: HttpRequest) -> forms.Form:
        """The filters as a form, as they were sent."""
        form = forms.Form(request.GET)
        for each in self.filters:
            form.fields |= each.fields()
        return form

    def listing(self, request: HttpRequest, form: forms.Form, rows: QuerySet[Any, Any], shown: Shown) -> Listing:
        """Return what a page shows of the list; `page` answers with it."""
        order, sort = self._order(request), self._sort(request)
        piece = paging.piece(self._narrowed(rows, form), order, size=A_PAGE, **_place(request, order, rows.model))
        kept = _Kept(request.path, form, "" if sort == self.sort else sort)
        names = {"everything": kept.sorted_alike, "first": kept() if piece.before else ""}
        return Listing(
            caption=self.caption,
            form=form,
            sort=kept.sort,
            heads=[self._head(column, sort, kept) for column in self.columns],
            rows=[self._row(row) for row in shown(piece.rows)],
            chips=list(self._chips(form, kept)),
            previous=kept(before=paging.written(order.of(piece.rows[0]))) if piece.before else "",
            next=kept(after=paging.written(order.of(piece.rows[-1]))) if piece.behind else "",
            file=kept(to=address(self.file, **_parts(request))) if self.file and piece.rows else "",
            empty=self.empty,
            **names,
        )

    def _narrowed(self, rows: QuerySet[Any, Any], form: forms.Form) -> QuerySet[Any, Any]:
        for each in self.filters:
            for where in each.where(getattr(form, "cleaned_data", {})):
                rows = rows.filter(where)
        return rows

    def _sort(self, request: HttpRequest) -> str:
        asked = request.GET.get("sort", "")
        may = {column.name for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in may else self.sort

    def _order(self, request: HttpRequest) -> paging.Order:
        sort = self._sort(request)
        column = next(column for column in self.columns if column.name == sort.removeprefix("-"))
        return paging.Order(column.sort, down=sort.startswith("-"), key=self.key)

    def _head(self, column: Column, sort: str, kept: "_Kept") -> Head:
        if not column.sort:
            return Head(column.label, column.kind in RIGHT)
        now = {column.name: "ascending", f"-{column.name}": "descending"}.get(sort, "")
        then = f"-{column.name}" if now == "ascending" else column.name
        return Head(column.label, column.kind in RIGHT, kept(sort="" if then == self.sort else then), now)

    def _row(self, row: Any) -> Row:
        return Row(self.leads_to(row), [(column.kind, column.value(row)) for column in self.columns])

    def _chips(self, form: forms.Form, kept: "_Kept") -> Iterator[Chip]:
        language = translation.get_language() or ""
        for each in self.filters:
            for name, label, said in each.said(getattr(form, "cleaned_data", {}), language):
                yield Chip(label, said, kept(**{name: ""}))

    def _lines(self, found: Iterator[list[Any]], shown: Shown, language: str | None) -> Iterator[list[list[Cell]]]:
        """Make a file piece by piece; it is sent when the page's own language is no longer set."""
        count = 0
        with translation.override(language):
            yield [[str(column.label) for column in self.columns]]
        for rows in found:
            count += len(rows)
            with translation.override(language):
                lines = [[_plain(column.value(row)) for column in self.columns] for row in shown(rows)]
            yield lines
        with translation.override(language):
            end: list[Cell] = [_("End of the list. Rows: %(count)s") % {"count": count}]
        yield [end]


class _Kept:
    """Addresses of a list that keep its filters and how it is sorted."""

    def __init__(self, path: str, form: forms.Form, sort: str) -> None:
        self.path, self.sort = path, sort
        self.chosen = {name: form.data[name] for name in form.fields if form.data.get(name)}

    def __call__(self, *, to: str = "", **other: str) -> str:
        said = {name: value for name, value in ({**self.chosen, "sort": self.sort} | other).items() if value}
        return f"{to or self.path}?{urlencode(said)}" if said else to or self.path

    @property
    def sorted_alike(self) -> str:
        """The list without its filters; "" when it has none."""
        return self(**dict.fromkeys(self.chosen, "")) if self.chosen else ""


def _place(request: HttpRequest, order: paging.Order, model: type[Model]) -> dict[str, paging.Place]:
    """Return where in the list one is; at its beginning, if the address says nothing that could be understood."""
    for name, where in (("after", "behind"), ("before", "before")):
        try:
            if said := request.GET.get(name, ""):
                return {where: paging.read(said, order, model)}
        except paging.NoPlace:
            return {}
    return {}


def _parts(request: HttpRequest) -> dict[str, Any]:
    return request.resolver_match.kwargs if request.resolver_match else {}


def _plain(value: Value) -> Cell:
    match value:
        case Tag() | Link():
            return str(value.text)
        case Promise():
            return str(value)
        case str():
            return value
        case list():
            return ", ".join(str(tag.text) for tag in value)
    return value
