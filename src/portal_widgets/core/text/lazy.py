"""Texts that are made anew for each page, in its language: those of hosts, which may be lazy, and our own."""

from typing import Any


def N_(message: str) -> str:  # noqa: N802 - the name by which Babel knows it
    """Marks a message that stands in data for the catalogues. Where it is shown, gettext translates it."""
    return message


def is_text(value: Any) -> bool:
    """Return whether it is a text, or a lazy one from Flask-Babel, Flask-BabelPlus or WTForms."""
    return isinstance(value, str) or any("Lazy" in kind.__name__ for kind in type(value).__mro__)
