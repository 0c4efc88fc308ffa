"""The doctor looks at who works at the desk: somebody must, and nobody with a password alone."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.conf import settings

from abonent.management.examination.findings import Finding, Look, judged, ok, warn
from abonent.people.colleagues import administrators, has_come_in
from abonent.people.queries import staff
from abonent.web.gate import STEPS


def second_step() -> Iterator[Finding]:
    """Whether it is obligatory: only a demonstration may do without."""
    yield judged(
        settings.STAFF_SECOND_STEP,
        "The staff needs a second step of signing in.",
        "ABONENT_STAFF_SECOND_STEP is no: a guessed password opens the data of every customer.",
        "Take ABONENT_STAFF_SECOND_STEP out of the environment.",
    )


def somebody() -> Iterator[Finding]:
    """Whether anybody can let others in, and who comes in with a password alone."""
    if not administrators().exists():
        yield warn(
            "Nobody at the desk can invite others.",
            'Run "abonent staff invite LOGIN --name NAME --mail ADDRESS --role ROLE" with a role that may staff.change, '
            "and follow the link.",
        )
    proved = set(Authenticator.objects.filter(type__in=STEPS).values_list("user_id", flat=True))
    lacking = [user.login for user in staff().filter(ended_at=None) if has_come_in(user) and user.pk not in proved]
    if lacking:
        yield warn(
            f"Without a second step, and so not yet at the desk: {', '.join(lacking)}.",
            "They sign in at /desk/ and set up a passkey or an authenticator app; disable who does not need it.",
        )
    elif administrators().exists():
        yield ok("All who work at the desk have a second step.")


SETTINGS: tuple[Look, ...] = (second_step,)
PEOPLE: tuple[Look, ...] = (somebody,)
