"""Milliseconds to the largest paint (LCP), and from a press to the next paint (INP), with an old telephone on a
slow line, beside the same page without the widgets.
"""

from collections.abc import Callable
from typing import Any

from chromium import Site, example_portal
from markupsafe import Markup
from measure import interleaved, median
from playwright.sync_api import Page

# Lighthouse's "slow 4G", and a processor four times slower than this one.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWER = 4
# Browsers report events of 16 ms and more. A press without such an event took less.
WATCH = """
window.painted = 0;
window.slowest = 0;
new PerformanceObserver((list) => { window.painted = list.getEntries().at(-1).startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) window.slowest = Math.max(slowest, entry.duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
FRAMES = (
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))"
)
TEXT = ".article__body p"
PRESSES = {
    "a press on the text": (TEXT,),
    "larger text": (".pw-reading [value=larger]",),
    "another theme": (".pw-reading [value=contrast]",),
    "a ready set": (".pw-reading-panel summary", ".pw-sets [value=low-vision]"),
}


class NoWidgets:
    """Every helper draws nothing."""

    def __getattr__(self, _name: str) -> Callable[..., Markup]:
        return lambda *_arguments, **_options: Markup()


def run(rounds: int = 5) -> dict[str, Any]:
    with example_portal() as site:
        helpers = site.app.jinja_env.globals["portal"]
        variants = {"with the widgets": helpers, "without them": NoWidgets()}

        def paint(name: str) -> float:
            site.app.jinja_env.globals["portal"] = variants[name]
            return _measured(site, ())[0]

        painted = interleaved(list(variants), paint, rounds)
        pressed = {
            "without them, a press on the text": _median_press(site, PRESSES["a press on the text"], rounds)
        }
        site.app.jinja_env.globals["portal"] = helpers
        pressed |= {name: _median_press(site, selectors, rounds) for name, selectors in PRESSES.items()}
    return {
        "slow_line_lcp_ms": {name: round(median(values)) for name, values in painted.items()},
        "slow_line_lcp_added_ms": round(
            median(painted["with the widgets"]) - median(painted["without them"])
        ),
        "slow_line_inp_ms": pressed,
    }


def _median_press(site: Site, selectors: tuple[str, ...], rounds: int) -> int:
    return round(median([_measured(site, selectors)[1] for _ in range(rounds)]))


def _measured(site: Site, selectors: tuple[str, ...]) -> tuple[float, float]:
    with site.page(width=360, prepare=_throttle) as page:
        page.wait_for_function("painted > 0")
        for selector in selectors:
            page.locator(selector).first.click()
            page.evaluate(FRAMES)
        painted: float = page.evaluate("painted")
        slowest: float = page.evaluate("slowest")
    return painted, slowest


def _throttle(page: Page) -> None:
    page.add_init_script(WATCH)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
