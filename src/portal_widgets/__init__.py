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
from .options import PortalOptions
from .template_helpers import TemplateHelpers

__all__ = [
    "ConfigurationError",
    "ForgedTokenError",
    "MessageRejectedError",
    "PortalOptions",
    "PortalWidgets",
    "PortalWidgetsError",
    "SchemaOutdatedError",
    "StoreUnavailableError",
    "TemplateHelpers",
    "WidgetNotMountedError",
    "include_name",
]
