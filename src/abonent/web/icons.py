"""The operator's logo as pictures of the sizes that devices want for an app, drawn once by each process.

Served under names that change with the logo and with how it is drawn, so browsers keep them for a year.
"""

import hashlib
import json
import re
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import typst
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.web.addresses import address
from abonent.web.brand import FOR_EVER

WHITE = "#ffffff"
"""Every logo can be seen on it."""
SHAPE = re.compile("#[0-9a-fA-F]{3,8}")

# The data come as one JSON text, never as source; nothing in a logo can be a command of Typst's.
DRAWING = b"""
#let said = json(bytes(sys.inputs.said))
#set page(
  width: said.size * 1pt, height: said.size * 1pt, margin: 0pt,
  fill: if said.plate == "" { none } else { rgb(said.plate) },
)
#place(center + horizon, image(
  bytes(said.svg), format: "svg", width: said.percent * 1%, height: said.percent * 1%, fit: "contain",
))
"""


@dataclass(frozen=True, slots=True)
class Icon:
    """A square of so many pixels, the logo so many percent of it. On a `plate` no corner is transparent."""

    size: int
    percent: int = 100
    plate: bool = False


ICONS = {
    "192": Icon(192),
    "512": Icon(512),
    "maskable": Icon(512, percent=80, plate=True),  # devices cut all but a circle of 80 % away (W3C, Web App Manifest)
    "touch": Icon(180, plate=True),  # where corners are transparent, iOS makes them black
}


@require_safe
def icon(_: HttpRequest, icon: str) -> HttpResponse:
    """The logo as a PNG."""
    kind, _mark, _given = icon.rpartition("-")
    if kind not in ICONS or icon != _name(kind):
        raise Http404
    drawn = _drawn(ICONS[kind], profile.current().brand.logo)
    return HttpResponse(drawn, content_type="image/png", headers={"Cache-Control": FOR_EVER})


def icon_url(kind: str) -> str:
    """Where an icon of the present operator is. Raises KeyError for a kind that is not drawn."""
    return address("icon", icon=_name(kind))


def _name(kind: str) -> str:
    return f"{kind}-{_mark(ICONS[kind], profile.current().brand.logo)}"


@cache
def _mark(icon: Icon, logo: Path) -> str:
    drawing = DRAWING + repr(astuple(icon)).encode() + logo.read_bytes()
    return hashlib.sha256(drawing).hexdigest()[:12]


@cache
def _drawn(icon: Icon, logo: Path) -> bytes:
    svg = logo.read_text(encoding="utf-8")
    said = {"svg": svg, "size": icon.size, "percent": icon.percent, "plate": plate(svg) if icon.plate else ""}
    png = typst.compile(DRAWING, format="png", ppi=72, sys_inputs={"said": json.dumps(said)}, ignore_system_fonts=True)
    if not isinstance(png, bytes):
        raise TypeError(f"Typst made {type(png).__name__} of {logo.name}, not a picture")
    return png


def plate(svg: str) -> str:
    """Return on which colour a logo stands: that of the square it fills first, if it does, else white."""
    picture = ET.fromstring(svg)  # noqa: S314 - the operator's own file
    first = next(iter(picture), picture)
    size = [first.get("width"), first.get("height")]
    square = first.tag.endswith("}rect") and size == picture.get("viewBox", "").split()[2:]
    colour = first.get("fill", "")
    return colour if square and SHAPE.fullmatch(colour) else WHITE


urlpatterns = [path("icon-<slug:icon>.png", icon, name="icon")]
