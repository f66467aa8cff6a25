"""What axe-core finds on a page, by all its rules or by those that colours can break."""

from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import axe_playwright_python
from playwright.sync_api import Page

from portal_widgets.reading.themes import THEMES

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The first two compare colours; the others ask whether a table is one for data, which axe guesses by the
# ground of its rows where no heading says it. A theme sets nothing but colours, so that for every other
# rule a page is the same in all of them.
COLOUR_RULES = [
    "color-contrast",
    "link-in-text-block",
    "table-fake-caption",
    "td-has-header",
    "th-has-data-cells",
]
# Nothing but what was found, and of that only what a person needs to find it, comes back from the page.
RUN = """async (options) => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], selectors: false, ...options });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}"""
ALL = {"runOnly": {"type": "tag", "values": TAGS}}
# What is loaded before, style sheets and media, is for rules that are not among these.
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
    """For a page that is seen in several looks: all rules, unless the look is a theme and nothing else.
    All rules have their turn in the first theme, or in the look that the device chooses.
    """
    return COLOURS if look.removeprefix("theme-") in OTHER_THEMES else ALL


def first_of_each(cases: Iterable[Case], alike: Callable[[Case], Hashable]) -> set[Case]:
    """One of all cases that are alike: those whose pages differ in their colours alone."""
    firsts: dict[Hashable, Case] = {}
    for case in cases:
        firsts.setdefault(alike(case), case)
    return set(firsts.values())
