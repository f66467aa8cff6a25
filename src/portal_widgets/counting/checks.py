"""Checks for `flask portal doctor`: whether journals can be written, and which records were refused."""

import tempfile
from pathlib import Path

from ..core.app.portal import Portal
from ..core.app.widget import CheckResult, HealthCheck
from ..errors import StoreUnavailableError
from .parts import FOLDER
from .settings import CountingSettings
from .store.sql.dead_letters import DeadLetterStore


def counting_checks(portal: Portal) -> list[HealthCheck]:
    _ = portal.gettext
    checks = [HealthCheck(lambda: _dead_letters(portal), alarm=True, title=lambda: _("Records of views"))]
    if portal.settings[CountingSettings].journal == "file":
        checks.insert(
            0,
            HealthCheck(
                lambda: _journals(portal, portal.folder / FOLDER),
                alarm=True,
                title=lambda: _("Journals of views"),
            ),
        )
    return checks


def health_figures(portal: Portal) -> dict[str, int]:
    """The number of dead letters, if there are any. They are not a reason to take a server out of service,
    but the operator should look at them.
    """
    dead = _count_dead_letters(portal)
    return {"dead_letters": dead} if dead else {}


def _journals(portal: Portal, folder: Path) -> CheckResult:
    if refused := len(list(folder.glob("*.refused"))):
        says = f"{refused} older than a week were put aside: {folder}/*.refused; see docs/how-it-counts.md"
        return CheckResult("journals", well=False, says=says)
    try:
        portal.files.make_folder(folder)
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(bytes(4096))
    except OSError as error:
        return CheckResult("journals", well=False, says=f"cannot be written in {folder}: {error.strerror}")
    if danger := portal.files.danger_of(folder):
        return CheckResult("journals", well=False, says=danger)
    return CheckResult("journals", well=True, says="can be written")


def _dead_letters(portal: Portal) -> CheckResult:
    count = _count_dead_letters(portal)
    if count is None:
        says = "cannot be read while the database does not answer"
        return CheckResult("dead letters", well=False, says=says)
    if count:
        what = "1 record was refused and" if count == 1 else f"{count} records were refused and"
        says = f"{what} put aside: see `flask portal dead-letters`"
        plain = portal.language.ngettext(
            "%(count)s record was refused and is kept aside.",
            "%(count)s records were refused and are kept aside.",
            count,
        )
        return CheckResult("dead letters", well=False, says=says, plain=plain)
    return CheckResult("dead letters", well=True, says="nothing was refused")


def _count_dead_letters(portal: Portal) -> int | None:
    """None if the database does not answer."""
    try:
        if portal.database.version() is None:
            return 0  # a check must not create tables
        return DeadLetterStore(portal.database, portal.site).count()
    except StoreUnavailableError:
        return None
