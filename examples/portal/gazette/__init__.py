"""An invented gazette of six years. Nothing in it is a real body, act or person."""

from flask import Flask

from portal_widgets.core.app.portal import Portal
from portal_widgets.gazette.service import GazetteService

from .documents import DOCUMENTS
from .files import with_files
from .issues import ISSUES, items
from .register import REGISTER
from .relations import relations

WHO, WHAT = "admin", "Dữ liệu mẫu"


def fill(app: Flask) -> None:
    """Fill an empty gazette. It takes less than a second."""
    portal: Portal = app.extensions["portal_widgets"]
    with app.test_request_context():
        service = portal.service(GazetteService)
        service.register_document.change(lambda _: REGISTER, who=WHO, what=WHAT)
        change = service.change(WHO, WHAT)
        ids = {
            key: service.store.save(with_files(key, one, service), change) for key, one in DOCUMENTS.items()
        }
        service.store.relate(relations(ids), change)
        for issue, contents in ISSUES:
            service.store.save_issue(issue, items(contents, ids), change)
        service.changed()
