"""What the pages share on which the office changes a customer's data: a form, a check with old beside new, a page that says it is done."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from abonent.cases.models import Order
from abonent.cases.queries import waiting
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.desk.customer import shown
from abonent.web.desk.page import StaffRequest
from abonent.web.door.forms import status

type Line = tuple[Promise | str, Any, Any]
"""What is to be changed: its name, as it is, as it shall be."""

PRESSES = frozenset({"csrfmiddlewaretoken", "confirm", "edit", "was"})


@dataclass(frozen=True, slots=True)
class DataPage:
    """One kind of change: the name of its address, its title, the button that does it, what follows from it, and what is said then."""

    name: str
    title: Promise
    press: Promise
    follows: tuple[Promise, ...]
    done: Promise
    asked: str = ""

    def serve(
        self,
        request: StaffRequest,
        account: Account,
        form: forms.Form,
        *,
        lines: Callable[[], Sequence[Line]],
        do: Callable[[], bool],
        more: Sequence[Promise | str] = (),
        **parts: Any,
    ) -> HttpResponse:
        """Show the form, then the check, then do it: `do` returns whether it was done, or has told the form why not."""
        if request.GET.get("done"):
            return self._page(request, account, "desk/data_done.html", {})
        if {"confirm", "was"} <= set(request.POST) and _is_so_already(form):  # the same form, sent twice
            return self._done(account, parts)
        if not form.is_valid() or "edit" in request.POST:
            return self._choose(request, account, form)
        fresh, was = lines(), mark([old for _, old, _ in lines()])
        if "confirm" in request.POST and request.POST.get("was") == was:
            if do():
                return self._done(account, parts)
            return self._choose(request, account, form)
        context = {
            "lines": fresh,
            "was": was,
            "typed": list(_typed(request)),
            "changed": "confirm" in request.POST,
            "follows": [*self.follows, *more],
        }
        return self._page(request, account, "desk/check_data.html", context, 409 if context["changed"] else 200)

    def _done(self, account: Account, parts: dict[str, Any]) -> HttpResponse:
        return redirect(f"{address(self.name, number=account.number, **parts)}?done=1")

    def _choose(self, request: StaffRequest, account: Account, form: forms.Form) -> HttpResponse:
        order = waiting(account, Order.Kind(self.asked)) if self.asked else None
        return self._page(request, account, "desk/change_data.html", {"form": form, "order": order}, status(form))

    def _page(
        self, request: StaffRequest, account: Account, template: str, context: dict[str, Any], code: int = 200
    ) -> HttpResponse:
        context |= {"customer": shown(request, account.number), "its": self}
        return render(request, template, context, status=code)


def mark(values: Sequence[Any]) -> str:
    """Return a mark of what the office looked at: another one, when it is otherwise by then."""
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:32]


def posted(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _is_so_already(form: forms.Form) -> bool:
    """Say whether nothing is wrong but that nothing is different: that is all these forms say of themselves as a whole."""
    return list(form.errors) == [NON_FIELD_ERRORS]


def _typed(request: StaffRequest) -> Iterator[tuple[str, str]]:
    for name in request.POST:
        if name not in PRESSES:
            yield from ((name, str(value)) for value in request.POST.getlist(name))
