"""Texts that hosts give, which may be lazy: made anew for each page, in its language."""

from typing import Any


def is_text(value: Any) -> bool:
    """Whether it is a text, or one that Flask-Babel, Flask-BabelPlus or WTForms makes when it is shown."""
    return isinstance(value, str) or any("Lazy" in kind.__name__ for kind in type(value).__mro__)
