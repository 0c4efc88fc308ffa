"""Who is asking: the session of the browser, and the person in it. Two pieces of middleware, named in settings."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions import middleware
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from abonent.people.models import User
from abonent.web.session_store import SessionStore

type Answer = Callable[[HttpRequest], HttpResponse]

LONGEST = 300
"""Signs that are kept of what a browser calls itself."""
WRONG = 500
"""From this status on an answer is our own trouble: nothing is written any more."""


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's, which also writes down which browser came, and now and then that the person is still here."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if isinstance(request.session, SessionStore):
            said = request.headers.get("User-Agent", "")
            request.session.browser = "".join(sign for sign in said if sign.isprintable())[:LONGEST]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        session = getattr(request, "session", None)
        if isinstance(session, SessionStore) and answer.status_code < WRONG:
            session.keep_awake()
        return answer


def user(get_response: Answer) -> Answer:
    """Give requests their `user`, asked for when somebody looks."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: signed_in(request))  # type: ignore[assignment]
        return get_response(request)

    return answer


def signed_in(request: HttpRequest) -> User | AnonymousUser:
    """Return the person whose session this is, or a stranger; a session that does not hold any more is ended."""
    session = request.session
    if not isinstance(session, SessionStore) or SESSION_KEY not in session:
        return AnonymousUser()
    person = session.person
    if person is None or not person.is_active or not _holds(session, person):
        session.flush()
        return AnonymousUser()
    return person


def forget(answer: HttpResponse) -> HttpResponse:
    """Let the browser forget whatever it has kept of us (Clear-Site-Data); cookies are ended by name, the language stays."""
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _holds(session: SessionStore, person: User) -> bool:
    """Say whether the session was begun by this person, in a way that still counts, with the password of today."""
    proofs = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    return (
        str(person.pk) == session[SESSION_KEY]
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and any(constant_time_compare(session.get(HASH_SESSION_KEY, ""), proof) for proof in proofs)
    )
