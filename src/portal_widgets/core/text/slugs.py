"""Slugs: plain names for addresses, keys and file names."""

import re

from .normalization import normalize

_SLUG = re.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?")


def is_slug(text: str, most: int) -> bool:
    """Return whether a text consists of 1 to `most` characters of a-z, 0-9 and hyphens, with no hyphen at its
    ends.
    """
    return len(text) <= most and _SLUG.fullmatch(text) is not None


def slug(text: str, most: int) -> str:
    """A text as a slug: "Kinh tế" is kinh-te. Returns "" where none of its letters has a plain form."""
    plain = normalize("NFKD", text.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain.lower())[:most].strip("-")
