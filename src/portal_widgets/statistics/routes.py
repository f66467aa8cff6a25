"""The addresses of the statistics, and the names of the views that answer them."""

from ..core.app.routing import get

PUBLIC = (
    get("/statistics", "page"),
    get("/statistics.json", "data"),
    get("/statistics/<key>.svg", "picture"),
    get("/statistics/how-we-count", "how"),
)
