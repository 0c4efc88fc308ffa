"""What the staff sees is written down: looking through a customer's eyes, who looked, and the audit."""

from abonent.audit.acting import Actor, acting
from abonent.audit.models import Change
from abonent.billing.models import Payer
from abonent.journal import failing
from abonent.journal.actions import record
from abonent.people.models import Account, User
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor
from tests.web.desk import things

LONG = "Katarzyna Brzęczyszczykiewicz-Wiśniewska"
REASON = "Rozmowa telefoniczna o fakturze za listopad i o terminie zapłaty"


def _asked(visitor: Visitor, name: str = LONG) -> scenes.Customer:
    """A clerk before the question why."""
    customer = scenes.customer(name)
    scenes.bill(customer.account)
    visitor.sign_in(scenes.colleague()).go(f"/desk/customers/{customer.account.number}/view/")
    return customer


@view("desk_view_as")
def why_somebody_looks(visitor: Visitor) -> None:
    _asked(visitor)


@view("desk_view_as", lasting=False)
def looking_without_a_reason(visitor: Visitor) -> None:
    _asked(visitor)
    assert visitor.send(reason="") == 422


@view("overview")
def the_overview_through_a_customers_eyes(visitor: Visitor) -> None:
    _asked(visitor)
    assert visitor.send(reason=REASON) == 200


@view("my_data", lasting=False)
def a_page_that_is_not_for_other_eyes(visitor: Visitor) -> None:
    _asked(visitor)
    visitor.send(reason=REASON)
    visitor.go("/me/data/", 403)


@view("desk")
def the_desk_while_looking(visitor: Visitor) -> None:
    _asked(visitor)
    visitor.send(reason=REASON)
    visitor.go("/desk/")


@view("my_seen")
def who_looked(visitor: Visitor) -> None:
    olena = scenes.customer()
    for role, kind in (("CLERK", "customer.seen"), ("ACCOUNTANT", "customer.viewed"), ("ADMIN", "customer.file_taken")):
        data = {"role": role, "reason": REASON} if kind == "customer.viewed" else {"role": role}
        record(kind, at=scenes.now(), account=olena.account.pk, via="desk", data=data)
    visitor.sign_in(olena.user).go("/me/seen/")


@view("my_seen", lasting=False)
def nobody_looked(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/me/seen/")


def _changed(account: Account, by: User | None, page: str) -> Change:
    with acting(lambda: Actor(by.pk if by else None, page)):
        Payer.objects.filter(account=account).update(
            name=f"{LONG} i Wspólnicy", address=["ul. Leśna 8", "16-999 Gródek"]
        )
    return Change.objects.latest("id")


@view("desk_audit")
def what_was_changed(visitor: Visitor) -> None:
    admin, clerk = scenes.colleague("ADMIN", "Adam Nowy"), scenes.colleague()
    _changed(scenes.customer().account, clerk, "desk_change_invoice_data")
    _changed(scenes.customer(LONG).account, None, "abonent changes")
    visitor.sign_in(admin).go("/desk/audit/")


@view("desk_audit_change")
def one_change(visitor: Visitor) -> None:
    change = _changed(scenes.customer().account, scenes.colleague(), "desk_change_invoice_data")
    visitor.sign_in(scenes.colleague("ADMIN", "Adam Nowy")).go(f"/desk/audit/{change.pk}/")


@view("desk_audit_acts")
def what_somebody_did(visitor: Visitor) -> None:
    admin, clerk, olena = scenes.colleague("ADMIN", "Adam Nowy"), scenes.colleague(), scenes.customer(LONG)
    data = {"reason": REASON}
    record("customer.viewed", at=scenes.now(), account=olena.account.pk, by=clerk.pk, via="desk", data=data)
    record("access.denied", at=scenes.now(), by=clerk.pk, subject="desk:audit.see", via="desk")
    visitor.sign_in(admin).go(f"/desk/audit/acts/?who={clerk.pk}")


@view("desk_audit_acts", lasting=False)
def somebody_has_to_be_chosen(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague("ADMIN", "Adam Nowy")).go("/desk/audit/acts/")


@view("desk_jobs")
def failed_tasks(visitor: Visitor) -> None:
    _failed_tasks()
    visitor.sign_in(scenes.colleague("ADMIN", "Adam Nowy")).go("/desk/system/jobs/")


@view("desk_jobs", lasting=False)
def no_task_has_failed(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague("ADMIN", "Adam Nowy")).go("/desk/system/jobs/")


@view("desk_job")
def a_failed_task(visitor: Visitor) -> None:
    job = _failed_tasks()
    visitor.sign_in(scenes.colleague("ADMIN", "Adam Nowy")).go(f"/desk/system/jobs/{job}/")


@view("desk_job", lasting=False)
def a_task_started_again(visitor: Visitor) -> None:
    admin, job = scenes.colleague("ADMIN", "Adam Nowy"), _failed_tasks()
    failing.start_again(job, at=scenes.now(), by=admin.pk)
    visitor.sign_in(admin).go(f"/desk/system/jobs/{job}/")


def _failed_tasks() -> int:
    """Two that failed for the same reason; return one of them."""
    jobs = [things.failed_job(), things.failed_job()]
    for job in jobs:
        failing.note_failure(job, TimeoutError(), at=scenes.now())
    return jobs[0]
