"""A portal for requests that strangers make: every widget is there, with something in it."""

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
from polls.samples import ASKED, held
from portal_widgets import PortalWidgets
from portal_widgets.core.settings import CoreSettings
from support import COMPILED, OPTIONS, FrozenClock, browser, close, copy_database, counting_of, portal_of

ADMIN = "/portal/admin/"
# Whoever sends this is signed in, and may do everything.
OFFICER = {"X-Roles": "admin"}


@cache
def folder() -> Path:
    """For the whole of a test run, as is what stands in it."""
    made = Path(tempfile.mkdtemp(prefix="portal-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def app() -> Flask:
    """Its office is that of a host that signs people in."""
    made = _make("host", admin_guard=lambda: request.headers.get("X-Roles", "").split())
    held(made, asked=ASKED, closes_at=None)
    return made


@cache
def app_with_accounts() -> Flask:
    """One that signs people in itself."""
    return _make("accounts", admin_password_hash=HASH)


def _make(name: str, **options: Any) -> Flask:
    """An error of the program is raised, not made a page of."""
    made = Flask("host", instance_path=str(folder() / name))
    made.config.update(SECRET_KEY="secret", TESTING=True)
    made.jinja_env.bytecode_cache = COMPILED
    options = {**OPTIONS, **OFFICE, "proof_of_work": True, **options}
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
    """What the forms of the admin area carry for our client."""
    found = re.search(r'name="pw_csrf" value="([0-9a-f]{64})"', client(of).get(page, headers=OFFICER).text)
    assert found is not None
    return found[1]


def ask(path: str, *, of: Flask | None = None, method: str = "GET", **sent: Any) -> int:
    """The status of the answer. Some time passes, so that limits for a network are not all that is met."""
    portal_of(of or app()).settings[CoreSettings].clock.advance(minutes=1)
    with client(of or app()).open(path, method=method, **sent) as answer:
        return answer.status_code


def count_what_was_heard() -> None:
    counting_of(app()).catch_up()
