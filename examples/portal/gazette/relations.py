"""The relations between the invented documents, one row each."""

from collections.abc import Mapping
from datetime import date

from portal_widgets.gazette.rules.effects import DayWording, DocumentRef, Relation, RelationKind

# The first day of each document, by its key.
BEGIN = {
    "fees-2021": "2021-08-01",
    "fees-2022": "2022-08-01",
    "fees-guide": "2022-09-01",
    "fees-islands": "2022-10-20",
    "fees-2026": "2026-08-01",
    "prices-2021": "2021-06-01",
    "prices-2024": "2024-02-01",
    "prices-correction": "2024-02-26",
    "prices-change": "2025-09-01",
    "prices-text": "2025-10-10",
    "lorries": "2023-10-01",
    "lorries-stop": "2024-06-12",
    "lorries-again": "2024-11-25",
    "market": "2023-03-20",
    "pipes": "2023-04-25",
    "trees": "2023-02-20",
    "village-market": "2022-04-18",
    "cemetery": "2022-05-25",
    "tidy-up": "2025-09-20",
    "forest": "2021-09-03",
    "water": "2026-01-01",
    "water-guide": "2026-02-15",
    "waste-2022": "2022-07-01",
    "waste-2027": "2027-01-01",
    "parking": "2025-01-01",
    "parking-end": "2024-11-29",
    "bus": "2024-04-15",
    "ferry": "2024-04-15",
    "drought": "2025-01-01",
    "bridge": "2023-08-05",
    "houses": "2025-10-06",
    "reception": "2025-11-03",
    "mistake": "2026-05-04",
}
_ENDS_WITH_THE_DAY = "Đến hết thời hạn ghi trong văn bản."
# Kind, acting document, its part, target, its part, first day, note.
_ROWS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("replaces", "fees-2026", "Điều 6", "fees-2022", "", "2026-08-01", ""),
    ("guides", "fees-guide", "", "fees-2022", "", "", ""),
    ("guides", "fees-islands", "", "fees-2022", "", "", ""),
    ("continues", "fees-2026", "Điều 6, khoản 2", "fees-islands", "", "2026-08-01", ""),
    ("replaces", "prices-2024", "Điều 7", "prices-2021", "", "2024-02-01", ""),
    ("corrects", "prices-correction", "", "prices-2024", "Phụ lục I", "2024-02-01",
     "“Đường Bến Sói” đọc là “Đường Bến Sỏi”."),
    ("amends", "prices-change", "Điều 1", "prices-2024", "Điều 3", "2025-09-01", ""),
    ("supplements", "prices-change", "Điều 2", "prices-2024", "Điều 5a", "2025-09-01", ""),
    ("repeals", "prices-change", "Điều 3", "prices-2024", "Điều 5, khoản 2", "2025-09-01", ""),
    ("consolidates", "prices-text", "", "prices-2024", "", "", ""),
    ("consolidates", "prices-text", "", "prices-change", "", "", ""),
    ("suspends", "lorries-stop", "", "lorries", "", "2024-06-15", ""),
    ("resumes", "lorries-again", "", "lorries", "", "2024-12-01", ""),
    ("repeals", "tidy-up", "Phụ lục, số 1", "village-market", "", "2025-09-20", ""),
    ("repeals", "tidy-up", "Phụ lục, số 2", "cemetery", "Chương III", "2025-09-20", ""),
    ("guides", "water-guide", "", "water", "", "", ""),
    ("replaces", "waste-2027", "Điều 9", "waste-2022", "", "2027-01-01", ""),
    ("repeals", "parking-end", "", "parking", "", "2024-12-01", ""),
    ("cites", "tidy-up", "", "market", "", "", ""),
    ("related", "mistake", "", "water", "", "", ""),
    ("repeals", "draft", "", "bus", "", "2027-02-01", ""),
)  # fmt: skip
# The first day of a part that begins later than the rest.
_PARTS = (("water", "Điều 5", "2026-07-01"), ("water", "Điều 6", "2027-01-01"))
# The first day after the term of a document.
_TERMS = {"fees-2021": "2022-06-01", "forest": "2022-05-01", "bridge": "2024-01-01", "drought": "2025-06-01"}
# An act that is not in this gazette.
_OUTSIDE = (("based_on", "trees", "Quy chuẩn 07:2019/LC (minh họa)"),)


def relations(ids: Mapping[str, int]) -> list[Relation]:
    """The relations between documents with these ids."""
    return [
        *(_own(ids[key], RelationKind.COMMENCES, day) for key, day in BEGIN.items()),
        *(_own(ids[key], RelationKind.COMMENCES, day, part) for key, part, day in _PARTS),
        *(_own(ids[key], RelationKind.EXPIRES, day, note=_ENDS_WITH_THE_DAY) for key, day in _TERMS.items()),
        *(_between(ids, row) for row in _ROWS),
        *(
            Relation(RelationKind(kind), DocumentRef(ids[key]), DocumentRef(None, said))
            for kind, key, said in _OUTSIDE
        ),
    ]


def _own(document: int, kind: RelationKind, day: str, part: str = "", note: str = "") -> Relation:
    wording = DayWording.THROUGH if kind is RelationKind.EXPIRES else DayWording.FROM
    ends = DocumentRef(document), DocumentRef(document, part=part)
    return Relation(kind, *ends, date.fromisoformat(day), wording=wording, note=note)


def _between(ids: Mapping[str, int], row: tuple[str, str, str, str, str, str, str]) -> Relation:
    kind, acting, acting_part, target, target_part, day, note = row
    return Relation(
        RelationKind(kind),
        DocumentRef(ids[acting], part=acting_part),
        DocumentRef(ids[target], part=target_part),
        date.fromisoformat(day) if day else None,
        note=note,
    )
