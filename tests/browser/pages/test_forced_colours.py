"""With a contrast theme of Windows, every control can be read. Chromium paints a plate behind each text in
forced colours, which no computed style shows. So the pixels are counted.
"""

import pytest
from playwright.sync_api import Page

from browser.pages.saved import HOST, Site
from browser.pixels import BOX, FEWEST, colours

pytestmark = pytest.mark.browser
CONTROLS = "button, summary, input[type=submit], a[class*=button], a[class*=skip], a[class*=__new], [aria-current], [class*=__alarms]"
# The properties that decide the look of a control. Two controls with the same look are drawn alike.
LOOKS = """(controls) => [...document.querySelectorAll(controls)].flatMap((control, at) => {
    if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return [];
    const { color, backgroundColor, forcedColorAdjust } = getComputedStyle(control);
    const look = [control.tagName, control.className, color, backgroundColor, forcedColorAdjust];
    return [{ look: look.join(" "), text: control.textContent.trim().slice(0, 40), at }];
})"""


@pytest.mark.parametrize(("lang", "scheme"), [("vi", "light"), ("en", "dark")])
def test_each_control_can_be_read(pages: Site, desk: Page, lang: str, scheme: str):
    desk.emulate_media(forced_colors="active", color_scheme="dark" if scheme == "dark" else "light")
    seen: set[str] = set()
    unreadable = []
    for page in pages.looks(lang):
        desk.goto(HOST + page.name)
        desk.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        for control in desk.evaluate(LOOKS, CONTROLS):
            if control["look"] in seen:
                continue
            seen.add(control["look"])
            box = desk.evaluate(BOX, [CONTROLS, control["at"]])
            if box and colours(desk, box) < FEWEST:
                unreadable.append(f"{control['text']}: {control['look']} on {page.name}")

    assert unreadable == []
    assert len(seen) > 20
