"""/article/qr.svg: the address of a page as a QR code."""

import io

from flask import Response, abort, request

from ..core.app.portal import Portal
from ..core.app.routing import Views
from ..core.http.cache_headers import SVG, cacheable_response
from .rules import fits_picture


def views(portal: Portal) -> Views:
    article = Views()

    @article.view
    def qr() -> Response:
        """A QR code (ISO/IEC 18004) of a page of this site. Other addresses are refused."""
        path = request.args.get("path", "")
        if not fits_picture(path):
            abort(400, portal.gettext("This is not a page of this site."))
        import segno

        picture = io.BytesIO()
        code = segno.make(portal.origin() + path, micro=False, error="m")
        code.save(picture, kind="svg", scale=4, border=4, dark="#000", light="#fff")
        return cacheable_response(picture.getvalue().decode(), SVG)

    return article
