"""Data for machines in a page: JSON-LD (https://json-ld.org), as schema.org has it."""

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

CONTEXT = "https://schema.org"


def json_ld(described: Mapping[str, Any]) -> Markup:
    """A data block, which no browser runs and no policy forbids. Whatever stands in it, it neither ends
    the element nor begins another.
    """
    text = json.dumps({"@context": CONTEXT, **without_empty(described)}, ensure_ascii=False, default=str)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - escaped above


def without_empty(described: Mapping[str, Any]) -> dict[str, Any]:
    """Only what is known: nothing is said by an empty field."""
    return {name: value for name, value in described.items() if value}
