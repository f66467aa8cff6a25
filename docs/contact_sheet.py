"""The article page in every theme and size on one picture: as on a screen of 1280 px, and on a telephone."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path

from markupsafe import Markup
from playwright.sync_api import Browser, Page

from portal_widgets.reading.rules import DEFAULT_SIZE, OWN_THEME, SIZES

QUALITY = 64
OWN_PAIR = ".ink-00204a.paper-ffe9c9"
# The names on the page of options.
NAMES = """(inputs) => inputs.map((input) => {
    const label = input.closest("label").cloneNode(true);
    label.querySelectorAll("[aria-hidden]").forEach((sample) => sample.remove());
    return [input.value, label.textContent.trim()];
})"""
STYLE = """
body { width: max-content; margin: 0; padding: 24px; background: #fff; color: #17212b;
       font: 20px/1.25 "Liberation Sans", Arial, sans-serif; }
h2 { margin: 22px 0 8px; font-size: 26px; }
h2:first-child { margin-top: 0; }
div { display: flex; gap: 14px; }
figure { width: min-content; margin: 0; }
img { display: block; margin-bottom: 5px; outline: 1px solid #75828e; }
"""
# On a telephone a large title fills the screen. The bar and the text show more.
BELOW_THE_TITLE = "document.querySelector('.article__tools').scrollIntoView()"
Shots = Mapping[tuple[str, int], bytes]


def make(browser: Browser, address: str, options: str, images: Path) -> None:
    """Two pictures of the page at `address`, with the themes' names from the page of options."""
    page = browser.new_page()
    page.goto(options)
    names: dict[str, str] = dict(page.locator("input[name=theme]").evaluate_all(NAMES))
    wide = _shots(page, address, list(names), 1280, 860)
    _compose(browser, _theme_by_theme(names, wide, 320), images / "reading-themes.jpg")
    narrow = _shots(page, address, list(names), 320, 720, BELOW_THE_TITLE)
    _compose(browser, _size_by_size(names, narrow, 180), images / "reading-themes-phone.jpg")
    page.close()


def _shots(page: Page, address: str, themes: list[str], width: int, height: int, begin: str = "0") -> Shots:
    page.set_viewport_size({"width": width, "height": height})
    return {(theme, size): _shot(page, address, theme, size, begin) for theme in themes for size in SIZES}


def _shot(page: Page, address: str, theme: str, size: int, begin: str) -> bytes:
    page.context.clear_cookies()
    chosen = [f"size-{size}"] if size != DEFAULT_SIZE else []
    if theme:
        chosen.append(f"theme-{theme}" + (OWN_PAIR if theme == OWN_THEME else ""))
    if chosen:
        page.context.add_cookies([{"name": "pw_reading", "value": ".".join(chosen), "url": address}])
    page.goto(address)
    page.evaluate(begin)
    return page.screenshot()


def _theme_by_theme(names: Mapping[str, str], shots: Shots, width: int) -> Iterator[Markup]:
    """One row for each theme, under its name. The percentage is below each picture."""
    for theme, name in names.items():
        yield _row(name, [_figure(shots[theme, size], width, f"{size} %") for size in SIZES])


def _size_by_size(names: Mapping[str, str], shots: Shots, width: int) -> Iterator[Markup]:
    """One row for each size, under its percentage. The name of the theme is below each picture."""
    for size in SIZES:
        yield _row(f"{size} %", [_figure(shots[theme, size], width, name) for theme, name in names.items()])


def _row(heading: str, figures: list[Markup]) -> Markup:
    return Markup("<h2>{}</h2><div>{}</div>").format(heading, Markup("").join(figures))


def _figure(shot: bytes, width: int, caption: str) -> Markup:
    source = f"data:image/png;base64,{b64encode(shot).decode()}"
    return Markup('<figure><img src="{}" width="{}" alt="">{}</figure>').format(source, width, caption)


def _compose(browser: Browser, rows: Iterator[Markup], image: Path) -> None:
    # This is a separate page, because the portal's policy would block the pictures.
    page = browser.new_page()
    page.set_content(f"<!doctype html><style>{STYLE}</style>{''.join(rows)}")
    page.locator("body").screenshot(path=image, type="jpeg", quality=QUALITY)
    page.close()
