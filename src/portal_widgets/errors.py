"""All errors that the package raises on purpose, in one short tree."""

from collections.abc import Mapping

# Seconds for Retry-After when a store is unavailable.
RETRY_SECONDS = 60


class PortalWidgetsError(Exception):
    """The root of the package's own errors."""


class ConfigurationError(PortalWidgetsError, ValueError):
    """A setting is wrong. The message names the key and the allowed values."""


class ForgedTokenError(PortalWidgetsError, ValueError):
    """A token was not signed by this portal, or not for this site."""


class StoreUnavailableError(PortalWidgetsError):
    """The database or Redis did not answer. It is uncertain whether anything was changed."""


class RefusedValueError(ValueError):
    """The database refuses a value, such as a text with NUL, so the input is at fault. `orig` is the error
    of its driver.
    """

    def __init__(self, orig: BaseException | None) -> None:
        super().__init__(str(orig))
        self.orig = orig


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


# Raised for values that a database, or its driver, cannot store: half a pair of UTF-16, a number that is too
# large, a text with NUL.
UNSTORABLE: tuple[type[Exception], ...] = (UnicodeError, OverflowError, RefusedValueError)
