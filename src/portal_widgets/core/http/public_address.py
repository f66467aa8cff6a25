"""The address under which readers reach the portal. The Host header of a request also contains one, but
anybody can send a request. An address in a mail must come from the site's owner.
"""

from urllib.parse import urlsplit

from flask import Flask, has_request_context, request
from werkzeug.sansio.utils import host_is_trusted

from ..text.urls import with_ascii_host


class PublicAddress:
    """The portal's address from `PORTAL_WIDGETS_BASE_URL`, Flask's `SERVER_NAME` or its `TRUSTED_HOSTS`, in
    this order.
    """

    def __init__(self, app: Flask, base_url: str | None) -> None:
        self._app = app
        # The host of a mail's link is in ASCII: not every program for mail knows other letters.
        self._base_url = with_ascii_host(base_url) if base_url else None

    def is_known(self) -> bool:
        """Return whether one of them is set, so that mails may contain links."""
        return bool(self._base_url or self._app.config["SERVER_NAME"] or self._trusted_hosts())

    def origin(self) -> str:
        """Scheme and host, such as "https://www.example.vn": the configured one, or the one of this
        request.
        """
        if self._base_url:
            parts = urlsplit(self._base_url)
            return f"{parts.scheme}://{parts.netloc}"
        return request.host_url.rstrip("/")

    def url(self, path: str) -> str:
        """The whole address of a path of this site, for a mail; "" if the portal's address is not known.
        `path` begins with the mount point of the application, as from `url_for`.
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
        """Return whether a whole address that was stored for a mail still belongs to the portal."""
        host = urlsplit(url).netloc
        if self._base_url:
            return with_ascii_host(url).startswith(f"{self._base_url}/")
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
