"""A reader returns to a page from a cache: whether anything moves, and what is painted first."""

import re
from typing import Any

from chromium import ARTICLE, Site
from playwright.sync_api import Page

COOKIE = "size-150.theme-dark"
SEEN = """
window.atBody = null;
window.shift = 0;
window.inDefault = 0;
new MutationObserver((_, observer) => {
    if (!document.body) return;
    window.atBody = Object.keys(document.documentElement.dataset).length;
    observer.disconnect();
}).observe(document, { subtree: true, childList: true });
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { shift += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
const frame = () => {
    if (document.body && !document.documentElement.dataset.pwSize) inDefault++;
    requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
"""


def run(site: Site) -> dict[str, Any]:
    """Scripts arrive 300 ms late. With a deferred head script the page is like those of others, and the
    measurement must show it.
    """
    plain = site.app.test_client().get(ARTICLE).text
    deferred = re.sub(r'<script( src="[^"]*/head-)', r"<script defer\1", plain)
    site.slow_scripts = True
    seen = {
        "cached copy": _seen(site, plain),
        "stamped by the server": _seen(site, None),
        "head script deferred": _seen(site, deferred),
    }
    site.slow_scripts = False
    return {
        "reading_return_layout_shift": {name: round(got["shift"], 3) for name, got in seen.items()},
        "reading_return_choices_missing_at_body": {name: 2 - got["atBody"] for name, got in seen.items()},
        "reading_return_frames_in_default": {name: got["inDefault"] for name, got in seen.items()},
    }


def _seen(site: Site, html: str | None) -> dict[str, Any]:
    def prepare(page: Page) -> None:
        page.context.add_cookies([{"name": "pw_reading", "value": COOKIE, "url": site.address}])
        page.add_init_script(SEEN)
        if html is not None:
            page.route(
                site.address + ARTICLE, lambda route: route.fulfill(body=html, content_type="text/html")
            )

    with site.page(prepare=prepare) as page:
        found: dict[str, Any] = page.evaluate("({ shift, atBody, inDefault })")
        return found
