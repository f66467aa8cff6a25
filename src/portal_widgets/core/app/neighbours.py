"""Compatibility with other extensions of the host, and faults there that only the host can correct."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from ..settings import CoreSettings
from .portal import Portal
from .widget import CheckResult


class CsrfExemption:
    """Exempt our routes from Flask-WTF's CSRFProtect at their first request, in whatever order the host has
    set up both. The routes have checks of their own: the origin of every POST, and a token in the admin area.
    """

    def __init__(self, portal: Portal) -> None:
        self._app = portal.app
        self._name = portal.name
        self._done = False

    def ensure(self) -> None:
        """Called after the request is routed, before CSRFProtect checks it."""
        if self._done:
            return
        self._done = True
        exempt = getattr(self._app.extensions.get("csrf"), "exempt", None)
        if exempt is None:
            return
        for name, blueprint in self._app.blueprints.items():
            if name == self._name or name.startswith(f"{self._name}."):
                exempt(blueprint)


def neighbour_checks(portal: Portal) -> Iterator[CheckResult]:
    """The findings of `flask portal doctor` about the host's other extensions."""
    if "migrate" in portal.app.extensions and _shares_database(portal):
        yield _migrations(portal)
    if name := _taken_template_global(portal):
        yield CheckResult(
            "template global",
            well=False,
            says=f"a context processor of the host gives templates another {name!r}: "
            "set PORTAL_WIDGETS_TEMPLATE_GLOBAL to an unused name",
        )


def _migrations(portal: Portal) -> CheckResult:
    """Check a Flask-Migrate whose database also contains our tables."""
    arguments = getattr(portal.app.extensions["migrate"], "configure_args", {})
    if "include_name" in arguments or "include_object" in arguments:
        return CheckResult("Flask-Migrate", well=True, says="ignores our tables")
    return CheckResult(
        "Flask-Migrate",
        well=False,
        says="would drop the widgets' tables with the next `flask db migrate`: configure it with "
        "Migrate(app, db, include_name=portal_widgets.include_name)",
    )


def _shares_database(portal: Portal) -> bool:
    from ..db.database_address import is_same_database

    own, config = portal.settings[CoreSettings].database_url, portal.app.config
    if own is None:
        return False
    binds = (config.get("SQLALCHEMY_BINDS") or {}).values()
    urls = [bind.get("url") if isinstance(bind, Mapping) else bind for bind in binds]
    return any(
        is_same_database(own, str(url)) for url in (config.get("SQLALCHEMY_DATABASE_URI"), *urls) if url
    )


def _taken_template_global(portal: Portal) -> str:
    """The name of the template global, if it is something else on the host's pages."""
    name = portal.settings[CoreSettings].template_global
    given: dict[str, object] = {}
    with (
        portal.app.test_request_context("/"),
        suppress(Exception),
    ):  # the host's functions may need a request or more
        portal.app.update_template_context(given)
    return name if name in given and given[name] is not portal.helpers else ""
