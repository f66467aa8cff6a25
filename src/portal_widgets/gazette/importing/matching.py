"""The plan of an import: the documents that the gazette lacks, and their relations."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..document_data import FilledIssue
from ..rules.addresses import number_key
from ..rules.document import Document, Publication, Work
from ..rules.effects import DocumentRef, Relation
from ..rules.register import GazetteRegister
from .drafts import DraftFault
from .incoming import Incoming

# Body, kind, year, the number in its comparable form, and the letter of a number that was used twice.
Identity = tuple[str, str, int, str, str]
_Key = tuple[object, ...]


@dataclass(slots=True)
class ImportPlan:
    """`documents` are new; their ids are negative until they are stored. An id of a relation is that of a
    stored document, or of a new one. `ids` are the
    ids of documents by those in the file. `unmatched` and `ambiguous` are texts that stay texts, because no
    document, or more than one, bears the number.
    """

    register: GazetteRegister
    faults: tuple[DraftFault, ...] = ()
    lines: dict[int, int] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    ids: dict[int, int] = field(default_factory=dict)
    issues: list[FilledIssue] = field(default_factory=list)
    known: int = 0
    matched: int = 0
    ambiguous: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)


def identity(work: Work) -> Identity:
    return work.body, work.kind, work.year, number_key(work.number), work.double


def make_plan(
    incoming: Incoming,
    stored: Mapping[Identity, int],
    relations_of: Callable[[Iterable[int]], Iterable[Relation]],
    *,
    publish: bool,
) -> ImportPlan:
    """Documents that are stored already stay as they are. `relations_of` returns the stored relations of
    documents. Without `publish`, every new document is a draft.
    """
    plan = ImportPlan(incoming.register, incoming.faults)
    ids = plan.ids
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for known_work, known_id in stored.items():
        numbers[known_work[3]].add(known_id)
    seen: dict[Identity, int] = {}
    for document in incoming.documents:
        work = identity(document.work)
        number = stored.get(work) or seen.get(work)
        if number is None:
            number = -len(plan.documents) - 1
            publication = document.publication if publish else Publication.DRAFT
            plan.documents.append(replace(document, id=number, publication=publication))
            plan.lines[number] = incoming.lines[document.id]
            numbers[work[3]].add(number)
        elif number > 0:
            plan.known += 1
        seen[work] = ids[document.id] = number
    known = _Known(relations_of([one for one in ids.values() if one > 0]))
    for relation in incoming.relations:
        _plan_relation(plan, relation, ids, numbers, known)
    return plan


def _plan_relation(
    plan: ImportPlan,
    relation: Relation,
    ids: Mapping[int, int],
    numbers: Mapping[str, set[int]],
    known: "_Known",
) -> None:
    as_text = replace(relation, id=0, acting=_end(relation.acting, ids), target=_end(relation.target, ids))
    own = {as_text.acting.id, as_text.target.id}
    ends = [_matched(plan, one, numbers, own) for one in (as_text.acting, as_text.target)]
    if all(one.id is None for one in ends):
        return
    matched = replace(as_text, acting=ends[0], target=ends[1])
    if not known.has(matched):
        # A relation that was stored before its target was known is completed, not stored again.
        plan.relations.append(replace(matched, id=known.id_of(as_text)))
        known.add(matched)


def _end(reference: DocumentRef, ids: Mapping[int, int]) -> DocumentRef:
    return replace(reference, id=ids.get(reference.id)) if reference.id is not None else reference


def _matched(
    plan: ImportPlan, reference: DocumentRef, numbers: Mapping[str, set[int]], own: set[int | None]
) -> DocumentRef:
    if reference.id is not None or not reference.text.strip():
        return reference
    found = numbers.get(number_key(reference.text), set()) - own
    if len(found) == 1:
        plan.matched += 1
        return replace(reference, id=next(iter(found)))
    (plan.ambiguous if found else plan.unmatched).append(reference.text)
    return reference


class _Known:
    """The relations that are stored already, whatever their notes and sources say."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        self._ids: dict[_Key, int] = {}
        for one in relations:
            self._ids.setdefault(_key(one), one.id)

    def has(self, relation: Relation) -> bool:
        return _key(relation) in self._ids

    def id_of(self, relation: Relation) -> int:
        return self._ids.get(_key(relation), 0)

    def add(self, relation: Relation) -> None:
        self._ids.setdefault(_key(relation), relation.id)


def _key(relation: Relation) -> _Key:
    acting, target = (
        (one.id if one.id is not None else number_key(one.text), one.part)
        for one in (relation.acting, relation.target)
    )
    days = relation.date_from, relation.date_to, relation.wording
    return relation.kind, acting, target, days
