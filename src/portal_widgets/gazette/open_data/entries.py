"""Events of documents as entries with words and addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ...core.app.portal import Portal
from ..public.views import GazetteViews
from ..rules.document import Document, Issue, Publication
from ..rules.happenings import PUBLISHED, SUSPENSION_ENDS, WITHDRAWN, Happening
from ..service import GazetteService


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `id` is the lasting address of the document with the name of the event, `instant` the
    beginning of its day in the portal's time zone.
    """

    id: str
    url: str
    title: str
    text: str
    on: date
    instant: str


class Entries:
    """Entries in the language of the page."""

    def __init__(self, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
        self._portal = portal
        self._service = service
        self._views = views

    def of(self, happenings: Iterable[Happening]) -> list[Entry]:
        listed = list(happenings)
        ids = {one.document for one in listed}
        ids |= {one.relation.acting.id for one in listed if one.relation and one.relation.acting.id}
        known = self._service.store.documents.documents(ids)
        published = {one.document for one in listed if one.kind == PUBLISHED}
        issues = self._service.store.issues.of_documents(published)
        return [self._entry(one, known, issues) for one in listed if one.document in known]

    def _entry(
        self, one: Happening, known: Mapping[int, Document], issues: Mapping[int, list[Issue]]
    ) -> Entry:
        document, clock = known[one.document], self._portal.clock
        lasting = self._views.canonical(document)
        return Entry(
            f"{lasting}#{one.key}",
            self._portal.origin() + self._views.address(document),
            f"{self._views.cite(document)}: {self._word(one)}",
            self._text(one, document, known, issues.get(one.document, [])),
            one.on,
            clock.local(clock.midnight(one.on)).isoformat(),
        )

    def _word(self, one: Happening) -> str:
        _ = self._portal.gettext
        own = {PUBLISHED: _("publication"), WITHDRAWN: _("withdrawal"), SUSPENSION_ENDS: _("resumption")}
        if one.kind in own or one.relation is None:
            return own[one.kind]
        return self._views.words().effect(one.relation)

    def _text(
        self, one: Happening, document: Document, known: Mapping[int, Document], issues: list[Issue]
    ) -> str:
        """The title, and what happens to which part, by which act. A publication names its issues. A
        withdrawn document has no title, as in its page.
        """
        _, words, relation = self._portal.gettext, self._views.words(), one.relation
        said = f"{words.day(one.on)}: {self._word(one)}"
        if relation is not None and relation.target.part:
            said += f", {relation.target.part}"
        is_shown = document.publication is not Publication.WITHDRAWN
        lines = [document.title, said] if is_shown else [said]
        if one.kind == PUBLISHED:
            lines += [
                _("Issue %(number)s of %(year)s", number=issue.number, year=issue.year) for issue in issues
            ]
        if one.kind == WITHDRAWN and document.withdrawal is not None:
            lines.append(_("Reason: %(reason)s", reason=document.withdrawal.reason))
        if relation is not None and relation.acting.id != document.id:
            acting = known.get(relation.acting.id or 0)
            shown = acting is not None and acting.publication is not Publication.DRAFT
            cited = self._views.cite(acting) if acting is not None and shown else relation.acting.text
            if cited:
                lines.append(f"{_('Basis:')} {cited}")
        return "\n".join(lines)
