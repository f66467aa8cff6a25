"""A choice on a page of 5,000 elements: the changes of the document, and the time until the layout is
finished.
"""

from typing import Any

from chromium import Site
from measure import interleaved, median
from playwright.sync_api import Page

ELEMENTS = 5000
ROUNDS = 41
PARAGRAPH = "Ủy ban nhân dân xã đề nghị bà con theo dõi sát dự báo và chuẩn bị từ sớm. "
# Two elements in each paragraph, until the page has the wanted number.
GROW = """([elements, text]) => {
    const body = document.querySelector(".article__body");
    for (let missing = elements - document.querySelectorAll("*").length; missing > 0; missing -= 2) {
        const paragraph = body.appendChild(document.createElement("p"));
        paragraph.textContent = text;
        if (missing > 1) paragraph.appendChild(document.createElement("b")).textContent = text;
    }
    return document.querySelectorAll("*").length;
}"""
WATCH = """() => {
    window.written = { inside: 0, outside: 0 };
    window.watcher = new MutationObserver((records) => {
        for (const { target } of records) {
            const element = target.closest ? target : target.parentElement;
            written[element && element.closest(".pw-reading, .pw-reading-panel") ? "inside" : "outside"]++;
        }
    });
    watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}"""
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
# Wait until the layout is finished. Then go back and wait again before the next round.
TIMED = f"""async (name) => {{
    const bar = document.querySelector(".pw-reading");
    const press = (value) => bar.querySelector(`[name=size][value=${{value}}]`).click();
    const laidOut = () => document.body.getBoundingClientRect().height;
    laidOut();
    const began = performance.now();
    if (name === "larger") press("larger");
    else document.documentElement.setAttribute("data-pw-size", "125");
    laidOut();
    const taken = performance.now() - began;
    press("default");
    laidOut();
    await {FRAMES};
    return taken;
}}"""
EVERYTHING = """() => {
    const panel = document.querySelector(".pw-reading-panel");
    panel.open = true;
    for (const input of panel.querySelectorAll("input:not([type=hidden])")) {
        if (input.type === "color") input.dispatchEvent(new Event("input", { bubbles: true }));
        else input.click();
    }
    document.querySelector(".pw-reading [value=larger]").click();
}"""


def run(site: Site) -> dict[str, Any]:
    with site.page() as page:
        elements = page.evaluate(GROW, [ELEMENTS, PARAGRAPH])
        figures = {"reading_elements": elements, **_written(page), **_times(page)}
        before = _styled(page)
        page.evaluate(EVERYTHING)
        page.evaluate(FRAMES)
        return {
            **figures,
            "reading_choices_made": page.evaluate("Object.keys(document.documentElement.dataset).length"),
            "reading_elements_with_a_style_attribute": {"before": before, "after all choices": _styled(page)},
        }


def _written(page: Page) -> dict[str, Any]:
    """DOM mutations of one press on "larger". Inside the controls these are their own state and words."""
    page.evaluate(FRAMES)
    page.evaluate(WATCH)
    page.locator(".pw-reading [value=larger]").click()
    page.evaluate(FRAMES)
    written = page.evaluate("watcher.disconnect(), written")
    page.locator(".pw-reading [name=size][value=default]").click()
    return {"reading_mutations_of_larger": written}


def _times(page: Page) -> dict[str, Any]:
    """The times, compared with setting that attribute by hand, and that compared with itself as the noise of
    the machine.
    """
    names = ["one attribute", "one attribute again", "larger"]
    for name in names:
        page.evaluate(TIMED, name)
    seen = interleaved(names, lambda name: page.evaluate(TIMED, name), ROUNDS)
    taken = {name: median(values) for name, values in seen.items()}
    base = taken["one attribute"]
    return {
        "reading_apply_ms": {name: round(value, 1) for name, value in taken.items()},
        "reading_apply_times_one_attribute": {name: round(taken[name] / base, 3) for name in names[1:]},
    }


def _styled(page: Page) -> int:
    return page.locator("[style]").count()
