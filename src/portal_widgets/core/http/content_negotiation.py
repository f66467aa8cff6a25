"""The format of an answer."""

from flask import request


def wants_json() -> bool:
    """Return whether a script sent the request: it sends JSON, requests a JSON address, or prefers JSON to a
    page.
    """
    if request.is_json or request.path.endswith(".json"):
        return True
    offered = ["text/html", "application/json"]
    return request.accept_mimetypes.best_match(offered, default="text/html") == "application/json"
