"""The form of a document's facts."""

from collections.abc import Mapping
from dataclasses import replace

from ...core.forms import Field, Form, first, is_empty, is_no_day, none_of
from ...core.history.event_data import day_text, read_day
from ...core.text.normalization import one_line
from ..numbers import LONGEST, YEARS
from ..review.proposals import NumberProposal
from ..rules.document import Document, Publication, Signer, Work
from ..rules.register import GazetteRegister

MOST_TEXT = 2000
# Facts that are part of the address. They are fixed after the publication.
FIXED = ("number", "body", "kind", "year")
PLAIN = ("title", "abstract", "signer", "office", "source", "double_reason")


def fields_of(register: GazetteRegister) -> dict[str, Field]:
    """The fields of the form with their faults. The buttons are only sent if they were pressed."""
    return {
        "number": Field(faults={"number": is_empty}, most=LONGEST),
        "body": Field(faults={"body": none_of(register.bodies.entities)}),
        "kind": Field(faults={"kind": none_of([one.key for one in register.kinds])}),
        "year": Field(faults={"year": lambda typed: not _is_year(typed)}),
        "title": Field(faults={"title": is_empty}, most=MOST_TEXT),
        "abstract": Field(most=MOST_TEXT),
        "signed": Field(faults={"day": is_no_day}),
        "published": Field(faults={"day": is_no_day}),
        "signer": Field(most=120),
        "office": Field(most=300),
        "source": Field(most=MOST_TEXT),
        "double_reason": Field(most=MOST_TEXT),
        "field": Field(),
        "version": Field(first(20)),
        "correction": Field(),
        "save": Field(),
    }


def typed_of(document: Document) -> dict[str, str]:
    """The facts of a document as the form shows them."""
    work = document.work
    return {
        "number": work.number,
        "body": work.body,
        "kind": work.kind,
        "year": str(work.year),
        "title": document.title,
        "abstract": document.abstract,
        "signed": day_text(document.signed),
        "published": day_text(document.published),
        "signer": document.signer.name,
        "office": document.signer.office,
        "source": document.source,
        "double_reason": work.double_reason,
    }


def completed(typed: Mapping[str, str], proposal: NumberProposal) -> dict[str, str]:
    """The typed fields, with the proposals in those that are empty. The person decides between several
    answers of a proposal.
    """
    found = {
        "body": proposal.bodies[0] if len(proposal.bodies) == 1 else "",
        "kind": proposal.kinds[0] if len(proposal.kinds) == 1 else "",
        "year": str(proposal.year or ""),
    }
    number = proposal.number or one_line(typed.get("number", ""))
    return {**typed, "number": number, **{name: typed.get(name, "") or one for name, one in found.items()}}


def read_document(form: Form, before: Document | None) -> Document:
    """The document that a form without faults describes. Files and publication are those of `before`."""
    work = Work(form["body"], form["kind"], int(form["year"]), form["number"])
    if before is not None:
        is_same = (work.body, work.kind, work.year) == (before.work.body, before.work.kind, before.work.year)
        work = replace(work, double=before.work.double) if is_same else work
    if before is not None and before.publication is not Publication.DRAFT:
        work = before.work
    known = before or Document(work, "")
    return replace(
        known,
        work=replace(work, double_reason=form["double_reason"] or work.double_reason),
        title=form["title"],
        abstract=form["abstract"],
        signed=read_day(form["signed"]),
        published=read_day(form["published"]) or (known.published if is_known(before) else None),
        signer=Signer(form["signer"], form["office"]),
        fields=tuple(dict.fromkeys(form.every("field"))),
        source=form["source"],
    )


def is_known(document: Document | None) -> bool:
    """Whether readers know the document."""
    return document is not None and document.publication is not Publication.DRAFT


def _is_year(typed: str) -> bool:
    return typed.isdecimal() and typed.isascii() and len(typed) == 4 and int(typed) in YEARS  # noqa: PLR2004
