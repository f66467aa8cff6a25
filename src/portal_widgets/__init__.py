"""Everything around the article of a public portal, for Flask."""

from .core.db.alembic import include_name
from .errors import (
    ConfigurationError,
    ForgedTokenError,
    PortalWidgetsError,
    SchemaOutdatedError,
    StoreUnavailableError,
)
from .extension import PortalWidgets

__all__ = [
    "ConfigurationError",
    "ForgedTokenError",
    "PortalWidgets",
    "PortalWidgetsError",
    "SchemaOutdatedError",
    "StoreUnavailableError",
    "include_name",
]
