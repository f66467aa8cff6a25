"""The addresses of the dashboard, and the names of the views that answer them."""

from ..core.app.routing import get, post
from ..core.files.table_kinds import ONE_OF

API = (get("/statistics.json", "statistics"),)
OFFICE = (
    get("/", "index"),
    get("/articles/<pw_number:number>", "article"),
    get("/notes", "notes"),
    post("/notes", "add_note"),
    post("/notes/<pw_number:number>/remove", "remove_note"),
    get(f"/tables/<name>.<any({ONE_OF}):kind>", "table"),
    get(f"/articles/<pw_number:number>/tables/<name>.<any({ONE_OF}):kind>", "article_table"),
    get("/reports", "reports"),
    get("/report", "report"),
    get("/report.html", "report_html"),
    get("/report.xlsx", "report_xlsx"),
)
