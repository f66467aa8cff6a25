"""The parts around an article: breadcrumb, byline, print, share, and data for machines."""

import json
import re
import unicodedata
from datetime import date, datetime, timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.article.rules import is_later, minutes, networks, share_links, step
from portal_widgets.counting.store.sql.tables import article as articles
from portal_widgets.errors import ConfigurationError
from support import HANOI, MakeApp, browser, counting_of, portal_of

HOSTILE = "</script><script>alert(1)</script>\"'<b>&\u2028"


def made(app: Flask, helper: str, *args, path: str = "/bai/1", **values) -> str:
    with app.test_request_context(path):
        return str(getattr(portal_of(app).helpers, helper)(*args, **values))


def machine(html: str) -> dict:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(text)


def test_a_breadcrumb_is_read_by_people_and_machines(app: Flask):
    html = made(app, "breadcrumb", [("Trang chủ", "/"), ("Tin", "/tin"), "Bài"])
    (home, news, page) = machine(html)["itemListElement"]

    assert '<a href="/tin">Tin</a>' in html
    assert '<span aria-current="page">Bài</span>' in html
    assert home == {"@type": "ListItem", "position": 1, "name": "Trang chủ", "item": "http://localhost/"}
    assert news["item"] == "http://localhost/tin"
    assert page == {"@type": "ListItem", "position": 3, "name": "Bài"}
    assert made(app, "breadcrumb", []) == ""


def test_only_what_is_known_stands_in_the_byline(app: Flask):
    html = made(app, "byline", author="Nguyễn An", tags=["đèn", ("đường", "/the/duong")])

    assert "Nguyễn An" in html
    assert '<a href="/the/duong">đường</a>' in html
    assert "Nguồn" not in html
    assert "Thời gian đọc" not in html
    assert made(app, "byline", text="  ") == ""


@pytest.mark.parametrize(
    ("text", "speed", "expected"),
    [
        ("", 220, 1),
        ("Đèn đường", 220, 1),
        ("tiếng " * 660, 220, 3),
        ("tiếng " * 660, 110, 6),
        ("8.500,25 - ... !!! " * 220, 220, 1),  # a number is a step, a dash is not
    ],
)
def test_reading_takes_as_long_as_there_are_words(text: str, speed: int, expected: int):
    assert minutes(text, speed) == expected


@given(st.text(), st.text(), st.integers(20, 2000))
def test_more_text_never_takes_less_time(one: str, other: str, speed: int):
    assert minutes(f"{one} {other}", speed) >= minutes(one, speed) >= 1


def test_an_update_is_told_if_it_came_later(app: Flask):
    told = made(app, "dateline", "2023-03-08T14:35", "2023-03-09T08:00")
    assert "Cập nhật:" in told
    assert 'datetime="2023-03-09T08:00+07:00"' in told
    for same in ("2023-03-08T14:35:59", "2023-03-08T14:00", "2023-03-08", None):
        assert "Cập nhật:" not in made(app, "dateline", "2023-03-08T14:35", same)


@given(
    st.datetimes(timezones=st.just(HANOI)).filter(lambda one: one.year < 9999),
    st.timedeltas(timedelta(0), timedelta(days=9)),
)
def test_later_is_later_by_the_minute_or_by_the_day(published: datetime, more: timedelta):
    updated = published + more

    assert not is_later(published, published)
    assert is_later(updated, published.replace(second=0, microsecond=0)) == (
        updated.replace(second=0, microsecond=0) > published.replace(second=0, microsecond=0)
    )
    assert is_later(updated.date(), published.date()) == (updated.date() > published.date())
    assert is_later(date.max, published)


def test_a_page_is_sent_on_by_plain_links(app: Flask):
    html = made(app, "article_tools", "Đèn & đường", "/bai/den?trang=2")

    assert (
        "https://www.facebook.com/sharer/sharer.php?u=http%3A%2F%2Flocalhost%2Fbai%2Fden%3Ftrang%3D2" in html
    )
    assert "mailto:?subject=%C4%90%C3%A8n%20%26%20%C4%91%C6%B0%E1%BB%9Dng&amp;body=http" in html
    assert "target=" not in html
    assert 'src="http' not in html
    assert html.count("hidden>") == 3  # only a script can do this


def test_the_page_that_is_read_is_shared_where_nothing_is_said(app: Flask):
    html = made(app, "share")

    assert 'data-address="http://localhost/bai/1"' in html
    assert "path=/bai/1" in html
    assert "subject=%E1%BB%A6y%20ban%20x%C3%A3" in html  # the portal's name
    assert 'data-title=""' in html  # a script knows the page's own title
    assert 'name="print"' not in html
    assert 'name="print"' in made(app, "article_tools")


def test_a_portal_below_a_path_shares_addresses_below_it(app: Flask):
    with app.test_request_context("/bai/1", base_url="http://localhost/cong/"):
        html = str(portal_of(app).helpers.share())

    assert 'data-address="http://localhost/cong/bai/1"' in html
    assert "path=/cong/bai/1" in html


@pytest.mark.parametrize(
    ("url", "has_code"),
    [
        ("http://localhost/bai/2", True),
        ("/bai/2?trang=3", True),
        ("https://khac.example/bai", False),
        ("http://localhost.khac.example/bai", False),
        ("/bai/" + "a" * 1000, False),
    ],
)
def test_only_a_page_of_this_site_has_a_code(app: Flask, url: str, has_code: bool):
    assert ("<img" in made(app, "share", url, "Bài")) == has_code


def test_an_address_that_may_not_be_linked_shares_the_page_itself(app: Flask):
    shared = made(app, "share", "//khac.example/", "Bài")

    assert "khac.example" not in shared
    assert "<img" in shared


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_title_and_no_address_leaves_its_place_in_a_link(title: str, path: str):
    from urllib.parse import parse_qs, urlsplit

    for name, link in share_links(
        ["facebook", "x", "telegram"], f"https://lamchau.example/{path}", title
    ).items():
        asked = parse_qs(urlsplit(link).query, keep_blank_values=True)
        assert asked["u" if name == "facebook" else "url"] == [f"https://lamchau.example/{path}"]
        assert asked.get("text", [title]) == [title]
    mail = share_links(["email"], "https://lamchau.example/", title)["email"]
    assert re.fullmatch(r"mailto:\?subject=[\w.~%/-]*&body=[\w.~%/-]*", mail, re.ASCII)


def test_the_host_chooses_where_a_page_can_be_sent(make_app: MakeApp):
    html = made(make_app(share=["email"]), "article_tools", "Bài")
    assert "facebook" not in html
    assert "mailto:" in html
    assert "mailto:" not in made(make_app(share=[]), "article_tools", "Bài")
    for wrong in ("email", ["zalo"], [["email"]], 7):
        with pytest.raises((ConfigurationError, TypeError)):
            make_app(share=wrong)
    assert networks([]) == ()


def test_the_qr_code_leads_to_a_page_of_this_site_alone(app: Flask):
    reader = browser(app)
    answer = reader.get("/portal/article/qr.svg?path=/bai/den-duong")

    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers
    assert answer.text.count("<path") == 2  # the background and the code
    assert reader.get("/portal/article/qr.svg?path=/bai/khac").data != answer.data
    for foreign in (
        "",
        "https://xau.example/",
        "//xau.example/",
        "/\\xau.example",
        "javascript:1",
        "/" * 2,
        "/\x00é",
        "/" + "a" * 1000,
    ):
        refused = reader.get("/portal/article/qr.svg", query_string={"path": foreign})
        assert refused.status_code == 400, foreign
    assert reader.get("/portal/article/qr.svg", query_string={"path": "/é" + "đ" * 300}).status_code == 200


def test_machines_read_when_it_appeared_and_who_publishes_it(app: Flask):
    data = machine(
        made(
            app,
            "article_data",
            "Đèn đường",
            "2023-03-08T14:35",
            updated=date(2023, 3, 9),
            author="Nguyễn An",
            category="Đời sống",
            image="/anh.jpg",
        )
    )

    assert data == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Đèn đường",
        "datePublished": "2023-03-08T14:35+07:00",
        "dateModified": "2023-03-09",
        "author": {"@type": "Person", "name": "Nguyễn An"},
        "publisher": {"@type": "GovernmentOrganization", "name": "Ủy ban xã Đồng Mây"},
        "articleSection": "Đời sống",
        "image": "http://localhost/anh.jpg",
        "mainEntityOfPage": "http://localhost/bai/1",
    }


def test_hostile_words_are_words_everywhere(app: Flask):
    pages = (
        made(app, "breadcrumb", [(HOSTILE, "/"), HOSTILE]),
        made(app, "byline", HOSTILE, HOSTILE, (HOSTILE, "/a"), [HOSTILE], HOSTILE),
        made(app, "article_tools", HOSTILE, "/bai"),
        made(app, "share", "/bai?" + HOSTILE, HOSTILE),
        made(app, "neighbours", (HOSTILE, "/a"), (HOSTILE, "/b")),
        made(app, "article_data", HOSTILE, "2023-03-08", author=HOSTILE, category=HOSTILE),
    )
    for html in pages:
        assert "<script>" not in html
        assert "<b>" not in html
    assert machine(pages[-1])["headline"] == HOSTILE


def test_the_articles_before_and_after(app: Flask):
    html = made(app, "neighbours", newer=("Mới", "/moi"), older=("Cũ", "/cu"))
    assert '<a href="/moi" rel="prev">Mới</a>' in html
    assert '<a href="/cu" rel="next">Cũ</a>' in html
    assert "Bài mới hơn" not in made(app, "neighbours", older=("Cũ", "/cu"))
    assert made(app, "neighbours") == ""


@pytest.mark.parametrize("wrong", [7, ("a",), ("a", "b", "c"), ("a", 7), None])
def test_a_step_that_is_none_is_told_to_the_developer(wrong):
    with pytest.raises(TypeError, match="a title or a pair"):
        step(wrong)


def test_the_reading_time_does_not_depend_on_how_signs_are_stored():
    text = "Ủy ban nhân dân xã Đồng Mây thông báo lịch tiếp công dân định kỳ. " * 200

    assert minutes(unicodedata.normalize("NFD", text), 220) == minutes(text, 220) == 14


@pytest.mark.parametrize("sentence", ["这是一篇关于供水的文章", "これは水道についての記事です"])
def test_a_language_without_spaces_takes_its_time_too(sentence: str):
    assert minutes(sentence * 200, 220) == round(len(sentence) * 200 / 220)


def test_words_from_a_block_of_a_template_are_words_and_no_html(make_app: MakeApp):
    """`{% set title %}` makes HTML: Gin &amp; Juice."""
    app = make_app(share=("email", "x"))
    source = """{% set title %}Thu & chi <b>2026</b>{% endset %}{{ portal.head() }}
    {{ portal.share(title=title, url="/bai/1") }}{{ portal.article_data(title, "2026-03-11") }}
    {{ portal.view_count("1", title=title, url="/bai/1", category=title) }}"""
    app.add_url_rule("/words", "words", lambda: app.jinja_env.from_string(source).render())
    page = browser(app).get("/words").text
    counting_of(app).catch_up()
    with portal_of(app).database.reading() as connection:
        stored = connection.execute(sa.select(articles.c.title, articles.c.category)).one()

    assert tuple(stored) == ("Thu & chi 2026", "Thu & chi 2026")
    assert "subject=Thu%20%26%20chi%202026&" in unescape(page)
    assert json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])["headline"] == "Thu & chi 2026"


@pytest.mark.parametrize(
    ("updated", "said"), [("2026-03-10", "11"), ("2026-03-11", "11"), ("2026-03-12", "12")]
)
def test_no_article_was_changed_before_it_was_published(make_app: MakeApp, updated: str, said: str):
    app = make_app()
    with app.test_request_context("/bai/1"):
        data = str(portal_of(app).helpers.article_data("Tin", "2026-03-11", updated=updated))

    assert json.loads(re.search(">(.*?)</script>", data)[1])["dateModified"] == f"2026-03-{said}"
