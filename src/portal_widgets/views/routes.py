"""The addresses of views, and the names of the functions that answer them."""

from ..core.app.routing import get, post

# The longest body of a report in bytes, and the longest query of the picture in characters.
LONGEST = 8192
PUBLIC = (
    post("/views", "report"),
    get("/views.gif", "pixel"),
    # Ids may contain slashes. If an address cannot contain the id, for instance because it begins with a
    # slash, the token from the page is used instead.
    get("/views/<path:article>.svg", "picture"),
    get("/views.json", "counts"),
    get("/most-read.json", "most_read"),
)
