"""An article has one number of views, however its id is written."""

import re
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask, render_template_string
from markupsafe import Markup

from counting.log_import.logs import Load, done, log, stored_counts
from portal_widgets.counting.engine import Counting
from portal_widgets.counting.store.sql.tables import article
from support import MakeApp, browser, counting_of, portal_of

NFC = "tiến-độ"
NFD = unicodedata.normalize("NFD", NFC)
SPELLINGS = [NFC, NFD, "tiến\u00ad-\u200bđộ"]


@pytest.fixture(params=["beacon", "server"])
def app(request: pytest.FixtureRequest, make_app: MakeApp) -> Flask:
    app = make_app(count_by=request.param)

    @app.get("/doc/<path:article_id>")
    def document(article_id: str) -> str:
        return render_template_string("{{ portal.head() }}{{ portal.view_count(id) }}", id=article_id)

    return app


def read(app: Flask, spelling: str, address: str) -> str:
    reader = browser(app, address=address)
    page = reader.get(f"/doc/{quote(spelling)}").text
    if not counting_of(app).by_server:
        reader.post("/portal/views", json={"article": re.search('data-article-token="([^"]+)', page)[1]})
    counting_of(app).catch_up()
    return page


def articles(app: Flask) -> dict[str, int]:
    with portal_of(app).database.reading() as connection:
        return dict(connection.execute(sa.select(article.c.id, article.c.views)).all())


def test_all_spellings_are_one_article(app: Flask):
    for number, spelling in enumerate(SPELLINGS):
        read(app, spelling, f"192.0.2.{number}")

    assert articles(app) == {NFC: 3}
    assert {counting_of(app).views(one) for one in SPELLINGS[:2]} == {3}


def test_views_of_an_earlier_version_are_counted_with_it(app: Flask):
    with portal_of(app).database.writing() as connection:
        connection.execute(sa.insert(article), [{"site": "main", "id": NFD, "views": 40}])
    read(app, NFC, "192.0.2.1")
    counting = counting_of(app)

    assert counting.views_of([NFC, "khác"]) == {NFC: 41, "khác": 0}
    assert counting.views(NFC) == 41
    assert portal_of(app).service(Counting).views_of([NFD]) == {NFD: 41}
    page = "{{ portal.view_counts([id]) }}"
    with app.test_request_context():
        assert render_template_string(page, id=NFD) == str(Markup.escape(str({NFD: 41})))
    assert ">41<" in browser(app).get(f"/portal/views/{quote(NFD)}.svg").text
    read(app, NFD, "192.0.2.2")
    assert counting.views(NFC) == 42


def test_logs_and_opening_balances_have_the_same_article(make_app: MakeApp, tmp_path: Path):
    app = make_app()
    loads = [
        Load(at, who, f"/bai/{quote(one)}")
        for at, (who, one) in enumerate(zip("abc", SPELLINGS, strict=True))
    ]
    done(app, "--article", unicodedata.normalize("NFD", "^/bai/(?P<id>tiến.*)"), log(tmp_path, loads))
    file = tmp_path / "old.csv"
    file.write_text(f"{NFD},100\n", encoding="utf-8")
    run = app.test_cli_runner().invoke
    entry = [
        "portal",
        "opening-balance",
        "--articles",
        str(file),
        "--dated",
        "2020-12-31",
        "--signed",
        "Lan",
        "--note",
        "x",
    ]

    assert "1 entries made" in run(args=entry).output
    assert "0 entries made" in run(args=entry).output
    assert stored_counts(app)["articles"] == {NFC: 3}
    assert counting_of(app).views(NFD) == 103
