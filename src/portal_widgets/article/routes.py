"""The address of the article's parts, and the name of the view that answers it."""

from importlib.util import find_spec

from ..core.app.routing import get

# Without the extra `share` there are no QR codes.
HAS_QR = find_spec("segno") is not None
PUBLIC = (get("/article/qr.svg", "qr"),) if HAS_QR else ()
