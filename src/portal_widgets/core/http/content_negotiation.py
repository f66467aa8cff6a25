"""In which form an answer is wanted."""

from flask import request


def wants_json() -> bool:
    """Whether a script asks: it sends JSON, or prefers it above all."""
    return request.is_json or request.accept_mimetypes.best == "application/json"
