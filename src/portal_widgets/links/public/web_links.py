"""The links of a group as plain data for host code."""

from ...core.app.portal import Portal
from ...core.public_data import WebLink
from ..service import LinkService


class ShownLinks:
    """The links that readers see now, in the language of the page."""

    def __init__(self, portal: Portal, service: LinkService) -> None:
        self._portal = portal
        self._service = service

    def links_of(self, group: str) -> list[WebLink]:
        """The links of a group and of the groups below it. Links that the link check holds back are left
        out. Empty if there is no such group.
        """
        directory, held, _ = self._service.current()
        known, language = directory.group(group), self._portal.language
        shown = known.visible(self._portal.clock.today(), language.code) if known else None
        return [
            WebLink(language.text(link.title), link.url, language.text(link.description))
            for one in (shown.every() if shown else ())
            for link in one.links
            if link.url not in held
        ]
