"""What makes the portal an app: the manifest with name, colours and icons, and the worker that knows what to show offline."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import path
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.profile.theme import NEUTRAL
from abonent.web.addresses import address
from abonent.web.brand import logo_url, theme_url
from abonent.web.icons import ICONS, icon_url
from abonent.web.page import open_page
from abonent.web.public.offline import offline_page

SOURCE = settings.HERE / "static" / "sw.js"
AN_HOUR = "public, max-age=3600"
ALWAYS_ASK = "no-cache"
"""A worker is asked for with each page, so that a new one takes over at once; what has not changed is not sent again."""
KINDS = {"192": "any", "512": "any", "maskable": "maskable"}


@open_page()
@require_safe
def manifest(_: HttpRequest) -> HttpResponse:
    """Say how the portal looks among the apps of a device (W3C, Web App Manifest)."""
    operator = profile.current()
    language = operator.languages[0]
    facts = {
        "id": "/",
        "name": operator.name,
        "short_name": operator.name,
        "description": operator.panel.public.slogan[language],
        "lang": language,
        "start_url": address("overview"),
        "scope": "/",
        "display": "standalone",
        "theme_color": operator.brand.colour,
        "background_color": NEUTRAL["light"]["bg"],
        "icons": [_icon(kind, purpose) for kind, purpose in KINDS.items()],
    }
    head = {"Cache-Control": AN_HOUR}
    return JsonResponse(facts, content_type="application/manifest+json", headers=head)


def _icon(kind: str, purpose: str) -> dict[str, str]:
    size = ICONS[kind].size
    return {"src": icon_url(kind), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@open_page()
@require_safe
def service_worker(_: HttpRequest) -> HttpResponse:
    """Give the worker, told what to keep: files that are everybody's and one page for each language."""
    kept = (theme_url(), logo_url(), static("abonent.css"), static("app.js"))
    script = _script(kept, profile.current().source)
    head = {"Cache-Control": ALWAYS_ASK}
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=head)


@cache
def _script(kept: tuple[str, ...], _operator: Path) -> str:
    """Write the worker: its source, and before it what it keeps. Its version changes with all of that."""
    source = SOURCE.read_text(encoding="utf-8")
    spoken = profile.current().languages
    offline = {language: address("offline", language=language) for language in spoken}
    everything = [source, *kept, *(offline_page(language) for language in spoken)]
    version = hashlib.sha256("\0".join(everything).encode()).hexdigest()[:12]
    said = {"VERSION": f"abonent-{version}", "KEPT": kept, "OFFLINE": offline}
    return "".join(f"const {name} = {json.dumps(value)};\n" for name, value in said.items()) + source


urlpatterns = [
    path("manifest.webmanifest", manifest, name="manifest"),
    path("sw.js", service_worker, name="service_worker"),
]
