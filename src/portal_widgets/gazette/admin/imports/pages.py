"""/admin/gazette/import: a dry run of a file, and its confirmation. The file waits on disk in between."""

import hashlib
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from flask import Response, abort, request

from ....core.app.portal import Portal
from ....core.app.routing import Views
from ....core.forms import Field, Form
from ....core.http.request_body import is_submission, sent_form
from ....core.text.normalization import one_line
from ...files import ContentFiles
from ...importing.drafts import TableRefusedError
from ...importing.fault_text import ImportFaultText
from ...importing.incoming import read_file
from ...importing.matching import ImportPlan
from ...importing.saving import plan_import, save_plan
from ...store.drafts import IMPORT
from ..context import GazetteAdminContext

LARGEST = 40 * 1024 * 1024
IMPORT_BYTES = LARGEST + 64 * 1024
# A request that stores more would take too long. The command has no such limit.
MOST_DOCUMENTS = 2000
# A file that nobody has confirmed after a day is deleted.
KEPT_SECONDS = 24 * 60 * 60
SHOWN = 200
FIELDS = {name: Field() for name in ("publish", "digest", "name")}


@dataclass(frozen=True, slots=True)
class DryRun:
    """The additions of a file, and its faults as sentences. Without a `plan` nothing can be confirmed."""

    plan: ImportPlan | None = None
    faults: tuple[str, ...] = ()
    error: str = ""
    digest: str = ""
    name: str = ""
    publish: bool = False


def import_routes(panel: Views, portal: Portal, context: GazetteAdminContext) -> None:
    pages = GazetteImportPages(portal, context)

    @panel.view
    def import_() -> Response:
        return pages.import_()

    @panel.view
    def confirm_import() -> Response:
        return pages.confirm()


class GazetteImportPages:
    """Reads files. Documents are stored with the confirmation only."""

    def __init__(self, portal: Portal, context: GazetteAdminContext) -> None:
        self._portal = portal
        self._context = context
        self._service = context.service
        self._files = ContentFiles(self._service.files.folder / "imports", portal.files)

    def import_(self) -> Response:
        if not is_submission(request):
            return self._page(DryRun())
        file, typed = request.files.get("file"), sent_form(Form, FIELDS)
        if file is None or not file.filename:
            return self._page(DryRun(error=self._portal.gettext("Please choose a file.")))
        content, name = file.read(LARGEST + 1), one_line(file.filename, 80)
        if len(content) > LARGEST:
            return self._page(DryRun(error=self._portal.gettext("The file is too large.")))
        run = self._dry_run(content, name, publish="publish" in typed)
        if run.plan is not None:
            self._forget_old()
            self._files.put(BytesIO(content))
        return self._page(run)

    def confirm(self) -> Response:
        """Store what the person has seen. The plan is made again, because others may have entered documents
        meanwhile.
        """
        typed = sent_form(Form, FIELDS)
        digest, name = typed["digest"], one_line(typed["name"], 80)
        path = self._files.path(digest) if re.fullmatch("[0-9a-f]{64}", digest) else None
        if path is None or not path.is_file():
            abort(404, self._portal.gettext("This import is no longer there. Please choose the file again."))
        run = self._dry_run(path.read_bytes(), name, publish="publish" in typed)
        if run.plan is None:
            return self._page(run)
        register = run.plan.register
        change = self._context.change(f"{IMPORT}{name}")
        if register != self._service.register():
            self._service.register_document.change(
                lambda now: now.with_missing(register), who=change.who, what=change.what
            )
        saved = save_plan(self._service, run.plan, change)
        path.unlink(missing_ok=True)
        said = self._portal.gettext(
            "Documents added: %(documents)s. Relations added: %(relations)s.",
            documents=saved.documents,
            relations=saved.relations,
        )
        return self._context.done(said, "index")

    def _dry_run(self, content: bytes, name: str, *, publish: bool) -> DryRun:
        text = ImportFaultText(self._portal.language)
        try:
            incoming = read_file(content, self._context.register())
        except TableRefusedError as error:
            return DryRun(error=text.sentence(error.fault))
        except ImportError:
            said = self._portal.gettext("The server lacks the packages of portal_widgets[gazette].")
            return DryRun(error=said)
        plan = plan_import(self._service.store, incoming, publish=publish)
        faults = tuple(text.sentence(one) for one in plan.faults)
        if len(plan.documents) > MOST_DOCUMENTS:
            said = self._portal.gettext(
                "The file has more than %(most)s new documents. Please ask the system's administrator "
                "to import it.",
                most=MOST_DOCUMENTS,
            )
            return DryRun(faults=faults, error=said)
        if not plan.documents and not plan.relations:
            return DryRun(faults=faults, error=self._portal.gettext("The file adds nothing."))
        return DryRun(plan, faults, "", _digest(content), name, publish)

    def _page(self, run: DryRun) -> Response:
        status = 400 if run.error else 200
        return self._context.page("admin_import.html", status, run=run, shown=SHOWN)

    def _forget_old(self) -> None:
        before = time.time() - KEPT_SECONDS
        for path in self._files.folder.glob("*/*"):
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    path.unlink()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
