"""Each warning has a document that warns and one that stays silent. The periods come from the legal profile."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.history.timeline import Entity, History, Version
from portal_widgets.core.text.languages import language
from portal_widgets.gazette.defaults import KINDS
from portal_widgets.gazette.review.texts import ReviewText
from portal_widgets.gazette.review.warning_rules import Case, Periods, WarningKind, find_warnings
from portal_widgets.gazette.rules.document import Document, FileForm, FileRole, StoredFile, Work
from portal_widgets.gazette.rules.effects import DocumentRef, FactIndex, Relation, RelationKind
from portal_widgets.gazette.rules.register import BodyFacts, GazetteRegister

SIGNED = date(2026, 3, 2)
LEVELS = {"trung-uong": 1, "tinh": 2, "xa": 3}
REGISTER = GazetteRegister(
    History(
        {
            key: Entity(key, (Version(None, None, BodyFacts(key, level=level)),))
            for key, level in LEVELS.items()
        }
    ),
    KINDS,
)
PERIODS = Periods(effect_central=45, effect_local=10, publication=3)
TEXT = StoredFile("1" * 64, "a.pdf", "application/pdf", 9, 1, FileForm.TEXT)
ANNEX = replace(TEXT, role=FileRole.ANNEX)
SCAN = replace(TEXT, form=FileForm.SCAN)
GOOD = Document(Work("tinh", "qd", 2026, "15/2026/QĐ-UBND"), "Mức thu", signed=SIGNED, published=SIGNED, files=(TEXT,), id=1)  # fmt: skip
OTHER = Document(Work("tinh", "qd", 2020, "3/2020/QĐ-UBND"), "Mức thu cũ", signed=date(2020, 1, 1), id=2)
OWN = DocumentRef(1)
Kind = RelationKind


def begins(days: int) -> Relation:
    return Relation(Kind.COMMENCES, OWN, OWN, SIGNED + timedelta(days))


def does(kind: RelationKind, on: date | None = SIGNED) -> Relation:
    return Relation(kind, OWN, DocumentRef(2), on)


def case(
    *relations: Relation, document: Document = GOOD, other: Document = OTHER, amended: date | None = None
) -> Case:
    relations = relations or (begins(10),)
    days = {2: amended} if amended is not None else {}
    facts = FactIndex(relations).facts(1)
    return Case(document, relations, facts, REGISTER, date(2026, 3, 4), PERIODS, {2: other}, days)


def kinds(found: Case) -> set[WarningKind]:
    return {one.kind for one in find_warnings(found)}


def work(document: Document, **change: object) -> Document:
    return replace(document, work=replace(document.work, **change))


CENTRAL = work(GOOD, body="trung-uong")
PLAIN = work(GOOD, kind="qd-hc", number="15/QĐ-UBND")
ATTACHED = replace(GOOD, title="Ban hành Quy định về  mức thu")
UNSIGNED = replace(GOOD, signed=None)
RESOLUTION = work(OTHER, kind="nq", number="3/2020/NQ-HĐND")
END = Relation(Kind.EXPIRES, OWN, OWN, SIGNED + timedelta(5))

# The warning, the case that warns, and the case that stays silent.
CASES = [
    (WarningKind.TOO_SOON, case(begins(9)), case(begins(10))),
    (WarningKind.TOO_SOON, case(begins(44), document=CENTRAL), case(begins(45), document=CENTRAL)),
    (WarningKind.TOO_SOON, case(begins(0)), case(begins(0), document=PLAIN)),
    (WarningKind.BACKDATED, case(begins(-1)), case(begins(0))),
    (WarningKind.PUBLISHED_LATE, case(document=replace(GOOD, published=date(2026, 3, 6))),
     case(document=replace(GOOD, published=date(2026, 3, 5)))),
    (WarningKind.PUBLISHED_LATE, case(document=replace(GOOD, signed=date(2026, 2, 2), published=None)),
     case(document=replace(GOOD, published=None))),
    (WarningKind.HIGHER_TARGET, case(begins(10), does(Kind.REPEALS), other=RESOLUTION), case(begins(10), does(Kind.REPEALS))),
    (WarningKind.HIGHER_TARGET, case(begins(10), does(Kind.AMENDS), document=work(GOOD, body="xa")),
     case(begins(10), does(Kind.GUIDES), document=work(GOOD, body="xa"))),
    (WarningKind.NO_BEGINNING, case(does(Kind.REPEALS)), case()),
    (WarningKind.NO_BEGINNING, case(Relation(Kind.COMMENCES, OWN, OWN)), case(begins(10))),
    (WarningKind.NOT_NORMATIVE, case(document=work(GOOD, kind="qd-hc")), case(document=PLAIN)),
    (WarningKind.NO_ANNEX, case(document=ATTACHED), case(document=replace(ATTACHED, files=(TEXT, ANNEX)))),
    (WarningKind.SCAN, case(document=replace(GOOD, files=(SCAN,))),
     case(document=replace(GOOD, files=(SCAN, replace(TEXT, role=FileRole.EDITABLE))))),
    (WarningKind.OLD_CONSOLIDATION, case(begins(10), does(Kind.CONSOLIDATES), amended=SIGNED + timedelta(1)),
     case(begins(10), does(Kind.CONSOLIDATES), amended=SIGNED)),
    (WarningKind.CONTRADICTION, case(begins(10), begins(12)), case(begins(10))),
    (WarningKind.CONTRADICTION, case(begins(10), Relation(Kind.EXPIRES, OWN, OWN)), case(begins(10), replace(END, date_from=date(2027, 1, 1)))),
    (WarningKind.END_BEFORE_START, case(begins(10), END), case(begins(4), END)),
    (WarningKind.PUBLISHED_BEFORE_SIGNING, case(document=replace(GOOD, published=date(2026, 3, 1))), case()),
    (WarningKind.OTHER_YEAR, case(document=work(GOOD, year=2025)), case(document=UNSIGNED)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "warns", "silent"), CASES, ids=[f"{one[0]}-{at}" for at, one in enumerate(CASES)]
)
def test_a_warning_appears_for_its_case_and_for_no_other(kind: WarningKind, warns: Case, silent: Case):
    assert kind in kinds(warns)
    assert kind not in kinds(silent)


def test_every_kind_of_warning_has_a_case():
    assert {one[0] for one in CASES} == set(WarningKind)


def test_a_document_in_order_has_no_warning():
    assert find_warnings(case()) == []


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_warning_has_a_sentence_in_each_language(code: str):
    text = ReviewText(language(code))
    said = [text.warning(one) for _, warns, _ in CASES for one in find_warnings(warns)]

    assert all(sentence.endswith(".") and "%(" not in sentence for sentence in said)
    assert "45" in " ".join(said)


def test_a_day_at_the_end_of_the_calendar_has_warnings_as_any_other_day():
    late = replace(GOOD, signed=date.max, published=date.max)
    first = Relation(Kind.COMMENCES, OWN, OWN, date.max)

    assert kinds(case(first, document=late)) == {WarningKind.TOO_SOON, WarningKind.OTHER_YEAR}


def test_without_periods_no_period_is_too_short():
    without = replace(case(begins(1)), periods=Periods())

    assert kinds(without) == set()


@given(st.integers(0, 400), st.sampled_from(sorted(LEVELS)))
def test_the_period_depends_on_the_level_of_the_body(days: int, body: str):
    needed = PERIODS.effect_central if body == "trung-uong" else PERIODS.effect_local
    found = kinds(case(begins(days), document=work(GOOD, body=body)))

    assert (WarningKind.TOO_SOON in found) == (days < needed)
