"""Everything around the article of a public portal, for Flask."""

from .core.db.alembic import include_name
from .errors import (
    ConfigurationError,
    ForgedTokenError,
    MessageRejectedError,
    PortalWidgetsError,
    SchemaOutdatedError,
    StoreUnavailableError,
    WidgetNotMountedError,
)
from .extension import PortalWidgets

__all__ = [
    "ConfigurationError",
    "ForgedTokenError",
    "MessageRejectedError",
    "PortalWidgets",
    "PortalWidgetsError",
    "SchemaOutdatedError",
    "StoreUnavailableError",
    "WidgetNotMountedError",
    "include_name",
]
