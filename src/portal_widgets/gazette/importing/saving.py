"""Stores what an import adds, in batches of one transaction each. If it is interrupted, the same import
continues where it stopped.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ..rules.effects import DocumentRef
from ..service import GazetteService
from ..store.gazette import GazetteStore
from ..store.history import Change
from .drafts import DraftFault
from .incoming import Incoming
from .issues import plan_issues, with_numbers
from .matching import ImportPlan, make_plan

BATCH = 500


@dataclass(frozen=True, slots=True)
class Saved:
    """How many documents and relations were stored, and the documents that could not be."""

    documents: int
    relations: int
    faults: tuple[DraftFault, ...]


def plan_import(store: GazetteStore, incoming: Incoming, *, publish: bool) -> ImportPlan:
    """The plan for a file. It changes nothing."""
    plan = make_plan(incoming, store.documents.works(), store.relations.of_documents, publish=publish)
    plan.issues = plan_issues(incoming.issues, plan.ids, store.issues.contents(every=True))
    return plan


def save_plan(
    service: GazetteService,
    plan: ImportPlan,
    change: Change,
    progress: Callable[[int], object] = lambda _: None,
) -> Saved:
    """`progress` gets the number of documents and relations of each batch."""
    ids: dict[int, int] = {}
    faults = []
    for start in range(0, len(plan.documents), BATCH):
        some = plan.documents[start : start + BATCH]
        for one, number in zip(
            some, service.save_new([replace(one, id=0) for one in some], change), strict=True
        ):
            if number is None:
                faults.append(DraftFault("number-taken", plan.lines[one.id], {"number": one.work.number}))
            else:
                ids[one.id] = number
        progress(len(some))
    relations = [
        replace(one, acting=_stored(one.acting, ids), target=_stored(one.target, ids))
        for one in plan.relations
        if _are_stored((one.acting, one.target), ids)
    ]
    for start in range(0, len(relations), BATCH):
        service.store.relate(relations[start : start + BATCH], change)
        progress(len(relations[start : start + BATCH]))
    for filled in plan.issues:
        service.store.save_issue(*with_numbers(filled, ids), change)
    service.changed()
    return Saved(len(ids), len(relations), tuple(faults))


def _are_stored(ends: Iterable[DocumentRef], ids: dict[int, int]) -> bool:
    return all(one.id is None or one.id > 0 or one.id in ids for one in ends)


def _stored(reference: DocumentRef, ids: dict[int, int]) -> DocumentRef:
    return (
        replace(reference, id=ids.get(reference.id, reference.id)) if reference.id is not None else reference
    )
