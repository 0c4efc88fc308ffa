"""Codes are read back by a reader that is not ours, from the picture as a browser or a document would draw it."""

import re
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from abonent.drawing.qr import qr_svg

SVG = "{http://www.w3.org/2000/svg}"
MODULE = 4  # pixels


def picture(svg: str) -> Image.Image:
    """Draw the boxes of the path, as its few commands say."""
    root = ET.fromstring(svg)  # noqa: S314 (our own)
    size = int(root.attrib["viewBox"].split()[2])
    image = Image.new("L", (size * MODULE, size * MODULE), 255)
    pen = ImageDraw.Draw(image)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", root.findall(f"{SVG}path")[1].attrib["d"]):
        left, top, right = int(x) * MODULE, int(y) * MODULE, (int(x) + int(width)) * MODULE
        pen.rectangle((left, top, right - 1, top + MODULE - 1), fill=0)
    return image


@pytest.mark.parametrize(
    "payload", ["a", "|PL|61109010140000071219812874|005000|Zażółć gęślą jaźń|Послуга||| ", "x" * 2_000]
)
def test_a_code_is_read_back(payload: str) -> None:
    found = zxingcpp.read_barcodes(picture(qr_svg(payload, title="code")))

    assert [code.text for code in found] == [payload]


def test_the_picture_has_a_name_and_a_quiet_zone_and_no_styles() -> None:
    svg = qr_svg("a", title='Kod <QR> & "dane"')
    root = ET.fromstring(svg)  # noqa: S314 (our own)

    assert root.findtext(f"{SVG}title") == 'Kod <QR> & "dane"'
    assert root.attrib == {"viewBox": "0 0 29 29", "role": "img", "shape-rendering": "crispEdges"}
    assert [path.attrib.get("fill") for path in root.findall(f"{SVG}path")] == ["#fff", None]
    assert root.findall(f"{SVG}path")[1].attrib["d"].startswith("M4 4h7v1h-7z")
    assert "style" not in svg


def test_the_same_text_gives_the_same_picture() -> None:
    assert qr_svg("FV/2026/11/0042", title="a") == qr_svg("FV/2026/11/0042", title="a")


def test_a_text_too_long_for_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match="Data too large"):
        qr_svg("x" * 3_000, title="code")
