"""Everything the package raises on purpose, in one short tree."""

# When who was told that a store is away may come again.
RETRY_SECONDS = 60


class PortalWidgetsError(Exception):
    """The root of the package's own errors."""


class ConfigurationError(PortalWidgetsError, ValueError):
    """A setting is wrong; the message names the key and what is allowed."""


class ForgedTokenError(PortalWidgetsError, ValueError):
    """A token was not signed by this portal, or not for this site."""


class StoreUnavailableError(PortalWidgetsError):
    """The database or Redis did not answer; nothing was changed that can be relied on."""


class SchemaOutdatedError(StoreUnavailableError):
    """The database lacks a migration; `flask portal migrate` brings it up to date."""
