"""All errors that the package raises on purpose, in one short tree."""

# Seconds for Retry-After when a store is unavailable.
RETRY_SECONDS = 60
# Raised for values that no database can store: half a pair of UTF-16, a number that is too large.
UNSTORABLE: tuple[type[Exception], ...] = (UnicodeError, OverflowError)


class PortalWidgetsError(Exception):
    """The root of the package's own errors."""


class ConfigurationError(PortalWidgetsError, ValueError):
    """A setting is wrong. The message names the key and the allowed values."""


class ForgedTokenError(PortalWidgetsError, ValueError):
    """A token was not signed by this portal, or not for this site."""


class StoreUnavailableError(PortalWidgetsError):
    """The database or Redis did not answer. It is uncertain whether anything was changed."""


class SchemaOutdatedError(StoreUnavailableError):
    """The database lacks a migration; `flask portal migrate` applies it."""
