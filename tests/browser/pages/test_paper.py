"""On paper, pages for reading have no forms and no buttons."""

import re

import pytest
from playwright.sync_api import Page

from browser.pages.saved import HOST, Site

pytestmark = pytest.mark.browser
# A message of the inbox, results, figures and reports.
READ = re.compile(
    r"/portal/(admin/feedback/\d+|admin/polls/\d+|polls/[\w-]+/results|statistics|admin/statistics/(report)?"
    r"|questions|organisation|contact|map|map/units/[\w-]+"
    r"|gazette|gazette\?q=dat\+nong\+nghiep|gazette/issues/2026/08|gazette/[\w-]+/[\w-]+/\d{4}/[\w()-]+)"
)
CONTROLS = """[...document.querySelectorAll("button, .pw-button, input:not([type=hidden]), select, textarea")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.outerHTML.slice(0, 90))"""


def test_on_paper_there_is_no_control(pages: Site, desk: Page):
    desk.emulate_media(media="print")
    shown = {}
    read = [page for page in pages.of("vi") if READ.fullmatch(page.name)]
    for page in read:
        desk.goto(HOST + page.name)
        shown[page.name] = desk.evaluate(CONTROLS)
    desk.emulate_media(media="screen")

    assert {name: controls for name, controls in shown.items() if controls} == {}
    assert len(read) > 8
