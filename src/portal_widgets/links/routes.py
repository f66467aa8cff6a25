"""The addresses of links, and the names of the views that answer them."""

from ..core.app.routing import form, get, post
from ..core.files.table_kinds import ONE_OF

PUBLIC = (
    get("/links", "every", strict_slashes=False),
    get("/links/<key>/open", "open_"),
    get("/links/go", "go"),
    post("/links/click", "click"),
    get("/links/report", "report"),
    post("/links/report", "send"),
    get("/links/reported", "thanks"),
)
OFFICE = (
    get("/", "index"),
    form("/<key>/edit", "edit"),
    form("/new", "edit", defaults={"key": ""}),
    get("/history", "history"),
    post("/history/<pw_number:number>/restore", "restore"),
    form("/groups/<key>/edit", "group"),
    form("/groups/new", "group", defaults={"key": ""}),
    get("/groups/<key>", "preview"),
    post("/move", "move"),
    post("/several", "several"),
    post("/groups/<key>/remove", "remove_group"),
    get("/export/<any(json, csv, opml, bookmarks):kind>", "export"),
    form("/import", "import_"),
    get("/clicks", "clicks"),
    get(f"/clicks.<any({ONE_OF}):kind>", "clicks_file"),
    get("/watch", "watch"),
    get("/<key>/watch", "one"),
    post("/<key>/watch/<any(accept, settle):action>", "act"),
)
