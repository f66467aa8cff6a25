"""The invented issues: combined numbers, several documents in one, and one document in several."""

from collections.abc import Mapping, Sequence
from datetime import date

from portal_widgets.gazette.rules.document import Issue, IssueItem

# A document, or a part of it: its key, the part, all parts, the first and the last page.
Content = tuple[str, int, int, int, int]
ISSUES: tuple[tuple[Issue, Sequence[Content]], ...] = (
    (
        Issue("03 + 04", 2024, date(2024, 2, 29)),
        (("prices-2024", 1, 1, 3, 41), ("prices-correction", 1, 1, 42, 43)),
    ),
    (
        Issue("27", 2025, date(2025, 9, 15)),
        (("prices-change", 1, 1, 3, 9), ("tidy-up", 1, 1, 10, 14)),
    ),
    (Issue("05", 2026, date(2026, 2, 16)), (("water", 1, 1, 3, 8), ("water-guide", 1, 4, 9, 32))),
    (Issue("06", 2026, date(2026, 2, 23)), (("water-guide", 2, 4, 3, 30),)),
    (
        Issue("08", 2026, date(2026, 3, 9), special=True),
        (("water-guide", 4, 4, 3, 18), ("houses", 1, 1, 19, 20)),
    ),
)


def items(contents: Sequence[Content], ids: Mapping[str, int]) -> list[IssueItem]:
    """The contents of an issue, in their order."""
    return [
        IssueItem(0, ids[key], place, part, parts, first, last)
        for place, (key, part, parts, first, last) in enumerate(contents, 1)
    ]
