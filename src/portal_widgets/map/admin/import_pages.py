"""Imports in two steps: a dry run that shows findings and changes, and their confirmation."""

from dataclasses import dataclass
from datetime import date

from flask import Response, abort, request

from ...core.forms import Field, Form
from ...core.history.event_data import read_day, read_key, read_text
from ...core.history.timeline import History
from ...core.http.request_body import is_submission, sent_form
from ...core.text.normalization import one_line
from ..fault_text import FaultText
from ..importing.csv_files import read_events, read_units
from ..importing.faults import FileFault, ImportRefusedError
from ..package import read_package
from ..rules import DrawingSource, MapSheet, Register
from ..store.contents import DRAWING, PROPOSAL
from .context import MapAdminContext
from .proposals import AREAS, EVENTS, KINDS, PACKAGE, UNITS, Proposal, load_proposal

# The file of a large province, and the rest of the form.
LARGEST = 40 * 1024 * 1024
IMPORT_BYTES = LARGEST + 64 * 1024
TEXTS = ("map", "title_vi", "title_en", "since", "source", "licence", "scale", "dated", "parent")
FIELDS = {name: Field() for name in (*TEXTS, "kind", "repair", "redrawn", "open")}


@dataclass(frozen=True, slots=True)
class DryRun:
    """The findings, and the digest of the stored proposal; "" if there is nothing to confirm."""

    findings: tuple[str, ...] = ()
    digest: str = ""
    error: str = ""


class MapImportPages:
    """Reads files. The register changes only with the confirmation."""

    def __init__(self, context: MapAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service

    def import_(self) -> Response:
        if not is_submission(request):
            return self._page(DryRun())
        file, kind = request.files.get("file"), sent_form(Form, FIELDS)["kind"]
        if file is None or not file.filename or kind not in KINDS:
            return self._page(DryRun(error=self._portal.gettext("Please choose a file and what kind it is.")))
        content, name = file.read(LARGEST + 1), one_line(file.filename, 80)
        try:
            return self._page(self._dry_run(kind, name, content))
        except ImportRefusedError as error:
            return self._page(DryRun(error=self._text().file(error.fault)))
        except ValueError as error:
            said = self._portal.gettext("The file cannot be read: %(why)s", why=one_line(str(error), 200))
            return self._page(DryRun(error=said))

    def confirm(self) -> Response:
        """Apply the proposal that the person has seen."""
        text = self._service.contents.get(PROPOSAL, sent_form(Form, {"digest": Field()})["digest"])
        if text is None:
            abort(404, self._portal.gettext("This import is no longer there. Please choose the file again."))
        proposal = load_proposal(text)
        what = self._context.ui_text().done("import", proposal.name)
        return self._context.save_change(proposal.apply, what)

    def _dry_run(self, kind: str, name: str, content: bytes) -> DryRun:
        if kind == PACKAGE:
            package = read_package(content)
            for drawing in package.drawings.values():
                self._store(DRAWING, drawing)
            return self._proposed(Proposal(kind, name, package.register), [])
        if kind == UNITS:
            units, faults = read_units(content)
            register = Register(History({unit.key: unit for unit in units}))
        elif kind == EVENTS:
            events, faults = read_events(content)
            register = Register(History({}, tuple(events)))
        else:
            register, faults = self._areas(content)
        return self._proposed(Proposal(kind, name, register), faults)

    def _proposed(self, proposal: Proposal, faults: list[FileFault]) -> DryRun:
        findings = tuple(self._text().file(one) for one in faults)
        if any(not one.warning for one in faults):
            said = self._portal.gettext(
                "Some entries of the file cannot be imported. Nothing has been changed yet."
            )
            return DryRun(findings, error=said)
        return DryRun(findings, self._store(PROPOSAL, proposal.dump()))

    def _areas(self, content: bytes) -> tuple[Register, list[FileFault]]:
        """The sheet with the drawing of a file. Raises ValueError for a fault of the form."""
        try:
            from ..importing.pipeline import import_areas
        except ImportError as error:
            said = self._portal.gettext("The server lacks the packages of portal_widgets[map].")
            raise ValueError(said) from error
        typed = sent_form(Form, FIELDS)
        slug, since = read_key(typed["map"]), self._since(typed["since"])
        source, licence = (read_text(typed[name]) for name in ("source", "licence"))
        if not source or not licence:
            raise ValueError(self._portal.gettext("A drawing needs its source and its licence."))
        dated = read_day(typed["dated"])
        result = import_areas(
            content,
            self._context.newest(),
            since,
            parent=typed["parent"],
            dated=dated,
            repair="repair" in typed,
        )
        if result.drawing is None:
            return Register(), result.faults
        digest = self._store(DRAWING, result.drawing.dump())
        reason = "redrawn" if "redrawn" in typed else "administrative"
        drawing = DrawingSource(
            digest, since, source, licence, read_text(typed["scale"]), dated, reason,
            "open" in typed,
        )  # fmt: skip
        titles = {code: text for code in ("vi", "en") if (text := read_text(typed[f"title_{code}"]))}
        return Register(maps=(MapSheet(slug, titles, (drawing,)),)), result.faults

    def _since(self, text: str) -> date:
        day = read_day(text)
        if day is None:
            raise ValueError(self._portal.gettext("Please give the day from which the drawing is shown."))
        return day

    def _store(self, kind: str, content: str) -> str:
        return self._service.contents.put(kind, content, self._portal.clock.milliseconds())

    def _page(self, run: DryRun) -> Response:
        proposal = (
            load_proposal(self._service.contents.get(PROPOSAL, run.digest) or "") if run.digest else None
        )
        preview = self._context.preview(proposal.apply) if proposal else None
        typed = sent_form(Form, FIELDS).typed
        return self._context.page(
            "admin_import.html",
            400 if run.error else 200,
            run=run,
            preview=preview,
            kinds=KINDS,
            typed={**typed, "kind": typed["kind"] or AREAS},
            sheets=self._context.newest().maps,
        )

    def _text(self) -> FaultText:
        return FaultText(self._portal.language)
