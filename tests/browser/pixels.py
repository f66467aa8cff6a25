"""The pixels of the screen. They show faults that no computed style shows."""

import struct
import zlib

from playwright.sync_api import FloatRect, Page

# Letters have soft edges, so each has many colours. The edge of a plate adds one or two.
FEWEST = 6
# The box of the first text of a control that is moved into view. A skip link is visible only with the focus.
BOX = """([controls, at]) => {
    const control = document.querySelectorAll(controls)[at];
    control.scrollIntoView({ block: "center", behavior: "instant" });
    if (String(control.className).includes("skip")) control.focus();
    const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        if (!text.data.trim() || text.parentElement.closest(".pw-hidden, svg")) continue;
        range.selectNodeContents(text);
        const { x, y, width, height } = range.getClientRects()[0] ?? {};
        if (width > 8 && height > 8) return { x: x + 1, y: y + 2, width: width - 2, height: height - 4 };
    }
    return null;
}"""


def colours(page: Page, box: FloatRect) -> int:
    """How many colours there are in a box of the window."""
    return len(set(_pixels(page.screenshot(clip=box))))


def _pixels(png: bytes) -> list[bytes]:
    """The pixels of a PNG as Chromium writes it: 8 bits, with or without transparency."""
    width, _height, _depth, colour = struct.unpack(">IIBB", png[16:26])
    size = {2: 3, 6: 4}[colour]
    data = zlib.decompress(b"".join(_chunks(png, b"IDAT")))
    above = bytearray(width * size)
    pixels = []
    for start in range(0, len(data), width * size + 1):
        row = _unfiltered(data[start], bytearray(data[start + 1 : start + 1 + width * size]), above, size)
        pixels += [bytes(row[at : at + size]) for at in range(0, len(row), size)]
        above = row
    return pixels


def _chunks(png: bytes, wanted: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind == wanted:
            found.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return found


def _unfiltered(kind: int, row: bytearray, above: bytearray, size: int) -> bytearray:
    """A row of the picture. Each byte was written as the difference to its neighbours."""
    for at in range(len(row)):
        left = row[at - size] if at >= size else 0
        corner = above[at - size] if at >= size else 0
        guess = (0, left, above[at], (left + above[at]) // 2, _nearest(left, above[at], corner))[kind]
        row[at] = (row[at] + guess) & 255
    return row


def _nearest(left: int, above: int, corner: int) -> int:
    """The neighbour that is nearest to left + above - corner."""
    return min((left, above, corner), key=lambda one: abs(left + above - corner - one))
