"""The view of an article without the host's menus and sidebars: the same page with a parameter in its
address. The stylesheet hides everything else, for all readers.
"""

from flask import Request, Response
from markupsafe import Markup

from ..core.app.page import PageContext
from ..core.app.portal import Portal
from .helpers import address_of

MARK = "pw-view"
ON = f"{MARK}=text"
# A page notes under this key the address of the whole page.
_WHOLE = "text-view"


class TextView:
    """The template helper of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def text_view(self) -> Markup:
        """A link to this page with only the element of class `pw-article` and the reading options. On that
        page it is the way back. Use it at the beginning of the article.
        """
        page_context = self._portal.page
        whole = address_of(page_context, without=MARK)
        on = ON in page_context.query.split("&")
        if on:
            page_context.notes[_WHOLE] = whole
        text = f"{whole}{'&' if '?' in whole else '?'}{ON}"
        return self._portal.render("reading/text_view.html", on=on, whole=whole, text=text)

    def after_request(self, page_context: PageContext, _request: Request, response: Response) -> None:
        """Name the whole page as the one for search engines (RFC 6596)."""
        whole = page_context.notes.get(_WHOLE)
        if whole:
            response.headers.add("Link", f'<{self._portal.origin()}{whole}>; rel="canonical"')
