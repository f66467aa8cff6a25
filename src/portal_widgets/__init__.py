"""Everything around the article of a public portal, for Flask."""

from .core.db.alembic import include_name
from .core.public_data import MessageReceipt, OptionCount, PollSummary, QuestionResult, ReadArticle, WebLink
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
    "MessageReceipt",
    "MessageRejectedError",
    "OptionCount",
    "PollSummary",
    "PortalOptions",
    "PortalWidgets",
    "PortalWidgetsError",
    "QuestionResult",
    "ReadArticle",
    "SchemaOutdatedError",
    "StoreUnavailableError",
    "TemplateHelpers",
    "WebLink",
    "WidgetNotMountedError",
    "include_name",
]
