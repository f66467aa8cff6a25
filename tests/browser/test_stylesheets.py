"""The stylesheets that a portal sends, read by the browser beside the files they are made of."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

import portal_widgets
from portal_widgets.core.app.assets import minified
from portal_widgets.reading.styles import stylesheet
from portal_widgets.reading.themes import THEMES
from support import browser

pytestmark = pytest.mark.browser
FOLDER = Path(portal_widgets.__file__).parent
# Files whose content becomes a file of its own.
SEPARATE = {"admin.css", "bootstrap5.css"}
STYLE = re.compile(r'href="(/portal/assets/(?:portal|admin)-[^"]+\.css)"')
# Every rule as the browser understood it, in its order. A rule that it did not understand is missing. Browsers repeat
# conditions and values with variables as they are written, so blanks that mean nothing are left out there.
RULES = """([css]) => {
    const plain = (text) => text.replace(/("[^"]*")|\\s*([:,])\\s*/g, "$1$2").trim();
    const declared = (style) => [...style].map((name) => {
        const value = style.getPropertyValue(name);
        return [name, plain(value), style.getPropertyPriority(name)];
    });
    const understood = (rule) => [
        rule.constructor.name,
        rule.selectorText || rule.name || "",
        plain(rule.conditionText || ""),
        declared(rule.style || []),
        [...(rule.cssRules || [])].map(understood),
    ];
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return [...sheet.cssRules].map((rule) => JSON.stringify(understood(rule)));
}"""


@pytest.mark.parametrize("page", ["/", "/portal/admin/sign-in"])
def test_every_rule_of_the_files_is_sent_with_the_same_meaning(
    still_app: Flask, chromium: Browser, page: str
):
    (*_, address) = STYLE.findall(browser(still_app).get(page).text)
    sent = re.sub(r"-[0-9a-f]{12}(\.\w+\")", r"\1", browser(still_app).get(address).text)

    blank = chromium.new_page()
    assert sorted(blank.evaluate(RULES, [sent])) == sorted(
        blank.evaluate(RULES, [source("admin" in address)])
    )
    blank.close()


@pytest.mark.parametrize(
    "css",
    [
        "@media print { .a :is(.b, .c) { color: red } .a:is(.b) { color: blue } }",
        "@container x (width < 10em) { .a :where(.b):not(.c) > .d + .e ~ .f { margin: calc(1px + 2px) } }",
        '.a::before { content: "a ;} /* : , { */" attr(b) ": " } /* } */ .b { --x: ; --y: 1 , 2; }',
        '@supports (color: color-mix(in srgb, red 10%, blue)) { .a/**/.b { font: 12pt/1.4 "X  Y", serif } }',
        '.a[title="b : c"] , .d { content: "\\"" ; }',
    ],
)
def test_a_smaller_stylesheet_means_the_same(chromium: Browser, css: str):
    blank = chromium.new_page()
    assert blank.evaluate(RULES, [minified(css)]) == blank.evaluate(RULES, [css]) != []
    blank.close()


def source(admin: bool) -> str:
    """The text of the files, as their authors wrote it, with the rules of the portal's themes."""
    files = sorted(FOLDER.glob("*/static/*.css"))
    if admin:
        return "\n".join(file.read_text("utf-8") for file in files if file.name == "admin.css")
    css = "\n".join(file.read_text("utf-8") for file in files if file.name not in SEPARATE)
    for name, selectors in re.findall(r"@custom-selector (:--\w+) ([^;]+);", css):
        css = css.replace(f"@custom-selector {name} {selectors};", "").replace(name, f":is({selectors})")
    return css + stylesheet(THEMES, follow_device=True)
