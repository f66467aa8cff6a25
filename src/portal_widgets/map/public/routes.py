"""The addresses of the map for readers, and the names of the views that answer them."""

from ...core.app.routing import get

ROUTES = (
    get("/map", "index", strict_slashes=False),
    get("/map/units/<key>", "unit"),
    get("/map/<code>", "code"),
    get("/map/<slug>.svg", "image"),
    get("/map/units.json", "data"),
    get("/map/<slug>.geojson", "geojson"),
    get("/map/<any(units, events, mapping):table>.csv", "table"),
)
