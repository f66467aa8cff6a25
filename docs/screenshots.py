"""Makes the pictures of the README, the manual and the handbook from the example portal, in Debian's
Chromium; named ones only, if names are given.
"""

import shutil
import sys
import tempfile
import threading
from pathlib import Path

import contact_sheet
import office
from playwright.sync_api import Browser, StorageState, sync_playwright
from werkzeug.serving import make_server

from portal.app import create_app
from portal.first_start import invent

IMAGES = Path(__file__).parent / "images"
ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
OPTIONS = "/portal/reading-options"
CONTACT_SHEET = "reading-themes"
ADMIN = "/portal/admin/"
# Name, path, width, height, the reader's choice, what is pressed.
PICTURES = [
    ("article", ARTICLE, 1280, 900, "", ""),
    ("article-phone", ARTICLE, 320, 900, "", ""),
    ("article-contrast", ARTICLE, 1280, 900, "size-150.theme-contrast", ""),
    ("article-dark", ARTICLE, 1280, 900, "theme-dark", ""),
    ("reading-panel", ARTICLE, 1280, 1240, "theme-paper.line-150", ".pw-reading-panel__summary"),
    ("home", "/", 1280, 900, "", ""),
    ("dashboard", f"{ADMIN}statistics/", 1280, 1480, "", ""),
    ("vi-start", ADMIN, 1280, 900, "", ""),
    ("vi-gazette", "/portal/gazette/ubnd-lam-chau/qd/2024/2-qd-ubnd", 1280, 1300, "", ""),
    ("vi-report", f"{ADMIN}statistics/report?kind=month", 1280, 1180, "", ""),
    ("vi-poll-editor", f"{ADMIN}polls/1/edit", 1280, 1300, "", ""),
    ("vi-inbox", f"{ADMIN}feedback/", 1280, 1100, "", ""),
    ("vi-message", f"{ADMIN}feedback/1", 1280, 1560, "", ""),
    ("vi-useful", f"{ADMIN}feedback/useful", 1280, 800, "", ""),
    ("vi-departments", f"{ADMIN}departments/", 1280, 800, "", ""),
    ("vi-link", f"{ADMIN}links/watch", 1280, 900, "", ".pw-shelf__what a"),
    ("vi-map", f"{ADMIN}map/events/new", 1280, 1300, "", ""),
    ("vi-organisation", f"{ADMIN}organisation/", 1280, 900, "", ""),
    ("vi-accounts", f"{ADMIN}accounts/", 1280, 700, "", ""),
    ("vi-system", f"{ADMIN}system/", 1280, 1000, "", ""),
]


def main() -> None:
    wanted = sys.argv[1:] or [CONTACT_SHEET, *(name for name, *_ in PICTURES)]
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = create_app(Path(folder))
        invent(app)
        office.invent(app)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        site = f"http://127.0.0.1:{server.server_port}"
        _read_everything(browser, site)
        cookies = office.sign_in(browser, site + ADMIN)
        for name, *picture in PICTURES:
            if name in wanted:
                _take(browser, site, cookies, name, *picture)
        if CONTACT_SHEET in wanted:
            contact_sheet.make(browser, site + ARTICLE, site + OPTIONS, IMAGES)
        browser.close()
        server.shutdown()


def _read_everything(browser: Browser, site: str) -> None:
    """Some readers first, so that the numbers are not all zero."""
    for version in range(120, 140):
        page = browser.new_page(user_agent=AGENT.replace("140", str(version)))
        page.goto(site)
        links = page.locator(".teaser__title a").evaluate_all("(links) => links.map((link) => link.href)")
        for link in links[: version % len(links) + 1]:
            page.goto(link)
            page.wait_for_load_state("networkidle")
        page.close()


def _take(
    browser: Browser,
    site: str,
    cookies: StorageState,
    name: str,
    path: str,
    width: int,
    height: int,
    cookie: str,
    press: str,
) -> None:
    state = cookies if path.startswith(ADMIN) else None
    context = browser.new_context(
        viewport={"width": width, "height": height}, user_agent=AGENT, storage_state=state
    )
    if cookie:
        context.add_cookies([{"name": "pw_reading", "value": cookie, "url": site}])
    page = context.new_page()
    page.goto(site + path)
    page.wait_for_load_state("networkidle")
    if press:
        page.locator(press).first.click()
        page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
