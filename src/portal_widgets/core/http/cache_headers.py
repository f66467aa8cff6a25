"""Which answers caches may keep: those that are the same for everyone, and those of one reader."""

from flask import Response, request

# Seconds. Numbers change all the time; a crowd that asks at once is answered from caches.
MAX_AGE = 15
SVG = "image/svg+xml"


def cacheable_response(body: str, kind: str = "text/html") -> Response:
    """An answer that names its content: one that a cache already has is not sent again (304)."""
    response = Response(body, mimetype=kind)
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.add_etag()
    response.make_conditional(request)
    return response


def no_store(response: Response) -> Response:
    """An answer of one reader: no cache may keep it."""
    response.headers["Cache-Control"] = "no-store"
    return response
