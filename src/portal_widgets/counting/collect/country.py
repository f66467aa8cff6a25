"""The country of a visitor, if the host has a database. The address is not stored."""

from typing import TYPE_CHECKING

from ...core.ip_addresses import read_client
from ...errors import ConfigurationError

if TYPE_CHECKING:
    import maxminddb


class Countries:
    """Looks up addresses in a MaxMind database (.mmdb) of countries."""

    def __init__(self, file: str) -> None:
        self._reader = _open(file)

    def of(self, address: str | None) -> str:
        """The country's code (ISO 3166), or an empty text if it is unknown or there is no database."""
        client = read_client(address or "")
        if client is None:
            return ""  # a socket's name, for instance
        try:
            found = self._reader.get(client)
        except (ValueError, RuntimeError):
            return ""  # a damaged record in the database
        country = found.get("country") if isinstance(found, dict) else None
        code = country.get("iso_code") if isinstance(country, dict) else None
        return code if isinstance(code, str) else ""


def _open(file: str) -> "maxminddb.Reader":
    try:
        import maxminddb
    except ImportError as error:
        raise ConfigurationError(
            "PORTAL_WIDGETS_COUNTRY_DATABASE needs the extra: pip install 'portal_widgets[country]'",
        ) from error
    try:
        return maxminddb.open_database(file)
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
        raise ConfigurationError(
            f"PORTAL_WIDGETS_COUNTRY_DATABASE: {file} cannot be read ({error})",
        ) from error
