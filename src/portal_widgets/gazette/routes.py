"""The addresses of the gazette, and the names of the views that answer them."""

from ..core.app.routing import form, get, post

PUBLIC = (
    get("/gazette", "index", strict_slashes=False),
    get("/gazette/<body>/<kind>/<pw_number:year>/<number>", "document"),
    get("/gazette/<path:number>", "number"),
    get("/gazette/issues", "issues", strict_slashes=False),
    get("/gazette/issues/<pw_number:year>", "issues_of_year"),
    get("/gazette/issues/<pw_number:year>/<number>", "issue"),
    get("/gazette/files/<digest>", "file"),
    get("/gazette/feed", "feed"),
    get("/gazette/feed.json", "feed_json"),
    get("/gazette/calendar.ics", "calendar"),
    get("/gazette/<body>/<kind>/<pw_number:year>/<number>/feed", "document_feed"),
    get("/gazette/<body>/<kind>/<pw_number:year>/<number>/feed.json", "document_feed_json"),
    get("/gazette.json", "register_json"),
    get("/gazette.csv", "register_csv"),
    get("/gazette/events.csv", "events_csv"),
)
_DOCUMENTS = (
    get("/", "index"),
    form("/documents/<pw_number:number>/edit", "edit"),
    form("/documents/new", "edit", defaults={"number": 0}),
    get("/documents/<pw_number:number>", "document"),
    form("/documents/<pw_number:number>/delete", "delete"),
    form("/documents/<pw_number:number>/relations", "relations"),
    form("/documents/<pw_number:number>/issues", "issues"),
    post("/documents/<pw_number:number>/files", "attach"),
    get("/documents/<pw_number:number>/files/<digest>", "file"),
    post("/documents/<pw_number:number>/files/<digest>/remove", "remove_file"),
    get("/documents/<pw_number:number>/preview", "preview"),
    post("/documents/<pw_number:number>/publish", "publish"),
    form("/documents/<pw_number:number>/withdraw", "withdraw"),
    get("/documents/<pw_number:number>/history", "history"),
    post("/documents/<pw_number:number>/history/<pw_number:revision>/undo", "undo"),
)
_REGISTER = (
    get("/register", "register"),
    form("/register/kinds", "kinds"),
    form("/register/fields", "fields"),
    get("/register/history", "register_history"),
    post("/register/history/<pw_number:number>/restore", "restore"),
    form("/register/bodies/<key>/edit", "body"),
    form("/register/bodies/new", "body", defaults={"key": ""}),
    post("/register/bodies/<key>/remove", "remove_body"),
    form("/register/events/<key>/edit", "event"),
    form("/register/events/new", "event", defaults={"key": ""}),
    post("/register/events/<key>/remove", "remove_event"),
)
_IMPORT = (form("/import", "import_"), post("/import/confirm", "confirm_import"))
OFFICE = (*_DOCUMENTS, *_REGISTER, *_IMPORT)
