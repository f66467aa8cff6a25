"""Data for machines in a page: JSON-LD (https://json-ld.org) with the vocabulary of schema.org."""

import json
from collections.abc import Mapping

from markupsafe import Markup

CONTEXT = "https://schema.org"


def json_ld(described: Mapping[str, object]) -> Markup:
    """A data block. Browsers do not run it and policies allow it. Its content is escaped, so it can neither
    end the element nor begin another.
    """
    text = json.dumps({"@context": CONTEXT, **without_empty(described)}, ensure_ascii=False, default=str)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - escaped above


def without_empty(described: Mapping[str, object]) -> dict[str, object]:
    """Return only the known values, without empty fields."""
    return {name: value for name, value in described.items() if value}
