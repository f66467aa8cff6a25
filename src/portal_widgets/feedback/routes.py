"""The addresses of messages, and the names of the views that answer them."""

from ..core.app.routing import get, post
from ..core.files.table_export import ONE_OF

PUBLIC = (
    get("/feedback/<any(department, page):name>", "write"),
    get("/feedback", "write", defaults={"name": "site"}, strict_slashes=False),
    post("/feedback/<any(department, page, sentence):name>", "send"),
    post("/feedback", "send", defaults={"name": "site"}, strict_slashes=False),
    get("/feedback/stamp", "stamp"),
    post("/feedback/useful", "useful"),
    get("/contact", "contact", strict_slashes=False),
    get("/feedback/receipt", "receipt"),
    get("/feedback/status", "status"),
    post("/feedback/status", "look"),
    post("/feedback/status/file", "own"),
    get("/questions", "questions", strict_slashes=False),
    get("/questions/feed.xml", "feed"),
)
_ACTIONS = "status, assign, note, reply, transfer, merge, split, publish, withdraw, retry, dismiss"
OFFICE = (
    get("/", "index"),
    post("/search", "search"),
    get(f"/messages.<any({ONE_OF}):ending>", "listed"),
    get("/<pw_number:number>", "one"),
    get("/<pw_number:number>/files/<name>", "file"),
    post(f"/<pw_number:number>/<any({_ACTIONS}):action>", "act"),
    get("/statistics", "statistics"),
    get(f"/statistics/<any(month, department, kind):table>.<any({ONE_OF}):kind>", "table"),
    get("/useful", "useful"),
    get(f"/useful.<any({ONE_OF}):kind>", "useful_file"),
    get("/person", "person"),
    post("/person", "find"),
    post("/person/export", "export"),
    post("/person/erase", "erase"),
)
