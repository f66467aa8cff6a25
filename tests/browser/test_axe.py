"""axe-core finds planted faults. Otherwise the absence of findings in the other files would prove nothing."""

import pytest
from playwright.sync_api import Page

from browser.axe import ALL, COLOURS, Rules, findings

pytestmark = pytest.mark.browser
PALE = """() => {
    const text = document.querySelector(".article__body p");
    text.style.color = "#999";
    text.style.background = "#888";
}"""
NAMELESS = "() => document.querySelector('main').append(document.createElement('button'))"


@pytest.fixture(scope="module")
def site(still_site: str) -> str:
    return still_site


def kinds(page: Page, rules: Rules) -> set[str]:
    return {found.partition(":")[0] for found in findings(page, rules)}


@pytest.mark.parametrize("rules", [ALL, COLOURS], ids=["all", "colours"])
def test_text_that_cannot_be_read_is_found(onlooker, rules: Rules):
    page = onlooker("/bai-viet/phoi-hop-phong-chay-lu")
    page.evaluate(PALE)

    assert kinds(page, rules) == {"color-contrast"}


def test_what_has_no_name_is_found_by_all_rules_alone(onlooker):
    page = onlooker("/bai-viet/phoi-hop-phong-chay-lu")
    page.evaluate(NAMELESS)

    assert kinds(page, ALL) == {"button-name"}
    assert kinds(page, COLOURS) == set()
