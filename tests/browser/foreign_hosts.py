"""A host that does not use our tokens, with all of our parts on its page and style sheets of popular
frameworks.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Page

import portal_widgets
from browser.conftest import served, whole
from browser.engine import ENGINE
from gazette.test_demo import address
from map.provinces import LAM_CHAU
from polls.samples import ASKED, FULL, held
from portal.content import DEPARTMENTS, LINKS, ORGANISATION, STATEMENT
from portal.gazette import fill
from portal_widgets import PortalWidgets
from portal_widgets.counting.engine import Counting
from portal_widgets.polls.rules import check_ballot
from portal_widgets.polls.service import PollService
from support import COMPILED, browser, close, copy_database, portal_of

HERE = Path(__file__).parent
STYLES = Path(sys.prefix) / "styles"
FRAMEWORKS = [
    line.split()[0]
    for line in (HERE / "frameworks.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
SHEET = Path(portal_widgets.__file__).parent / "core" / "static" / "blocks.css"
BLOCKS = re.findall(r"@custom-selector :--block ([^;]+);", SHEET.read_text("utf-8"))[0]
LOOK = (HERE / "foreign_look.js").read_text("utf-8")

# The parts that helpers draw. Our own pages in the host's frame follow.
PARTS = """
{{ portal.breadcrumb([("Trang chủ", "/"), ("Đời sống", "/doi-song"), "Nước sạch"]) }}
<p>{{ portal.dateline("2023-03-08T14:35", "2023-03-09T10:00") }}</p>
{{ portal.reading_options() }}
{{ portal.reading_options("panel") }}
{{ portal.byline("Lan Anh", "Báo Đồng Mây", ("Đời sống", "/doi-song"), [("nước", "/nuoc"), "ấp"], "Một hai ba.") }}
{{ portal.view_count("1", title="Nước sạch", url="/bai/1") }}
{{ portal.article_tools("Nước sạch") }}
{{ portal.neighbours(("Bài mới", "/bai/2"), ("Bài cũ", "/bai/0")) }}
{{ portal.page_feedback() }}
{{ portal.feedback_form() }}
{{ portal.poll("duong") }}
{{ portal.most_read(counts=true) }}
{{ portal.visit_statistics() }}
{{ portal.contact() }}
{{ portal.links("services") }}
{% for layout in ("list", "columns", "cards", "carousel", "select") %}{{ portal.links("websites", layout) }}{% endfor %}
{{ portal.organisation() }}
{{ portal.about() }}
{{ portal.statement() }}
"""
PAGES = (
    "/portal/polls/nhieu",
    "/portal/reading-options",
    "/portal/statistics",
    "/portal/statistics/how-we-count",
    "/portal/feedback/department",
    "/portal/feedback/status",
    "/portal/links",
    "/portal/polls",
    "/portal/gazette?q=nuoc+sach&body=ubnd-lam-chau",
    "/portal/gazette/issues",
    address("prices-2024"),
    "/portal/map?map=lam-chau&from=hon-nga&to=tan-tra",
    "/portal/map/units/dong-may",
)
HOST = """<!doctype html>
<html {html}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Trang</title>
<style id="before"></style>{head}<style id="after"></style>
<link id="bridge" rel="stylesheet" href="/portal/assets/bootstrap5.css"></head>
<body>
<div id="host">{own}</div>
{parts}
</body>
</html>"""
# Bootstrap's components whose colours it mixes in other ways. In other hosts they are plain text.
OWN = """<h2>Tiêu đề của trang</h2>
<p>Chữ của trang. <a href="/mot">Liên kết của trang</a> <code>mã</code></p>
<p><label>Tên <input value="Lan"></label> <button type="button">Gửi</button> <select><option>Một</option></select></p>
<table><thead><tr><th>Cột</th></tr></thead><tbody><tr><td>Ô</td></tr></tbody></table>
<nav class="navbar navbar-expand bg-body-tertiary"><div class="container"><span class="navbar-brand">Cổng</span>
<div class="navbar-nav"><a class="nav-link" href="/hai">Mục</a></div></div></nav>
<nav class="navbar navbar-expand bg-dark" data-bs-theme="dark"><div class="container"><span class="navbar-brand">Cổng</span>
<div class="navbar-nav"><a class="nav-link" href="/ba">Mục</a></div></div></nav>
<div class="card"><div class="card-header">Đầu thẻ</div><div class="card-body"><p class="text-body-secondary">Chữ phụ</p>
<p><input class="form-control" value="Lan"> <select class="form-select"><option>Một</option></select></p>
<button type="button" class="btn btn-primary">Gửi</button>
<button type="button" class="btn btn-outline-secondary">Bỏ</button></div></div>
<table class="table table-striped"><thead><tr><th>Cột</th></tr></thead><tbody><tr><td>Ô</td></tr></tbody></table>
<ul class="list-group"><li class="list-group-item active">Một</li><li class="list-group-item">Hai</li></ul>
<ul class="nav nav-tabs"><li class="nav-item"><a class="nav-link active" href="/bon">Thẻ</a></li></ul>
<ul class="pagination"><li class="page-item active"><a class="page-link" href="/nam">1</a></li>
<li class="page-item"><a class="page-link" href="/sau">2</a></li></ul>
<p class="bg-dark text-white">Chữ trên nền tối</p><p class="text-muted">Chữ mờ</p>"""


@contextmanager
def foreign_host(folder: Path, **settings: Any) -> Iterator[Flask]:
    """An application whose only page is `/`. A test sets its colours. It has none of its own."""
    copy_database(folder)
    app = Flask("foreign", instance_path=str(folder))
    app.config.update(SECRET_KEY="secret", TESTING=True)
    app.jinja_env.bytecode_cache = COMPILED
    PortalWidgets(
        app,
        links=LINKS,
        organisation=ORGANISATION,
        departments=DEPARTMENTS,
        accessibility_statement=STATEMENT,
        map_file=LAM_CHAU,
        background=False,
        **settings,
    )

    @app.get("/")
    def page() -> str:
        make = app.jinja_env.from_string
        parts = make(PARTS).render() + pages
        return HOST.format(
            html=make("{{ portal.html_attributes() }}").render(),
            head=make("{{ portal.head(counted=false) }}").render(),
            parts=parts.replace("<details", "<details open"),
            own=OWN,
        )

    _fill(app)
    pages = "".join(_pages(app))
    yield app
    close(app)


def _fill(app: Flask) -> None:
    """Add an article that was read, polls with a ballot, and documents."""
    fill(app)
    counting = portal_of(app).service(Counting)
    browser(app).post("/portal/views", json={"article": counting.tokens.article("1")})
    counting.catch_up()
    service = portal_of(app).service(PollService)
    for slug in ("duong", "nhieu"):
        number = held(app, slug, **({"asked": ASKED} if slug == "nhieu" else {}))
    service.ballots.cast(number, b"1", lambda poll: check_ballot(poll.content, poll.terms, FULL), service.now)
    service.invalidate()


def _pages(app: Flask) -> Iterator[str]:
    """The content of <main> in our own pages."""
    for path in PAGES:
        found = re.findall(r"<main[^>]*>(.*)</main>", browser(app).get(path).text, re.DOTALL)
        yield f'<div class="page">{found[0]}</div>'


@cache
def sheet(name: str) -> str:
    """A framework's style sheet, without the files that it would load."""
    file = STYLES / f"{name}.css"
    assert file.exists(), f"{file} is missing; `sh .ci/prepare styles {sys.prefix}` fetches it"
    css = re.sub(r"@import[^;]+;", "", file.read_text("utf-8"))
    css = re.sub(r"url\((?![\"']?(?:data:|#))[^)]*\)", "none", css)
    # Tailwind's build would insert the fallback here.
    return re.sub(r"(?:--)?theme\([^,()]+,\s*((?:[^()]|\([^()]*\))*)\)", r"\1", css)


@contextmanager
def opened(folder: Path) -> Iterator[Page]:
    """The completely loaded page of such a host, without the bridge to Bootstrap."""
    with foreign_host(folder) as app, served(whole(app)) as address:
        context = ENGINE.browser().new_context()
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        page.evaluate("document.querySelector('#bridge').disabled = true")
        yield page
        context.close()


def wear(page: Page, css: str, *, after: bool = True) -> None:
    """Add a host's style sheet after ours, or before it. It takes effect immediately."""
    css += "* { transition: none !important }"
    page.evaluate(
        """([css, after]) => {
            document.querySelector("#before").textContent = after ? "" : css;
            document.querySelector("#after").textContent = after ? css : "";
        }""",
        [css, after],
    )


SEEN = [
    "display",
    "float",
    "opacity",
    "visibility",
    "pointerEvents",
    "listStyleType",
    "textTransform",
    "position",
    "overflowX",
]
BARE = """(seen) => Object.fromEntries([...document.querySelectorAll("body *")].map((element, at) => {
    const style = getComputedStyle(element);
    element.dataset.lookNumber = at;
    return [at, { width: element.getBoundingClientRect().width, ...Object.fromEntries(seen.map((one) => [one, style[one]])) }];
}))"""


def bare(page: Page) -> Any:
    """The look of all elements without changes."""
    return page.evaluate(BARE, SEEN)


def faults(page: Page, *, least: float = 7, bare: Any = None) -> list[str]:
    """The faults of our blocks. `least` is the lowest contrast of their texts."""
    found: list[str] = page.evaluate(LOOK, {"blocks": BLOCKS, "bare": bare, "least": least})
    return found


def illegible(page: Page, least: float = 4.5) -> list[str]:
    """The illegible texts of the host."""
    found: list[str] = page.evaluate(LOOK, {"least": least})
    return found
