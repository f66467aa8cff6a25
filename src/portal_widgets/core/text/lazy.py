"""Texts that are translated for each page: lazy texts of the host, and our own messages."""

from typing import TypeGuard

from markupsafe import Markup


def N_(message: str) -> str:  # noqa: N802 - the name by which Babel knows it
    """Mark a message in data for extraction into the catalogues. Gettext translates it when it is shown."""
    return message


def is_text(value: object) -> TypeGuard[str]:
    """Return whether it is a text, or a lazy one from Flask-Babel, Flask-BabelPlus or WTForms."""
    return isinstance(value, str) or any("Lazy" in kind.__name__ for kind in type(value).__mro__)


def words_of(text: object) -> str:
    """The words of a text. `{% set title %}...{% endset %}` makes HTML of them, with entities."""
    return text.striptags() if isinstance(text, Markup) else str(text)
