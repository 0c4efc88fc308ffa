"""Customers who are signed in: their sessions are put into the database, encoded by the portal's own store."""

import random
import secrets

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Count, F, OuterRef, Subquery, Window

from abonent import profile
from abonent.billing.models import Invoice
from abonent.people.models import Access, Session, User
from abonent.web.session_store import SessionStore
from bench.measuring.visits import Visitor

SOME = 1_000


def visitors(count: int) -> list[Visitor]:
    """Sign in as many different people with one account each as wanted or as there are, always the same ones."""
    latest = Invoice.objects.filter(account=OuterRef("account"), kind="BILL").order_by("-issued_on")
    alone = Access.objects.annotate(n=Window(Count("pk"), partition_by=F("user"))).filter(n=1).order_by("pk")
    found = list(alone.select_related("user", "account").annotate(bill=Subquery(latest.values("number")[:1])))
    billed = [key for key in found if key.bill]
    chosen = random.Random(7).sample(billed, min(count, len(billed)))  # noqa: S311
    Session.objects.all().delete()
    sessions = Session.objects.bulk_create([session(key.user) for key in chosen], batch_size=SOME)
    shown = profile.current().account_number.shown
    return [
        Visitor(_cookies(each), shown(key.account.number), key.bill) for each, key in zip(sessions, chosen, strict=True)
    ]


def _cookies(session: Session) -> str:
    """Return what a browser sends from the second page on."""
    form = secrets.token_hex(16)
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={form}"


def session(person: User) -> Session:
    """Return what signing in would put into the database."""
    store = SessionStore(secrets.token_hex(16))
    said = {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }
    return store.create_model_instance(said)
