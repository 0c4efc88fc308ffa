"""A change that may wait for the office: what its pages share – how it stands, asking for it, taking it back."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from abonent.cases import actions, queries
from abonent.cases.models import Order
from abonent.web.addresses import address
from abonent.web.page import CustomerRequest


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change; `home` is the name of the page that shows how it stands, `told` what that may be told was done."""

    kind: Order.Kind
    home: str
    told: tuple[str, ...] = ("changed", "asked", "withdrawn")

    def standing(self, request: CustomerRequest) -> dict[str, Any]:
        """Return what the page shows: the newest order, the same where it waits or was refused, and what was just done."""
        newest = queries.orders(request.account).filter(kind=self.kind).first()
        state = newest and newest.state
        return {
            "newest": newest,
            "order": newest if state == Order.State.WAITING else None,
            "refused": newest if state == Order.State.REFUSED else None,
            "done": next((word for word in self.told if request.GET.get("done") == word), ""),
        }

    def waits(self, request: CustomerRequest) -> bool:
        return queries.waiting(request.account, self.kind) is not None

    def ask(self, request: CustomerRequest, *, old: dict[str, Any], new: dict[str, Any]) -> HttpResponse:
        """Ask the office. What was asked for in another tab meanwhile is on the page that follows."""
        try:
            actions.ask(request.account, self.kind, old=old, new=new, at=request.at, by=request.user)
        except (actions.AlreadyWaiting, actions.NothingAsked):
            return redirect(self.home)
        return self.done("asked")

    def take_back(self, request: CustomerRequest) -> HttpResponse:
        """Take back the change that the form names, if it still waits. Raises Http404."""
        ref = request.POST["withdraw"].replace("\0", "")
        order = get_object_or_404(queries.orders(request.account), kind=self.kind, ref=ref)
        try:
            actions.withdraw(order, at=request.at, by=request.user)
        except actions.AlreadyDecided:
            return redirect(self.home)  # it says how it was decided
        return self.done("withdrawn")

    def done(self, word: str) -> HttpResponse:
        return redirect(f"{address(self.home)}?done={word}")
