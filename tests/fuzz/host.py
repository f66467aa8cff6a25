"""A portal for hostile requests: every widget is mounted and has some content."""

import atexit
import os
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask.testing import FlaskClient

from admin.area import HASH
from feedback.sending import OFFICE
from map.provinces import LAM_CHAU
from polls.samples import ASKED, held
from portal_widgets import PortalWidgets
from portal_widgets.core.settings import CoreSettings
from support import COMPILED, OPTIONS, FrozenClock, browser, close, copy_database, counting_of, portal_of

ADMIN = "/portal/admin/"
# Requests with this header are signed in and may do everything.
OFFICER = {"X-Roles": "admin"}


@cache
def folder() -> Path:
    """The folder and its content stay for the whole test run."""
    made = Path(tempfile.mkdtemp(prefix="portal-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def app() -> Flask:
    """An application whose host handles the sign-in of the office."""
    made = _make("host", admin_guard=lambda: request.headers.get("X-Roles", "").split())
    held(made, asked=ASKED, closes_at=None)
    return made


@cache
def app_with_accounts() -> Flask:
    """An application with its own accounts."""
    return _make("accounts", admin_password_hash=HASH)


def _make(name: str, **options: Any) -> Flask:
    """Errors of the program are raised, and not turned into a page."""
    made = Flask("host", instance_path=str(folder() / name))
    made.config.update(SECRET_KEY="secret", TESTING=True)
    made.jinja_env.bytecode_cache = COMPILED
    options = {**OPTIONS, **OFFICE, "proof_of_work": True, "map_file": LAM_CHAU, **options}
    if url := os.environ.get("FUZZ_DATABASE_URL"):
        options["database_url"] = url
    else:
        copy_database(folder() / name)
    PortalWidgets(made, clock=FrozenClock(), background=False, **options)
    atexit.register(close, made)
    return made


@cache
def client(of: Flask) -> FlaskClient:
    return browser(of)


@cache
def form_token(of: Flask, page: str = f"{ADMIN}statistics/notes") -> str:
    """The token in the forms of the admin area for our client."""
    found = re.search(r'name="pw_csrf" value="([0-9a-f]{64})"', client(of).get(page, headers=OFFICER).text)
    assert found is not None
    return found[1]


def ask(path: str, *, of: Flask | None = None, method: str = "GET", **sent: Any) -> int:
    """The status of the answer. Some time passes, so that requests do not only meet the limits of a
    network.
    """
    portal_of(of or app()).settings[CoreSettings].clock.advance(minutes=1)
    with client(of or app()).open(path, method=method, **sent) as answer:
        return answer.status_code


def count_what_was_heard() -> None:
    counting_of(app()).catch_up()
