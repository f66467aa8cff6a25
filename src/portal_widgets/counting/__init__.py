"""The pipeline behind views and statistics: hear, understand, apply, show."""

from ..config import Setting, function, optional
from .engine import Counting

DEFAULTS = {
    # Only the host knows who works for the portal.
    "IS_STAFF": Setting(
        None,
        optional(function),
        "Function without arguments: whether the current request comes from staff, whose views are "
        "not counted.",
    ),
}

__all__ = ["DEFAULTS", "Counting"]
