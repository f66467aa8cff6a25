"""The findings of axe-core on a page, by all its rules or by those that colours can violate."""

from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import axe_playwright_python
from playwright.sync_api import Page

from portal_widgets.reading.themes import THEMES

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The first two rules compare colours. The others check whether a table is one for data: without headings, axe
# guesses this from the background of its rows. A theme sets only colours, so for every other rule a page is
# the same in all themes.
COLOUR_RULES = [
    "color-contrast",
    "link-in-text-block",
    "table-fake-caption",
    "td-has-header",
    "th-has-data-cells",
]
# Only findings come back from the page, and of them only what a person needs to locate them.
RUN = """async (options) => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], selectors: false, ...options });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}"""
ALL = {"runOnly": {"type": "tag", "values": TAGS}}
# Style sheets and media are loaded first only for rules that are not among these.
COLOURS = {"runOnly": {"type": "rule", "values": COLOUR_RULES}, "preload": False}

OTHER_THEMES = tuple(THEMES)[1:]
Rules = dict[str, Any]
Case = TypeVar("Case")


def findings(page: Page, rules: Rules = ALL) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN, rules)
    return found


def rules_for(look: str) -> Rules:
    """The rules for a page that is checked in several looks: all rules, except if the look is only a theme.
    All rules run in the first theme, or in the look that the device chooses.
    """
    return COLOURS if look.removeprefix("theme-") in OTHER_THEMES else ALL


def first_of_each(cases: Iterable[Case], alike: Callable[[Case], Hashable]) -> set[Case]:
    """One of all equal cases: their pages differ only in their colours."""
    firsts: dict[Hashable, Case] = {}
    for case in cases:
        firsts.setdefault(alike(case), case)
    return set(firsts.values())
