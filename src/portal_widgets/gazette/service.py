"""The gazette of one portal for its pages. A page that is shown again makes no statement."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ..core.app.events import document_published, send
from ..core.app.portal import Portal
from ..core.db.refreshing_cache import RefreshingCache
from ..core.db.versioned_document import DocumentKind, VersionedDocument
from .defaults import INITIAL
from .extracting.reading import FileReader
from .files import ContentFiles
from .register_data import as_data, read_register
from .rules.addresses import address_slug
from .rules.document import Document, Dossier, Issue, Publication, Revision
from .rules.effects import Facts, Relation
from .rules.query import DocumentSearch
from .rules.register import GazetteRegister
from .search.sql.document_index import DocumentIndex
from .search.sql.searching import SqlSearch
from .settings import GazetteSettings
from .store.gazette import GazetteStore
from .store.history import Change
from .store.texts import TextStore

# The dossiers of the documents that are being read. One takes a few kilobytes.
KEPT = 500

Address = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """A document with everything that its page shows. `others` are the documents of its relations."""

    dossier: Dossier
    facts: Facts
    others: dict[int, Document]


class GazetteService:
    """The service for routes, helpers and the admin area."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.register_document = VersionedDocument(
            portal, DocumentKind("gazette", INITIAL, read_register, as_data)
        )
        self.index = DocumentIndex(portal.database, portal.site, self.register)
        self.store = GazetteStore(portal.database, portal.site, self.index.put)
        folder = portal.settings[GazetteSettings].gazette_folder or portal.folder / "gazette"
        self.files = ContentFiles(folder, portal.files)
        self.texts = TextStore(portal.database, portal.site)
        self.reader = FileReader(portal, self.store, self.texts, self.files)
        self.search: DocumentSearch = SqlSearch(
            portal.database, portal.site, self.register, self.store.documents.documents, self.index.texts
        )
        self._cache = RefreshingCache(portal, self._renew)
        self._version = 0
        self._dossiers: OrderedDict[Address, OpenDossier | None] = OrderedDict()
        self._issues: list[Issue] | None = None

    def register(self) -> GazetteRegister:
        return self.register_document.current()[1]

    def state_key(self) -> str:
        """A name for the state of everything that pages show, as a key of cached parts. It changes with every
        change of a document and of the register, and at midnight.
        """
        self._cache.refresh_if_stale()
        return f"{self.register_document.current()[0]}-{self._version}-{self.today().isoformat()}"

    def today(self) -> date:
        return self._portal.clock.today()

    def changed(self) -> None:
        """Pages must show a change at once."""
        self._cache.invalidate()

    def change(self, who: str, what: str, *, correction: bool = False) -> Change:
        return Change(who, what, self._portal.clock.milliseconds(), correction)

    def save(self, document: Document, change: Change) -> int:
        """Store a document, and tell the host if it becomes public. Returns its id. Raises DoubleNumberError
        and KnownDocumentError. Pages show the change at once.
        """
        was_public = self._is_public(document.id)
        number = self.store.save(document, change)
        self.changed()
        if not was_public:
            self._tell_if_public(number, document)
        return number

    def undo(self, undone: Revision, change: Change) -> bool:
        """Undo a change as `GazetteStore.undo` does. If it was a withdrawal, the document is
        public again, and the host hears of it.
        """
        was_public = self._is_public(undone.document)
        is_done = self.store.undo(undone, change)
        self.changed()
        if is_done and not was_public:
            for number, document in self.store.documents.documents([undone.document]).items():
                self._tell_if_public(number, document)
        return is_done

    def save_new(self, documents: Sequence[Document], change: Change) -> list[int | None]:
        """Store new documents in one transaction, and tell the host of those that are public. Returns their
        ids, and None for each whose number is taken.
        """
        numbers = self.store.save_new(documents, change)
        self.changed()
        for number, document in zip(numbers, documents, strict=True):
            if number is not None:
                self._tell_if_public(number, document)
        return numbers

    def delete_drafts(self, numbers: Iterable[int], change: Change) -> list[Document]:
        """Delete documents that are drafts, with their files. Returns those that were deleted."""
        deleted, unused = self.store.drafts.delete(numbers, change)
        for digest in unused:
            self.files.remove(digest)
        self.changed()
        return deleted

    def _is_public(self, number: int) -> bool:
        known = self.store.documents.documents([number]).get(number) if number else None
        return known is not None and known.publication is Publication.PUBLISHED

    def _tell_if_public(self, number: int, document: Document) -> None:
        if document.publication is Publication.PUBLISHED:
            place = {name: getattr(document.work, name) for name in ("body", "kind", "year", "number")}
            send(document_published, self._portal, id=number, slug=address_slug(document.work), **place)

    def open(self, body: str, kind: str, year: int, slug: str) -> OpenDossier | None:
        """The document at an address, if readers may know of it; None otherwise."""
        self._cache.refresh_if_stale()
        address = (body, kind, year, slug)
        if address not in self._dossiers:
            self._dossiers[address] = self._read(address)
            while len(self._dossiers) > KEPT:
                self._dossiers.popitem(last=False)
        return self._dossiers[address]

    def issues(self) -> list[Issue]:
        """All issues, the newest first."""
        self._cache.refresh_if_stale()
        if self._issues is None:
            self._issues = self.store.issues.every()
        return self._issues

    def _read(self, address: Address) -> OpenDossier | None:
        found = self.store.documents.at_address(*address)
        return self.read(found) if found is not None and found.publication is not Publication.DRAFT else None

    def read(self, found: Document) -> OpenDossier:
        """A document with what its page would show, also if it is a draft. Not cached."""
        relations = tuple(self.store.relations.of_documents([found.id]))
        facts = self.store.relations.facts([found.id]).facts(found.id)
        numbers = {one for relation in (*relations, *_deep(facts)) for one in _ends(relation)}
        others = self.store.documents.documents(numbers - {found.id})
        shown = {number: one for number, one in others.items() if one.publication is not Publication.DRAFT}
        items = tuple(self.store.issues.of_document(found.id))
        return OpenDossier(Dossier(found, relations, items), facts, shown)

    def _renew(self) -> None:
        newest = self.store.history.version()
        if newest != self._version:
            self._version = newest
            self._dossiers.clear()
            self._issues = None


def _ends(relation: Relation) -> list[int]:
    return [one for one in (relation.acting.id, relation.target.id) if one is not None]


def _deep(facts: Facts) -> list[Relation]:
    """The relations of a document and of those that it guides."""
    found = list(facts.incoming)
    for guided in facts.guided:
        found += [guided.relation, *(_deep(guided.facts) if guided.facts is not None else ())]
    return found
