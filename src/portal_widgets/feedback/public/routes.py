"""The addresses of messages for readers, and the names of the views that answer them."""

from ...core.app.routing import get, post

ROUTES = (
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
