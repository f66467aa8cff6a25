"""The controls themselves: states, targets, axe, Escape, and the part of a telephone's screen that they
cover.
"""

from pathlib import Path
from typing import Any

import axe_playwright_python
from chromium import Site
from playwright.sync_api import Page

CONTROLS = {"bar": ".pw-reading", "panel": ".pw-reading-panel"}
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# As the browser reports it to assistive technology.
STATES = {"pressed", "checked", "expanded"}
WITH_VALUE = {"ColorWell", "slider"}
# Controls that choose or switch. A step, "Apply", "Reset" and a link have no state to expose.
CHOOSING = ":is(input:not([type=hidden]), [name=theme], summary, select)"
# A label is part of the target of its input (WCAG 2.5.8).
SMALLER_THAN = """(control, least) => [...control.querySelectorAll("a, button, summary, input:not([type=hidden]), select")]
    .map((element) => element.closest("label") || element)
    .filter((element) => element.checkVisibility())
    .map((element) => element.getBoundingClientRect())
    .filter(({ width, height }) => Math.min(width, height) < least - .1).length"""
# A point is part of the target if a finger there would touch the control. It is covered if the control is in
# front of the page.
TAKEN = """(control) => {
    scrollTo(0, 0);
    control.scrollIntoView();
    const out = [];
    for (let it = control; it; it = it.parentElement) out.push(getComputedStyle(it).position);
    let met = 0, all = 0;
    for (let x = 2; x < innerWidth; x += 4) for (let y = 2; y < innerHeight; y += 4) {
        const found = document.elementFromPoint(x, y);
        all++;
        if (found && control.contains(found)) met++;
    }
    const taken = Math.round(100 * met / all);
    return { taken, covered: out.some((it) => /fixed|absolute|sticky/.test(it)) ? taken : 0 };
}"""


def run(site: Site) -> dict[str, Any]:
    with site.page() as page, site.page(width=320) as telephone:
        axe = {"closed": _axe(page)}
        for each in (page, telephone):
            each.locator(".pw-reading-panel summary").click()
        axe["panel open"], axe["panel open, 320 px"] = _axe(page), _axe(telephone)
        choosing = {name: _choosing(page, css) for name, css in CONTROLS.items()}
        exposing = {name: _exposing(page, css) for name, css in CONTROLS.items()}
        taken = {name: telephone.locator(css).evaluate(TAKEN) for name, css in CONTROLS.items()}
        return {
            "reading_controls_with_a_state": choosing,
            "reading_controls_not_exposing_it": {name: choosing[name] - exposing[name] for name in CONTROLS},
            "reading_targets_below_24_px": _small(telephone, 24),
            "reading_targets_below_44_px": _small(telephone, 44),
            "reading_axe_failing_nodes": axe,
            "reading_escape_closes_and_returns_focus": int(_escapes(page)),
            "reading_viewport_taken_percent_at_320_px": {name: got["taken"] for name, got in taken.items()},
            "reading_viewport_covered_percent_at_320_px": {
                name: got["covered"] for name, got in taken.items()
            },
        }


def _axe(page: Page) -> int:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("(tags) => axe.run(document, { runOnly: tags })", RULES)
    return sum(len(violation["nodes"]) for violation in found["violations"])


def _choosing(page: Page, css: str) -> int:
    return page.locator(f"{css} {CHOOSING}").filter(visible=True).count()


def _exposing(page: Page, css: str) -> int:
    """The nodes of the accessibility tree whose state or value is announced."""
    browser = page.context.new_cdp_session(page)
    element = browser.send("Runtime.evaluate", {"expression": f"document.querySelector('{css}')"})
    told = {"objectId": element["result"]["objectId"]}
    nodes = browser.send("Accessibility.queryAXTree", told)["nodes"]
    return sum(_told(node) for node in nodes if not node.get("ignored"))


def _told(node: dict[str, Any]) -> bool:
    states = {each["name"] for each in node.get("properties", [])}
    return bool(states & STATES) or (node["role"]["value"] in WITH_VALUE and "value" in node)


def _small(page: Page, least: int) -> dict[str, int]:
    return {name: page.locator(css).evaluate(SMALLER_THAN, least) for name, css in CONTROLS.items()}


def _escapes(page: Page) -> bool:
    page.locator(".pw-reading-panel input:checked").first.focus()
    page.keyboard.press("Escape")
    return bool(
        page.evaluate(
            "!document.querySelector('.pw-reading-panel').open && document.activeElement.matches('summary')"
        )
    )
