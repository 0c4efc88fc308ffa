"""The doctor looks at the settings: profile, address, what must never run for real customers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.urls import URLResolver, get_resolver

from abonent import profile
from abonent.billing.actions.making import on_top
from abonent.management.examination.findings import Finding, Look, bad, judged, ok


def operator() -> Iterator[Finding]:
    """The profile and everything it names."""
    found = profile.current()
    try:
        profile.check_backends(found)
    except profile.ProfileError as wrong:
        yield bad(str(wrong), "Install what is missing or correct the profile.")
    else:
        yield ok(f"The profile is {found.name} ({found.source}), and all it names is installed.")
    yield ok(f"Days begin and end in {found.zone}.")


def address() -> Iterator[Finding]:
    """How the public reaches the portal."""
    parts = urlsplit(settings.ABONENT_URL)
    yield judged(
        parts.scheme == "https" and parts.hostname,
        f"The public address is {settings.ABONENT_URL}.",
        f"The public address is {settings.ABONENT_URL}: passwords would travel in clear.",
        "Set ABONENT_URL to the https address that customers type.",
    )


def real() -> Iterator[Finding]:
    """Nothing of a demonstration."""
    yield judged(
        not settings.DEMO,
        "This is no demo.",
        "ABONENT_DEMO is set: anybody can read the outbox.",
        "Take ABONENT_DEMO out of the environment.",
    )
    backends = profile.current().backends
    yield judged(
        not any("sandbox" in path for path in backends.payment),
        "Payments go to real gateways.",
        "The profile names the sandbox bank: bills would be paid with invented money.",
        "Name the operator's own gateways in [backends] payment.",
    )
    yield judged(
        "console" not in backends.sms,
        "SMS go to a real carrier.",
        "The profile names the SMS carrier for developers: nobody gets an SMS.",
        "Name the operator's carrier in [backends] sms.",
    )


def acts() -> Iterator[Finding]:
    """Whether the profile says of each page who may do what it does: one that it does not know would break."""
    views, known = list(_views(get_resolver())), profile.current()
    asked = {getattr(view, "act", "") for view in views if not getattr(view, "at_desk", False)} - {""}
    at_desk = {view.act for view in views if getattr(view, "at_desk", False)}
    lacking = sorted((asked - known.acts.keys()) | (at_desk - known.desk.acts.keys()))
    yield judged(
        not lacking,
        "The profile knows every act.",
        f"The profile does not say who may {', '.join(lacking)}.",
        "Add a line for each to [acts] or [desk.acts]; profiles/isp/profile.toml has them all.",
    )


def paper() -> Iterator[Finding]:
    """Whether what the pages say that a bill on paper costs is charged by anybody."""
    fee = profile.current().panel.e_invoice.paper_fee
    yield judged(
        not fee or on_top(),
        "What a bill on paper costs is charged as it is told.",
        f"Pages say that a bill on paper costs {fee}, and nothing in [billing] charges adds it to bills.",
        "Name abonent.billing.bulk.paper there, or leave panel.e_invoice.paper_fee out.",
    )


def _views(within: URLResolver) -> Iterator[Any]:
    for each in within.url_patterns:
        if isinstance(each, URLResolver):
            yield from _views(each)
        else:
            yield each.callback


def framework() -> Iterator[Finding]:
    """What Django itself finds wrong with addresses, models and settings."""
    errors = [each for each in checks.run_checks() if each.level >= checks.ERROR]
    for error in errors:
        yield bad(f"Django says: {error.msg}", error.hint or "This is a fault of the program: tell those who make it.")
    if not errors:
        yield ok("Django finds nothing wrong.")


def static_files() -> Iterator[Finding]:
    """Whether `abonent migrate` has collected them."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    yield judged(
        manifest.is_file(),
        f"The static files are in {settings.STATIC_ROOT}.",
        f"There are no static files in {settings.STATIC_ROOT}.",
        'Run "abonent migrate".',
    )


ALWAYS: tuple[Look, ...] = (operator, acts, paper, framework, static_files)
PRODUCTION: tuple[Look, ...] = (address, real)
