"""Which answers caches may keep: answers for everyone, and answers for one reader."""

from flask import Response, request

# Seconds. Numbers change all the time; during a rush, caches answer most requests.
MAX_AGE_SECONDS = 15
SVG = "image/svg+xml"


def cacheable_response(body: str, kind: str = "text/html") -> Response:
    """An answer with an ETag of its content: a cache that has it gets 304."""
    response = Response(body, mimetype=kind)
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE_SECONDS
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.add_etag()
    response.make_conditional(request)
    return response


def no_store(response: Response) -> Response:
    """An answer for one reader: no cache may keep it."""
    response.headers["Cache-Control"] = "no-store"
    return response
