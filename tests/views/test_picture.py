"""An article's count as a picture on any page."""

import re
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_widgets.counting.show import snapshot
from support import MakeApp, browser, counting_of, portal_of, statements


def show(app: Flask, article: str) -> None:
    """Show the article's count on a page, and store the article's description."""
    with app.test_request_context("/"):
        portal_of(app).helpers.view_count(article, title="Tin")
    counting_of(app).catch_up()


def read(app: Flask, article: str) -> None:
    browser(app).post("/portal/views", json={"article": counting_of(app).tokens.article(article)})


def title(answer) -> str:
    return re.findall("<title>(.*?)</title>", answer.text)[0]


def test_it_shows_how_often_the_article_was_read(app: Flask, client: FlaskClient):
    read(app, "nuoc-sach")
    answer = client.get("/portal/views/nuoc-sach.svg")

    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert title(answer) == "Số lượt xem: 1"
    assert title(client.get("/portal/views/nuoc-sach.svg?lang=en")) == "Views: 1"


def test_an_article_that_was_shown_but_not_read_has_none_yet(app: Flask, client: FlaskClient):
    show(app, "moi")

    assert title(client.get("/portal/views/moi.svg")) == "Số lượt xem: 0"


def test_any_cache_may_keep_it_until_the_count_changes(app: Flask, client: FlaskClient):
    read(app, "1")
    first = client.get("/portal/views/1.svg")

    assert first.headers["Cache-Control"] == "public, max-age=15"
    assert "Set-Cookie" not in first.headers
    assert "Vary" not in first.headers
    etag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/portal/views/1.svg", headers=etag).status_code == 304
    browser(app, address="192.0.2.9").post(
        "/portal/views", json={"article": counting_of(app).tokens.article("1")}
    )
    assert client.get("/portal/views/1.svg", headers=etag).status_code == 200


def test_an_article_that_nobody_knows_gets_404_and_a_sentence(client: FlaskClient):
    answer = client.get("/portal/views/khong-co.svg")

    assert answer.status_code == 404
    assert "Không có bài viết mang mã này" in answer.text
    assert "<svg" not in answer.text


def test_asking_for_articles_there_are_not_drives_no_count_out_of_memory(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(snapshot, "ARTICLES", 10)
    read(app, "1")
    counting_of(app).views("1")
    for article in range(20):
        client.get(f"/portal/views/khong-co-{article}.svg")
    with statements(portal_of(app).database) as asked:
        assert counting_of(app).views("1") == 1

    assert asked == []


def test_another_sites_article_is_not_known(make_app: MakeApp, tmp_path):
    main = make_app(instance=tmp_path / "shared")
    ward = make_app(instance=tmp_path / "shared", site="ward")
    read(main, "1")

    assert browser(main).get("/portal/views/1.svg").status_code == 200
    assert browser(ward).get("/portal/views/1.svg").status_code == 404


def test_an_id_that_no_address_can_hold_is_asked_for_by_its_token(app: Flask, client: FlaskClient):
    read(app, "/bai//1")
    token = counting_of(app).tokens.article("/bai//1")

    assert title(client.get(f"/portal/views/{token}.svg")) == "Số lượt xem: 1"


def test_it_takes_one_statement(app: Flask, client: FlaskClient):
    read(app, "1")
    client.get("/portal/views/1.svg")
    with statements(portal_of(app).database) as asked:
        client.get("/portal/views/1.svg")

    assert len([said for said in asked if said.startswith("SELECT")]) == 1


def test_a_store_that_is_away_is_said(make_app: MakeApp, tmp_path):
    (tmp_path / "away").touch()
    answer = browser(make_app(instance=tmp_path / "away")).get("/portal/views/1.svg")

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


# Possible ids of articles, except those that a path cannot distinguish: empty parts, dots and double slashes.
IDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=255
).filter(
    lambda text: (
        text.isprintable() and not re.search(r"//|^/|/$|(^|/)\.{1,2}(/|$)", text) and text == text.strip()
    )
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(IDS)
def test_whatever_an_article_is_called_its_picture_is_found(app: Flask, article: str):
    """Slashes, quotes, mark-up, dots, Vietnamese: they work if they are percent-encoded."""
    show(app, article)
    answer = browser(app).get(f"/portal/views/{quote(article)}.svg")

    assert answer.status_code == 200, article
    assert title(answer) == "Số lượt xem: 0"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary(min_size=1, max_size=400))
def test_whatever_is_asked_for_is_refused_and_breaks_nothing(app: Flask, path: bytes):
    answer = browser(app).get("/portal/views/" + quote(path) + ".svg")

    assert answer.status_code in {308, 404, 405}, path


@pytest.mark.parametrize("path", ["%00", "a%00b", "%ff", "x" * 256, "%ed%a0%80", "a" * 3000])
def test_what_the_database_could_not_hold_is_not_asked_of_it(app: Flask, path: str):
    answer = browser(app).get(f"/portal/views/{path}.svg")

    assert answer.status_code == 404


def test_on_postgresql_too(make_app: MakeApp, new_postgres: str):
    app = make_app(database_url=new_postgres)
    read(app, "nuoc-sach")

    assert title(browser(app).get("/portal/views/nuoc-sach.svg")) == "Số lượt xem: 1"
    assert browser(app).get("/portal/views/a%00b.svg").status_code == 404
    assert browser(app).get("/portal/views/%ff.svg").status_code == 404
