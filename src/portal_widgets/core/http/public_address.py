"""The address under which readers reach the portal. A request says it too, in its Host header, but anybody
can send a request: what is mailed to somebody else must come from what the site's owner has said.
"""

from urllib.parse import urlsplit

from flask import Flask, has_request_context, request
from werkzeug.sansio.utils import host_is_trusted


class PublicAddress:
    """What `PORTAL_WIDGETS_BASE_URL`, Flask's `SERVER_NAME` or its `TRUSTED_HOSTS` say of a portal's address,
    in this order.
    """

    def __init__(self, app: Flask, base_url: str | None) -> None:
        self._app = app
        self._base_url = base_url

    def is_known(self) -> bool:
        """Whether somebody has said it, so that links may be mailed."""
        return bool(self._base_url or self._app.config["SERVER_NAME"] or self._trusted_hosts())

    def origin(self) -> str:
        """Scheme and host, such as "https://www.example.vn": as said, or else as this request says."""
        if self._base_url:
            parts = urlsplit(self._base_url)
            return f"{parts.scheme}://{parts.netloc}"
        return request.host_url.rstrip("/")

    def url(self, path: str) -> str:
        """The whole address of a path of this site, for a mail; "" while the portal's address is not known.
        `path` begins with where the server has mounted the application, as `url_for` writes it.
        """
        below = path.removeprefix(request.script_root) if has_request_context() else path
        if self._base_url:
            return self._base_url + below
        if name := self._app.config["SERVER_NAME"]:
            return f"{self._scheme()}://{name}{path}"
        if self._trusted_hosts() and self._is_trusted(request.host):
            return f"{request.host_url.rstrip('/')}{path}"
        return ""

    def is_own(self, url: str) -> bool:
        """Whether a whole address that was kept for a mail is still the portal's."""
        host = urlsplit(url).netloc
        if self._base_url:
            return url.startswith(f"{self._base_url}/")
        if name := self._app.config["SERVER_NAME"]:
            return bool(host == name)
        return self._is_trusted(host)

    def _is_trusted(self, host: str) -> bool:
        trusted = self._trusted_hosts()
        return bool(trusted) and host_is_trusted(host, trusted)

    def _trusted_hosts(self) -> list[str]:
        return list(self._app.config.get("TRUSTED_HOSTS") or ())

    def _scheme(self) -> str:
        said: str = self._app.config["PREFERRED_URL_SCHEME"]
        return "https" if has_request_context() and request.is_secure else said
