"""The operator's page: versions, every check of `flask portal doctor`, and the settings that are set."""

import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version

from ..config import PREFIX, Setting
from ..core.app.health import alarms, doctor_checks
from ..core.app.portal import Portal
from ..core.app.routing import Views
from ..core.app.widget import MountedWidget, Severity, WaitingItem

LONGEST_VALUE = 120


def system_views(portal: Portal, mounted: Sequence[MountedWidget], known: Mapping[str, Setting]) -> Views:
    """The panel "system". `known` are the declarations of all settings by key without the prefix."""
    panel = Views()

    @panel.view
    def index() -> str:
        checks = sorted(doctor_checks(portal, mounted), key=lambda check: (check.well, not check.note))
        return portal.render_page(
            "admin/system.html", checks=checks, facts=_facts(portal), settings=list(_settings(portal, known))
        )

    return panel


def failing_checks(portal: Portal, mounted: Sequence[MountedWidget]) -> list[WaitingItem]:
    """The line of the start page about checks that fail."""
    failing = alarms(mounted)
    ngettext = portal.language.ngettext
    title = ngettext("check of the system fails", "checks of the system fail", len(failing))
    detail = "; ".join(check.title or check.name for check in failing)
    url = portal.url("admin.system.index")
    return [WaitingItem(title, len(failing), url, Severity.URGENT, detail=detail)]


def _facts(portal: Portal) -> list[tuple[str, str]]:
    _ = portal.gettext
    redis = _("used") if portal.redis is not None else _("not used")
    return [
        (_("Version"), version("portal_widgets")),
        ("Python", platform.python_version()),
        ("Flask", version("flask")),
        (_("Database"), portal.database.description),
        ("Redis", redis),
        (_("Short name of the portal"), portal.site),
    ]


def _settings(portal: Portal, known: Mapping[str, Setting]) -> Iterator[tuple[str, str]]:
    """The keys that differ from their defaults. A value is shown only if it cannot contain a secret."""
    for key, one in sorted(known.items()):
        value = portal.settings.by_key.get(key)
        if value != one.check(one.default):
            yield f"{PREFIX}{key}", "" if one.secret else _shown(value)


def _shown(value: object) -> str:
    """A number or a short text; "" for anything else, and for a text that may contain a password."""
    if isinstance(value, bool | int):
        return str(value)
    is_harmless = isinstance(value, str) and "@" not in value and len(value) <= LONGEST_VALUE
    return str(value) if is_harmless else ""
