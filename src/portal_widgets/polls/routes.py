"""The addresses of polls, and the names of the views that answer them."""

from ..core.app.routing import form, get, post
from ..core.files.table_kinds import ONE_OF

PUBLIC = (
    get("/polls/<slug>", "one"),
    post("/polls/<slug>/ballots", "cast"),
    post("/polls/<slug>/withdraw", "withdraw"),
    get("/polls", "every", strict_slashes=False),
    get("/polls/<slug>/results", "results"),
    get("/polls/<slug>/results.json", "data"),
    get("/polls/<slug>/results.svg", "picture"),
    get("/polls/<slug>/ballots", "ballots"),
    post("/polls/<slug>/find", "find"),
    get("/polls/<slug>/ballots.json", "list_"),
)
OFFICE = (
    get("/", "index"),
    form("/new", "new"),
    get("/<pw_number:number>", "one"),
    form("/<pw_number:number>/edit", "edit"),
    get(f"/<pw_number:number>/<any(results, ballots):table>.<any({ONE_OF}):kind>", "file"),
    get("/<pw_number:number>/preview", "preview"),
    form("/<pw_number:number>/<action>", "act"),
)
