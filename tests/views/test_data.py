"""The numbers of articles as JSON, which any cache may keep."""

import pytest
from flask import Flask

from support import MakeApp, browser, counting_of


def read(app: Flask, article: str) -> None:
    token = counting_of(app).tokens.article(article)
    browser(app).post("/portal/views", json={"article": token})
    counting_of(app).catch_up()


def test_counts_come_by_the_ids_as_given(app: Flask):
    read(app, "nuoc-sach")
    answer = app.test_client().get("/portal/views.json?article=nuoc-sach&article=unread")

    assert answer.json == {"nuoc-sach": 1, "unread": 0}
    assert answer.headers["Cache-Control"] == "public, max-age=15"
    assert "Set-Cookie" not in answer.headers


def test_a_text_that_cannot_be_an_id_has_no_views(app: Flask):
    assert app.test_client().get("/portal/views.json?article=%00&article=").json == {"\0": 0, "": 0}


def test_articles_that_do_not_exist_take_no_memory(app: Flask):
    assert app.test_client().get("/portal/views.json?article=invented").json == {"invented": 0}
    assert not counting_of(app).knows_views("invented")


@pytest.mark.parametrize("query", ["", "&".join(f"article={number}" for number in range(101))])
def test_no_article_and_too_many_are_refused(app: Flask, query: str):
    assert app.test_client().get(f"/portal/views.json?{query}").status_code == 400


def test_most_read_articles_come_with_their_views(app: Flask):
    read(app, "nuoc-sach")
    answer = app.test_client().get("/portal/most-read.json?days=7&limit=10")

    assert answer.json == [{"id": "nuoc-sach", "title": None, "url": None, "views": 1}]
    assert answer.headers["Cache-Control"] == "public, max-age=15"


@pytest.mark.parametrize(
    "query", ["days=0", "days=367", "days=x", "days=²", "limit=101", "limit=-1", "limit="]
)
def test_a_period_or_length_that_is_not_allowed_is_refused(app: Flask, query: str):
    assert app.test_client().get(f"/portal/most-read.json?{query}").status_code == 400


def test_without_a_store_the_answer_is_503_and_never_a_wrong_number(make_app: MakeApp, tmp_path):
    (tmp_path / "gone").touch()
    app = make_app(database_url=f"sqlite:///{tmp_path}/gone/no.sqlite3")

    assert app.test_client().get("/portal/views.json?article=1").status_code == 503
