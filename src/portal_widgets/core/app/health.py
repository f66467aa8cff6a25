"""One list of checks for `GET /portal/health` and `flask portal doctor`."""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from flask import Blueprint, Response, jsonify

from ...errors import StoreUnavailableError
from ..late import made
from ..legal.profile import LegalRule, RuleState
from ..mail import mail_options
from ..settings import CoreSettings
from ..tasks.halving import reason_of
from .neighbours import neighbour_checks
from .portal import Portal
from .widget import CheckResult, HealthCheck, MountedWidget

# If two clocks differ by more, the times of one machine are wrong for the other.
CLOCK_SECONDS = 5

log = logging.getLogger("portal_widgets")


def doctor_checks(
    portal: Portal, mounted: Sequence[MountedWidget], *, public: bool = False
) -> Iterator[CheckResult]:
    """Run the checks one after the other. `public` leaves out findings that only the operator may see."""
    _ = portal.gettext
    yield _database(portal, public=public)._replace(title=_("Database"))
    if portal.redis is not None:
        yield _redis(portal)._replace(title="Redis")
    if not public:
        yield from neighbour_checks(portal)
        yield _files(portal)._replace(title=_("Files of the website"))
        if (folder := portal.settings[mail_options()].mail_folder) is not None:
            yield folder_check(portal, "mail folder", folder)._replace(title=_("Folder of the mails"))
        yield from (clock._replace(title=_("Clocks of the servers")) for clock in _clocks(portal))
        yield _legal_rules(portal)._replace(title=_("Legal rules"))
    for part in mounted:
        yield from (_run(check, public=public) for check in made(part.checks) if check.public or not public)


def alarms(mounted: Sequence[MountedWidget]) -> list[CheckResult]:
    """The faults that the admin area's start page reports: only quick checks are run."""
    found = (_run(check, public=False) for part in mounted for check in made(part.checks) if check.alarm)
    return [check for check in found if not check.well]


def _run(check: HealthCheck, *, public: bool) -> CheckResult:
    """A check that fails is a fault of its own, and all others are run."""
    try:
        found = check.run()
        return found._replace(title=check.title())
    except Exception as error:
        log.exception("portal_widgets: a check failed")
        why = "" if public else f": {reason_of(error)}"
        return CheckResult("a check", well=False, says=f"failed{why}; the log has the details")


def health_routes(blueprint: Blueprint, portal: Portal, mounted: Sequence[MountedWidget]) -> None:
    @blueprint.get("/health")
    def health() -> tuple[Response, int]:
        found = list(doctor_checks(portal, mounted, public=True))
        well = all(check.well for check in found)
        body: dict[str, object] = {
            "status": "ok" if well else "failing",
            "checks": {check.name: "ok" if check.well else check.says for check in found},
        }
        for part in mounted:
            body |= part.health_figures() if part.health_figures is not None else {}
        response = jsonify(body)
        response.headers["Cache-Control"] = "no-store"
        return response, 200 if well else 503


def _database(portal: Portal, *, public: bool) -> CheckResult:
    """Tell the operator which database this is and what is wrong. The public answer has neither, because it
    could contain paths, addresses and users.
    """
    from ..db.database import HEAD

    database, _ = portal.database, portal.gettext
    which = "" if public else f" ({database.description})"
    if database.file is not None and database.file.is_gone:
        says = "its file is missing: restore a copy, or restart the portal to begin with an empty database"
        return CheckResult("database", well=False, says=says, plain=_("Its file is gone."))
    if not public and database.file is not None and (obstacle := database.file.obstacle()):
        plain = _("The website cannot write to its file.")
        return CheckResult("database", well=False, says=obstacle, plain=plain)
    try:
        version = database.version()
    except StoreUnavailableError as error:
        why = "" if public else f": {error}"
        says, plain = f"does not answer{which}{why}", _("It does not answer.")
        return CheckResult("database", well=False, says=says, plain=plain)
    if version == HEAD or (version is None and database.migrates_itself):
        return CheckResult("database", well=True, says=f"answers{which}", plain=_("It answers."))
    says, plain = f"needs `flask portal migrate`{which}", _("Its tables are older than the software.")
    return CheckResult("database", well=False, says=says, plain=plain)


def _redis(portal: Portal) -> CheckResult:
    try:
        well = portal.redis is not None and portal.redis.ping()
    except StoreUnavailableError:
        well = False
    plain = portal.gettext("It answers.") if well else portal.gettext("It does not answer.")
    says = "answers" if well else "does not answer"
    return CheckResult("redis", well=well, says=says, plain=plain)


def folder_check(portal: Portal, name: str, folder: Path) -> CheckResult:
    """Check that other users cannot read a folder with our files. An existing folder is not changed."""
    if danger := portal.files.danger_of(folder):
        return CheckResult(name, well=False, says=danger)
    if opening := portal.files.opening_of(folder):
        return CheckResult(name, well=True, note=True, says=opening)
    whom = "this user and its group" if portal.files.for_group else "this user"
    return CheckResult(name, well=True, says=f"can only be read by {whom}")


def _files(portal: Portal) -> CheckResult:
    file = portal.database.file
    exposed = portal.files.exposed(file.parts) if file is not None else []
    if exposed:
        names = " ".join(map(str, exposed))
        says = f"all users of this machine can read {names}: chmod {portal.files.file_mode:o} {names}"
        return CheckResult("files", well=False, says=says)
    return folder_check(portal, "files", portal.folder)


def _legal_rules(portal: Portal) -> CheckResult:
    """A note, because nothing fails. A person must read the legal text."""
    found = portal.settings[CoreSettings].legal_profile.to_check(portal.clock.today())
    english = [f"{subject} ({_legal_state(rule, state)})" for subject, rule, state in found]
    if not english:
        return CheckResult("legal rules", well=True, says="verified and in force")
    says = f"compare them with the law, and set PORTAL_WIDGETS_LEGAL_PROFILE: {', '.join(english)}"
    return CheckResult("legal rules", well=True, note=True, says=says)


def _legal_state(rule: LegalRule, state: RuleState) -> str:
    return f"expired on {rule.valid_until}" if state is RuleState.EXPIRED else "not verified"


def _clocks(portal: Portal) -> Iterator[CheckResult]:
    """Compare the clocks. Days, the ends of polls and the expiry of keys depend on clocks of different
    machines.
    """
    servers: dict[str, Callable[[], float | None]] = {"the database's": portal.database.clock_seconds}
    if portal.redis is not None:
        servers["Redis's"] = portal.redis.clock_seconds
    for whose, ask in servers.items():
        asked = portal.clock.seconds()
        try:
            told = ask()
        except StoreUnavailableError:
            continue  # another check reports this
        if told is None:
            continue
        # The answer is from some moment between the question and its arrival.
        ahead = round(told - min(max(told, asked), portal.clock.seconds()))
        if abs(ahead) > CLOCK_SECONDS:
            where = "ahead of" if ahead > 0 else "behind"
            says = f"{whose} is {abs(ahead)} seconds {where} this machine's: use a time server"
            yield CheckResult("clocks", well=False, says=says)
