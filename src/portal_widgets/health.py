"""Is everything there? One list of checks for `GET /portal/health` and `flask portal doctor`."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify

from .core.app.portal import Portal
from .core.db.database import HEAD
from .core.mail.settings import mail_settings
from .counting.parts import FOLDER
from .counting.store.sql.dead_letters import DeadLetterStore
from .errors import StoreUnavailableError
from .feedback.service import FeedbackService


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: what was looked at, whether it is well, and what to do if not."""

    name: str
    well: bool
    says: str


def checks(portal: Portal) -> Iterator[Check]:
    yield _database(portal)
    if portal.redis is not None:
        yield _redis(portal)


def doctor_checks(portal: Portal) -> Iterator[Check]:
    """As `checks`, and what is the operator's business alone."""
    yield from checks(portal)
    if portal.settings["JOURNAL"] == "file":
        yield _journals(portal.folder / FOLDER)
    yield _dead_letters(portal)
    if mail_settings(portal.settings) is not None:
        yield _mail(portal)


def health_routes(blueprint: Blueprint, portal: Portal) -> None:
    @blueprint.get("/health")
    def health() -> tuple[Response, int]:
        found = list(checks(portal))
        well = all(check.well for check in found)
        body: dict[str, Any] = {
            "status": "ok" if well else "failing",
            "checks": {check.name: "ok" if check.well else check.says for check in found},
        }
        # No reason to take a server out of service, but one for a person to look.
        if dead := _count_dead_letters(portal):
            body["dead_letters"] = dead
        response = jsonify(body)
        response.headers["Cache-Control"] = "no-store"
        return response, 200 if well else 503


def _database(portal: Portal) -> Check:
    # Driver messages may carry addresses and user names, so they go to the log, not to the public.
    try:
        version = portal.database.version()
    except StoreUnavailableError:
        return Check("database", well=False, says="does not answer")
    if version == HEAD or (version is None and portal.database.migrates_itself):
        return Check("database", well=True, says="answers")
    return Check("database", well=False, says="needs `flask portal migrate`")


def _journals(folder: Path) -> Check:
    if refused := len(list(folder.glob("*.refused"))):
        says = f"{refused} older than a week were put aside: {folder}/*.refused; see docs/how-it-counts.md"
        return Check("journals", well=False, says=says)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(bytes(4096))
    except OSError as error:
        return Check("journals", well=False, says=f"cannot be written in {folder}: {error.strerror}")
    return Check("journals", well=True, says="can be written")


def _dead_letters(portal: Portal) -> Check:
    count = _count_dead_letters(portal)
    if count is None:
        return Check(
            "dead letters", well=False, says="cannot be looked at while the database does not answer"
        )
    if count:
        what = "1 record was refused and" if count == 1 else f"{count} records were refused and"
        return Check("dead letters", well=False, says=f"{what} put aside: see `flask portal dead-letters`")
    return Check("dead letters", well=True, says="nothing was refused")


def _count_dead_letters(portal: Portal) -> int | None:
    """None if the database does not answer."""
    try:
        if portal.database.version() is None:
            return 0  # to look is no reason to make its tables
        return DeadLetterStore(portal.database, portal.site).count()
    except StoreUnavailableError:
        return None


def _mail(portal: Portal) -> Check:
    try:
        given_up = portal.service(FeedbackService).store.failed_count()
    except StoreUnavailableError:
        return Check("mail", well=False, says="cannot be looked at while the database does not answer")
    if given_up:
        mails = "1 mail was" if given_up == 1 else f"{given_up} mails were"
        return Check("mail", well=False, says=f"{mails} given up; the messages themselves are stored")
    return Check("mail", well=True, says="nothing was given up")


def _redis(portal: Portal) -> Check:
    try:
        well = portal.redis is not None and portal.redis.ping()
    except StoreUnavailableError:
        well = False
    return Check("redis", well=well, says="answers" if well else "does not answer")
