"""The addresses of the organisation and of its departments, and the names of the views that answer them."""

from ..core.app.routing import form, get, post

PUBLIC = (
    get("/organisation/<unit>", "page"),
    get("/organisation", "page", defaults={"unit": ""}, strict_slashes=False),
)
OFFICE = (
    get("/", "index"),
    form("/units/<key>/edit", "edit"),
    form("/edit", "edit", defaults={"key": ""}),
    form("/units/new", "new"),
    post("/move", "move"),
    post("/several", "several"),
    get("/history", "history"),
    post("/history/<pw_number:number>/restore", "restore"),
)
DEPARTMENTS = (
    get("/", "index"),
    post("/move", "move"),
    get("/history", "history"),
    post("/history/<pw_number:number>/restore", "restore"),
    form("/new", "new"),
    form("/<key>/edit", "edit"),
    form("/<key>/close", "close"),
    post("/<key>/reopen", "reopen"),
)
