"""Tells hosts that a document was published. It runs after the commit, in requests and in commands."""

from ..core.app.portal import Portal
from .rules.document import Document


def announce_published(portal: Portal, document: Document) -> None:
    """The place for the signal `document_published` of portal_widgets.signals."""
