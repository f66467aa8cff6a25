"""The addresses of the admin area, its accounts and its system check, and the names of the views that answer
them.
"""

from ...core.app.routing import Route, form, get, post
from ..settings import HANDBOOK_PAGES

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

AREA = (
    get("/", "start"),
    get(f"/help/<any({', '.join(sorted(HANDBOOK_PAGES))}):page>", "handbook"),
    # Hosts and people write the address without the slash, too. The rule with it is first, so links have it.
    get("", "start"),
)
# Unknown addresses pass the access control, too.
UNKNOWN = (
    Route("", "nothing", METHODS[1:]),
    Route("/", "nothing", METHODS[1:]),
    Route("/<path:rest>", "nothing", METHODS),
)
# Only if the area has accounts of its own.
SIGN_IN = (
    get("/sign-in", "sign_in"),
    post("/sign-in", "try_sign_in"),
    post("/sign-in/code", "try_code"),
    post("/sign-out", "sign_out"),
)
OWN = (
    form("/password", "password"),
    form("/second-factor", "second_factor"),
    post("/second-factor/confirm", "confirm_second_factor"),
    form("/invitation", "invitation"),
)
ROLES = (get("/", "index"),)
ACCOUNTS = (
    get("/", "index"),
    form("/new", "new"),
    get("/users/<name>", "one"),
    post("/users/<name>/change", "change"),
    post("/users/<name>/invite", "invite"),
    post("/users/<name>/close", "close"),
    post("/users/<name>/reopen", "reopen"),
    post("/users/<name>/end-sessions", "end_sessions"),
    post("/users/<name>/unlock", "unlock"),
    post("/users/<name>/remove-factor", "remove_factor"),
    get("/log", "log"),
    get("/log.csv", "log_file"),
    form("/tokens", "tokens"),
    post("/tokens/<key>/withdraw", "withdraw_token"),
)
SYSTEM = (get("/", "index"),)
