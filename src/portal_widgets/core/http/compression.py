"""Compressed forms of files that are the same for everybody. Pages are not compressed here. The length of
a page with a token and a reader's own words could reveal the token (BREACH).
"""

from functools import lru_cache

from flask import Response, request

# Fonts and pictures of other kinds are compressed already.
COMPRESSIBLE = frozenset({"text/css", "text/javascript", "image/svg+xml"})
# Below this size the headers weigh more than what is saved.
SMALLEST = 200


def compressed_response(body: bytes, mimetype: str) -> Response:
    """Return the file in the smallest form that the client accepts (RFC 9110, section 12.5.3): brotli if
    portal_widgets[brotli] is installed, gzip, or as it is.
    """
    if mimetype not in COMPRESSIBLE or len(body) < SMALLEST:
        return Response(body, mimetype=mimetype)
    offered = compressed_forms(body)
    coding = request.accept_encodings.best_match(offered)
    if coding is None:
        response = Response(body, mimetype=mimetype)
    else:
        response = Response(offered[coding], mimetype=mimetype)
        response.headers["Content-Encoding"] = coding
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=64)
def compressed_forms(body: bytes) -> dict[str, bytes]:
    """Return the file by content coding, the smallest first. Each process compresses a file once."""
    import gzip

    # Without a time in the header, all processes make the same bytes.
    forms = {"gzip": gzip.compress(body, 9, mtime=0)}
    try:
        import brotli
    except ImportError:
        return forms
    return {"br": brotli.compress(body, mode=brotli.MODE_TEXT, quality=11)} | forms
