"""What is published for everyone alike: answers that any cache may keep, and a number as a picture."""

from flask import Response, request

from .widget import Portal

# Seconds. Numbers change all the time; a crowd that asks at once is answered from caches.
MAX_AGE = 15
SVG = "image/svg+xml"

# Wide enough for the widest of the fonts a picture may be drawn with, in pixels for a letter of 13.
_LETTER = 8.6
_EDGE = 22


def published(body: str, kind: str = "text/html") -> Response:
    """An answer that names its content: one that a cache already has is not sent again (304)."""
    response = Response(body, mimetype=kind)
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.add_etag()
    response.make_conditional(request)
    return response


def badge(portal: Portal, name: str, number: int) -> Response:
    """One number as an SVG picture, for pages elsewhere."""
    text = portal.language.number(number)
    widths = [round(len(part) * _LETTER) + _EDGE for part in (name, text)]
    return published(portal.render("core/badge.svg", name=name, number=text, widths=widths), SVG)
