"""A number as a picture, for pages on other sites."""

from flask import Response

from ..app.portal import Portal
from .cache_headers import SVG, cacheable_response

# Wide enough for the widest font that may draw the picture, in pixels for each character of size 13.
_LETTER = 8.6
_EDGE = 22


def badge(portal: Portal, name: str, number: int) -> Response:
    """One number as an SVG picture, for pages on other sites."""
    text = portal.language.number(number)
    widths = [round(len(part) * _LETTER) + _EDGE for part in (name, text)]
    return cacheable_response(portal.render("core/badge.svg", name=name, number=text, widths=widths), SVG)
