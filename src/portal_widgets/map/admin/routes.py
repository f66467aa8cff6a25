"""The addresses of the map's panel, and the names of the views that answer them."""

from ...core.app.routing import form, get, post

ROUTES = (
    form("/units/<key>/edit", "unit"),
    form("/units/new", "unit", defaults={"key": ""}),
    post("/units/<key>/remove", "remove_unit"),
    form("/events/<key>/edit", "event"),
    form("/events/new", "event", defaults={"key": ""}),
    post("/events/<key>/remove", "remove_event"),
    get("/", "index"),
    form("/import", "import_"),
    post("/import/confirm", "confirm"),
    get("/export/<kind>", "export"),
    post("/drawings/<slug>/<since>/remove", "remove_drawing"),
    get("/history", "history"),
    post("/history/<pw_number:number>/restore", "restore"),
)
