"""A text as a QR code, drawn as a small SVG for web pages and documents."""

from itertools import groupby
from xml.sax.saxutils import escape

import segno

# ISO/IEC 18004 asks for four light modules on every side.
QUIET_ZONE = 4

# Any of the eight masks makes a valid code. Trying all of them for the prettiest one, as encoders do,
# takes four times as long as all the rest; with a fixed one the picture is also the same for ever.
MASK = 3


def qr_svg(payload: str, *, title: str) -> str:
    """Draw `payload` (UTF-8, error correction L) as an SVG image that is called `title`.

    The picture has no size of its own and no styles: the page gives it a width. It brings its white ground along,
    so that it can be scanned in a dark theme too.

    Raises ValueError when `payload` is longer than a QR code can hold (about 2 900 bytes).
    """
    try:
        code = segno.make_qr(payload, error="l", mask=MASK, encoding="utf-8", boost_error=False)
    except segno.DataOverflowError as overflow:
        raise ValueError(str(overflow)) from overflow
    size = len(code.matrix) + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" shape-rendering="crispEdges">'
        f'<title>{escape(title)}</title><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{_dark(code.matrix)}"/></svg>'
    )


def _dark(matrix: tuple[bytearray, ...]) -> str:
    """Join neighbours of a row into one box: a third of the boxes, and no hairlines between them."""
    boxes = []
    for y, row in enumerate(matrix, start=QUIET_ZONE):
        x = QUIET_ZONE
        for dark, modules in groupby(row):
            width = sum(1 for _ in modules)
            if dark:
                boxes.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return "".join(boxes)
