"""The operator's page: versions, every check of `flask portal doctor`, and the settings that are set."""

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from flask import Blueprint

from ..config import PREFIX, Setting
from ..core.app.health import alarms, doctor_checks
from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Panel, Severity, WaitingItem

LONGEST_VALUE = 120


@dataclass(frozen=True, slots=True)
class SystemParts:
    """The mounted widgets, and the declarations of all settings by key without the prefix."""

    mounted: Sequence[MountedWidget]
    settings: Mapping[str, Setting]


def system_panel(portal: Portal, parts: SystemParts) -> Panel:
    """The panel "system". Only the role "admin" sees it."""
    blueprint = Blueprint("system", __name__)

    @blueprint.get("/")
    def index() -> str:
        checks = sorted(doctor_checks(portal, parts.mounted), key=lambda check: (check.well, not check.note))
        return portal.render_page(
            "admin/system.html",
            checks=checks,
            facts=_facts(portal),
            settings=list(_settings(portal, parts.settings)),
        )

    def waiting() -> list[WaitingItem]:
        failing = alarms(parts.mounted)
        ngettext = portal.language.ngettext
        title = ngettext("check of the system fails", "checks of the system fail", len(failing))
        detail = "; ".join(check.title or check.name for check in failing)
        url = portal.url("admin.system.index")
        return [WaitingItem(title, len(failing), url, Severity.URGENT, detail=detail)]

    return Panel(
        "system",
        lambda: portal.gettext("System check"),
        blueprint,
        frozenset({"admin"}),
        help=lambda: portal.gettext(
            "This page checks the parts that the website depends on. Give the technical text of a failing "
            "check to the people who run the server."
        ),
        waiting=waiting,
    )


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
