"""What allauth asks of us: our words, our limits, our journal, our vault. Named in settings."""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abonent import vault
from abonent.journal.actions import record
from abonent.people.actions import found_again, note_arrival
from abonent.people.models import User
from abonent.web import doors
from abonent.web.door import agents, device
from abonent.web.page import local, person_itself

WORDS = {
    "username_password_mismatch": _("The login or the password is not right."),
    "incorrect_password": _("The password is not right."),
    "incorrect_code": _("The code is not right. Codes change every half a minute: please type the one shown now."),
    "too_many_login_attempts": _("That was tried too often. Please wait five minutes, then try again, or call us."),
    "rate_limited": _("That was tried too often. Please wait five minutes, then try again, or call us."),
}


class Door(DefaultAccountAdapter):  # type: ignore[misc]  # allauth comes without types
    """Signing in and out."""

    error_messages = DefaultAccountAdapter.error_messages | WORDS

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Logins are given by the office."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """No page of ours answers in JSON."""
        return False

    def is_safe_url(self, url: str) -> bool:
        return local(url) is not None

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say themselves what was done."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Letters are queued with what they tell of, in one transaction (`door.second_step`)."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return doors.first_page(person_itself(request))

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person, or nobody: alike for an unknown login, a wrong password, the other door, and who has left.

        allauth's own way tells the last apart. One password is hashed in each of the four.
        """
        return self._proved(request, lambda user: doors.is_for(user, request), **credentials)

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self._proved(context.request, user.__eq__, username=user.login, password=password)
        if found is not None and found.password != user.password:
            # Hashed anew, since hashes cost more by now; without this the proof would sign its giver out.
            update_session_auth_hash(context.request, found)
        return found is not None

    def _proved(self, request: HttpRequest, is_right: Callable[[User], bool], **credentials: Any) -> User | None:
        self.pre_authenticate(request, **credentials)
        found = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        if found is None or not is_right(found):
            found = None
            self.authentication_failed(request, **credentials)
        else:
            self._rollback_login_failed_rl_usage()
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        """Write down that somebody failed; never what they typed, which may be a password in the wrong field."""
        login = User.objects.filter(login=credentials.get("username", "")).values_list("pk", flat=True).first()
        record("sign_in.failed", at=timezone.now(), subject=f"user:{login}" if login else "")

    def login(self, request: HttpRequest, user: User) -> None:
        """Let somebody in. The very first time every browser is new, and nobody is told."""
        is_new = user.last_login is not None and not device.known(request, user.login)
        super().login(request, user)
        if any(each["method"] == "mfa" for each in get_authentication_records(request, user)):
            found_again(user, at=timezone.now())
        agent = agents.known(request.headers.get("User-Agent", ""))
        note_arrival(user, at=timezone.now(), agent=agent, is_new=is_new)

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        response = cast("HttpResponse", super().post_login(request, user, **facts))
        device.remember(request, response, user.login)
        return response

    def logout(self, request: HttpRequest) -> None:
        record("session.ended", at=timezone.now(), by=request.user.pk, subject=f"user:{request.user.pk}")
        super().logout(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count tries for each login, and apart for each browser that is known to be its owner's."""
        login = credentials.get("username", "")
        return f"{login}:{device.known(request, login)}"


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """The authenticator app and the recovery codes: their secrets lie in the vault, bound to the person."""

    error_messages = DefaultMFAAdapter.error_messages | WORDS

    def encrypt(self, text: str) -> str:
        return vault.seal(text.encode(), bound_to=bound_to(_whose()))

    def decrypt(self, encrypted_text: str) -> str:
        return vault.open_sealed(encrypted_text, bound_to=bound_to(_whose())).decode()


def bound_to(user_id: int) -> str:
    """Return what the vault binds a person's second step to."""
    return f"user:{user_id}:second-step"


def _whose() -> int:
    """Return the person about whom the request is: signed in, or on the way in at the second step."""
    stage = getattr(context.request, "_login_stage", None)
    user = stage.login.user if stage else context.request.user
    return int(user.pk)
