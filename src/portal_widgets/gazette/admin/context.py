"""Shared by all pages of the panel: rendering a page, warnings, redirects after a change, and 404."""

from typing import NoReturn

from flask import Response, abort, flash, make_response, redirect

from ...core.app.portal import Portal
from ...core.legal.profile import Subject
from ...core.settings import CoreSettings
from ..public.views import GazetteViews
from ..review.texts import ReviewText
from ..review.warning_rules import Case, Periods, find_warnings
from ..rules.document import Document
from ..rules.effects import FactIndex, Relation
from ..rules.register import GazetteRegister
from ..service import GazetteService
from ..store.documents import DeletedDocumentError
from ..store.history import Change
from ..ui_text import GazetteUiText
from .ui_text import GazetteAdminText


class GazetteAdminContext:
    """The frame of the panel's pages."""

    def __init__(self, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
        self.portal = portal
        self.service = service
        self.views = views
        self._legal = portal.settings[CoreSettings].legal_profile

    def page(self, template: str, status: int = 200, /, **values: object) -> Response:
        shared = {
            "pw_words": self.ui_text(),
            "words": GazetteUiText(self.portal.language),
            "review": ReviewText(self.portal.language),
            "cite": self.views.cite,
            "body_name": self.views.body_name,
        }
        return make_response(self.portal.render_page(f"gazette/{template}", **shared, **values), status)

    def document(self, number: int) -> Document:
        """The document, also a draft. A 404 if there is none."""
        found = self.service.store.documents.documents([number]).get(number)
        if found is None:
            self.not_found()
        return found

    def register(self) -> GazetteRegister:
        """The newest register, read from the database now."""
        return self.service.register_document.store.current()[1]

    def change(self, what: str, *, correction: bool = False) -> Change:
        person = self.portal.person
        return self.service.change(person.name if person else "", what, correction=correction)

    def newest(self, number: int) -> str:
        """The number of the newest change of a document, for forms that must not overwrite another one."""
        revisions = self.service.store.history.of(number) if number else []
        return str(revisions[0].id) if revisions else ""

    def warnings(self, document: Document, own: list[Relation] | None = None) -> list[str]:
        """The sentences of all warnings. `own` are the relations in which the document would act; by default
        those that are stored.
        """
        store, number, today = self.service.store, document.id, self.service.today()
        relations = store.relations.of_documents([number]) if number else []
        facts = store.relations.facts([number]).facts(number)
        if own is not None:
            relations = [*own, *(one for one in relations if one.acting.id != number)]
            others = [one for one in facts.incoming if one.acting.id != number]
            facts = FactIndex([*own, *others]).facts(number)
        targets = {one.target.id for one in relations if one.target.id is not None}
        case = Case(
            document,
            tuple(relations),
            facts,
            self.register(),
            today,
            self._periods(document),
            store.documents.documents(targets - {number}),
            store.office.last_amendments(targets, today),
        )
        text = ReviewText(self.portal.language)
        return list(dict.fromkeys(text.warning(one) for one in find_warnings(case)))

    def _periods(self, document: Document) -> Periods:
        """The periods of the day of signing. A day before the first rule has none."""
        if document.signed is None:
            return Periods()
        rule = self._legal.rule(Subject.GAZETTE, document.signed)
        if document.signed < rule.valid_from:
            return Periods()
        names = ("effect_central", "effect_local", "publication")
        return Periods(*(rule.periods.get(name, 0) for name in names))

    def done(self, what: str, endpoint: str, /, **values: object) -> Response:
        """The answer after a change: a redirect with a notice."""
        flash(what)
        return make_response(redirect(self.portal.url(f"admin.gazette.{endpoint}", **values), 303))

    def save(self, document: Document, change: Change) -> int:
        """Store a document that has been read before. 404 if another person has deleted it since then."""
        try:
            return self.service.save(document, change)
        except DeletedDocumentError:
            self.not_found()

    def not_found(self) -> NoReturn:
        abort(404, self.portal.gettext("There is no such document."))

    def ui_text(self) -> GazetteAdminText:
        return GazetteAdminText(self.portal.language)
