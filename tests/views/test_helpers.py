"""The counter in a page, and the list of the most read articles."""

import re

import pytest
from flask import Flask

from portal_widgets.errors import StoreUnavailableError
from support import FrozenClock, MakeApp, browser, counting_of, end_pause, portal_of


def rendered(app: Flask, template: str) -> str:
    with app.test_request_context("/bai/1"):
        return app.jinja_env.from_string(template).render()


def test_the_first_counter_of_a_page_is_the_article_that_is_read(app: Flask):
    html = rendered(app, "{{ portal.view_count(1) }}{{ portal.view_count(2) }}")

    assert html.count("data-article-token") == 1
    assert html.count("<noscript>") == 1
    assert html.count("Số lượt xem") == 2


def test_numbers_and_texts_may_be_ids(app: Flask):
    assert "data-article-token" in rendered(app, "{{ portal.view_count(7) }}")
    assert counting_of(app).tokens.article("7") in rendered(app, "{{ portal.view_count('7') }}")


def test_the_head_carries_the_pages_token(app: Flask):
    token = re.search(r'data-page-token="([^"]+)"', browser(app).get("/bai/1?trang=2").text)[1]

    assert counting_of(app).tokens.page_of(token) == "/bai/1"


def reports(html: str) -> bool:
    return any(
        mark in html for mark in ("data-page-token", "data-views-url", "data-article-token", "<noscript>")
    )


def test_a_page_of_errors_is_not_reported_as_read(app: Flask):
    """Neither the host's own error page, whose head says so, nor one of the widgets."""
    html = rendered(app, "{{ portal.head(counted=False) }}{{ portal.view_count(1) }}")

    assert "/portal/assets/" in html
    assert not reports(html)
    refused = browser(app).get("/portal/polls/unknown", headers={"Accept": "text/html"})
    assert refused.status_code == 404
    assert "/portal/assets/" in refused.text
    assert not reports(refused.text)
    assert reports(rendered(app, "{{ portal.head() }}"))


def test_the_answer_to_a_form_is_not_reported_as_read(app: Flask):
    with app.test_request_context("/bai/1", method="POST"):
        assert not reports(
            app.jinja_env.from_string("{{ portal.head() }}{{ portal.view_count(1) }}").render()
        )


def test_most_read_lists_titles_most_read_first(make_app: MakeApp, clock: FrozenClock):
    app = make_app()
    for reader, article in enumerate(["1", "2", "2", "3", "3", "3"]):
        client = browser(app, address=f"192.0.2.{reader}")
        client.get(f"/bai/{article}")
        client.post("/portal/views", json={"article": counting_of(app).tokens.article(article)})
    clock.advance(seconds=16)  # lists are cached for a quarter of a minute
    counting_of(app).catch_up()
    html = rendered(app, "{{ portal.most_read(limit=2) }}")

    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', html) == [("/bai/3", "Bài 3"), ("/bai/2", "Bài 2")]


def test_what_was_read_before_the_window_is_not_listed(make_app: MakeApp, clock: FrozenClock):
    app = make_app()
    browser(app).post("/portal/views", json={"article": counting_of(app).tokens.article("1")})
    clock.advance(minutes=8 * 24 * 60)

    assert rendered(app, "{{ portal.most_read(days=7) }}") == ""
    assert "pw-most-read" in rendered(app, "{{ portal.most_read(days=9) }}")


def test_an_address_that_could_run_is_not_linked(make_app: MakeApp):
    """Titles and addresses come from the host's editors."""
    app = make_app()
    rendered(app, "{{ portal.view_count(1, title='<img src=x>', url='javascript:alert(1)') }}")
    browser(app).post("/portal/views", json={"article": counting_of(app).tokens.article("1")})
    counting_of(app).catch_up()
    html = rendered(app, "{{ portal.most_read() }}")

    assert "javascript:" not in html
    assert "&lt;img" in html


def test_a_description_that_cannot_be_stored_yet_is_stored_later(make_app: MakeApp, tmp_path):
    app = make_app(instance=tmp_path / "late")
    (tmp_path / "late").touch()
    rendered(app, "{{ portal.view_count(1, title='Nước sạch') }}")
    with pytest.raises(StoreUnavailableError):
        counting_of(app).catch_up()
    (tmp_path / "late").unlink()
    end_pause(portal_of(app).database.breaker)
    browser(app).post("/portal/views", json={"article": counting_of(app).tokens.article("1")})
    counting_of(app).catch_up()

    assert "Nước sạch" in rendered(app, "{{ portal.most_read() }}")
