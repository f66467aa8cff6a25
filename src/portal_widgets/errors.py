"""All errors that the package raises on purpose, in one short tree."""

from collections.abc import Mapping

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


class MessageRejectedError(PortalWidgetsError):
    """A message was not stored. `faults` has a sentence for each wrong field. If it is empty, too many
    messages come from the network, and `retry_after` is the number of seconds until the next try.
    """

    def __init__(self, faults: Mapping[str, str], retry_after: int = 0) -> None:
        super().__init__(
            "; ".join(faults.values()) or f"too many messages; retry after {retry_after} seconds"
        )
        self.faults = faults
        self.retry_after = retry_after


class WidgetNotMountedError(PortalWidgetsError):
    """The call needs a widget that the portal does not mount."""
