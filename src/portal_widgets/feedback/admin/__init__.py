"""The pages for the office: inbox, messages, statistics, data subjects."""

from ...core.app.routing import get, post
from ...core.files.table_kinds import ONE_OF

_ACTIONS = "status, assign, note, reply, transfer, merge, split, publish, withdraw, retry, dismiss"
ROUTES = (
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
