"""Documents on the other ends of relations, and acts as they are cited."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ..rules.document import Document
from ..rules.effects import DocumentRef, Relation, RelationKind
from ..rules.parts import part_key
from ..rules.timeline import read_both_ways
from ..ui_text import GazetteUiText

Cite = Callable[[Document], str]
Address = Callable[[Document], str]


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """One relation as the page shows it: the part of the other document, and that of the document itself.
    `anchor` is the id of the own part, on its first line in the page; "" on others.
    """

    act: Markup
    relation: Relation
    part: Markup
    own_part: str
    anchor: str


@dataclass(frozen=True, slots=True)
class RelatedGroup:
    """The relations of one kind and direction, below their heading."""

    heading: str
    kind: RelationKind
    acting: bool
    lines: tuple[RelatedLine, ...]


class Acts:
    """Cites documents: as links where this gazette has them, otherwise as the text that is recorded."""

    def __init__(self, known: Mapping[int, Document], cite: Cite, address: Address, lang: str) -> None:
        self._known = known
        self._cite = cite
        self._address = address
        self._lang = Markup(' lang="{}"').format(lang) if lang else Markup()

    def cited(self, reference: DocumentRef) -> Markup:
        """A citation; empty for a document that readers may not see."""
        known = self._known.get(reference.id) if reference.id is not None else None
        if known is not None:
            return Markup('<a class="pw-gazette__link" href="{}"{}>{}</a>').format(
                self._address(known), self._lang, self._cite(known)
            )
        if reference.id is not None or not reference.text:
            return Markup()
        return Markup("<span{}>{}</span>").format(self._lang, reference.text)

    def part(self, reference: DocumentRef) -> Markup:
        """The part of another document, as a link to the line about it."""
        known = self._known.get(reference.id) if reference.id is not None else None
        if known is None or not reference.part:
            return (
                Markup("<span{}>{}</span>").format(self._lang, reference.part) if reference.part else Markup()
            )
        return Markup('<a class="pw-gazette__link" href="{}#{}"{}>{}</a>').format(
            self._address(known), part_key(reference.part), self._lang, reference.part
        )

    def basis(self, relation: Relation, document: int) -> Markup:
        """The act behind an effect, with its part; "" if it is the document itself."""
        other = relation.target if relation.kind is RelationKind.GUIDES else relation.acting
        cited = self.cited(other) if other.id != document else Markup()
        return Markup("{}, {}").format(cited, self.part(other)) if cited and other.part else cited

    def groups(
        self, relations: Iterable[Relation], document: int, words: GazetteUiText
    ) -> list[RelatedGroup]:
        """All relations in both directions. Effects of a document on itself are in its timeline."""
        acting, borne = read_both_ways(tuple(relations), document)
        anchors: set[str] = set()
        return [
            *self._groups(acting, document, words, anchors, acting=True),
            *self._groups(borne, document, words, anchors, acting=False),
        ]

    def _groups(
        self,
        relations: tuple[Relation, ...],
        document: int,
        words: GazetteUiText,
        anchors: set[str],
        *,
        acting: bool,
    ) -> Iterable[RelatedGroup]:
        """`anchors` are the ids that the page has already."""
        for kind in RelationKind:
            lines = []
            for one in relations:
                other, own = (one.target, one.acting) if acting else (one.acting, one.target)
                cited = self.cited(other) if one.kind is kind and other.id != document else Markup()
                if cited:
                    anchor = part_key(own.part) if part_key(own.part) not in anchors else ""
                    anchors.add(anchor)
                    lines.append(RelatedLine(cited, one, self.part(other), own.part, anchor))
            if lines:
                yield RelatedGroup(words.relation(kind, acting=acting), kind, acting, tuple(lines))
