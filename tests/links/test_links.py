"""Groups of links: in the page's language, and never with an address that a browser could run."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.text.urls import may_be_linked
from portal_widgets.errors import ConfigurationError
from portal_widgets.links.directory_data import DirectoryReader, read_configured
from portal_widgets.links.rules import Layout
from portal_widgets.links.settings import LinkSettings
from support import FrozenClock, MakeApp, browser, portal_of, statements, take_away_database

TOWNS = {
    "towns": {
        "title": "Tiện ích",
        "layout": "list",
        "links": [
            {"title": "Ưu đãi", "url": "https://uu-dai.example/"},
            {"title": "Đăng ký kinh doanh", "url": "https://dang-ky.example/"},
            {"title": "Dịch vụ công", "url": "https://dich-vu.example/"},
            {"title": "Ăn uống", "url": "https://an-uong.example/"},
            {"title": "An ninh", "url": "https://an-ninh.example/"},
            {"title": "Dân số", "url": "https://dan-so.example/"},
        ],
    }
}


@pytest.mark.parametrize(
    "url",
    ["https://a.vn/", "http://a.vn", "mailto:a@b.vn", "tel:+84200000001", "/danh-ba", "#lien-he", "?trang=2"],
)
def test_addresses_that_may_be_linked_to(url: str):
    assert may_be_linked(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "//a.vn",
        "vbscript:x",
        "a.vn",
        "",
        "java\nscript:x",
        "http://[bad",
    ],
)
def test_addresses_that_may_not(url: str):
    assert not may_be_linked(url)


@given(st.text())
def test_whatever_is_safe_has_a_scheme_we_know_or_none(url: str):
    if may_be_linked(url):
        assert url.startswith(("/", "#", "?")) or url.split(":", 1)[0].lower() in {
            "http",
            "https",
            "mailto",
            "tel",
        }


def test_a_group_is_shown_in_the_pages_language(make_app: MakeApp):
    app = make_app(links={"services": [{"title": {"vi": "Học tập", "en": "Learning"}, "url": "/hoc"}]})
    with app.test_request_context("/?lang=en"):
        assert "Learning" in portal_of(app).helpers.links("services")
    with app.test_request_context("/"):
        assert "Học tập" in portal_of(app).helpers.links("services")


def test_an_unknown_layout_names_the_known_ones(make_app: MakeApp, caplog: pytest.LogCaptureFixture):
    app = make_app()
    with app.test_request_context("/"):
        portal_of(app).helpers.links("services", layout="wheel")

    assert "one of: row" in caplog.text


def test_links_keep_their_order():
    given_ = {"services": [{"title": "B", "url": "/b"}, {"title": "A", "url": "/a"}]}

    assert [link.url for _, link in read_configured(given_, may_be_linked).links()] == ["/b", "/a"]


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ([{"title": "A"}], 'must have a "title" and a "url"'),
        ([{"title": "A", "url": "javascript:alert(1)"}], "must begin with http"),
        ([{"title": "A", "url": "/a", "icon": "https://elsewhere.example/i.png"}], "a picture of this site"),
        ([{"title": "A", "url": "/a", "starts": "2026-02-30"}], "is not a day"),
        (
            [{"title": "A", "url": "/a", "starts": "2026-02-02", "ends": "2026-02-01"}],
            "ends before it starts",
        ),
        ([{"title": "A", "url": "/a", "colour": "red"}], "'colour' is not a field of a link"),
        ({"layout": "wheel", "links": []}, "layout must be one of row"),
    ],
)
def test_what_cannot_be_a_link_is_named_at_start_up(make_app: MakeApp, links: object, said: str):
    with pytest.raises(ConfigurationError, match=said):
        make_app(links={"services": links})


def shown(app, group: str = "services", path: str = "/", layout: str | None = None) -> str:
    with app.test_request_context(path):
        return str(portal_of(app).helpers.links(group, layout))


def test_a_link_is_there_from_its_first_day_to_its_last(make_app: MakeApp, clock: FrozenClock):
    today = datetime.fromtimestamp(clock(), UTC).date()
    days = {"starts": today + timedelta(days=1), "ends": today + timedelta(days=2)}
    app = make_app(links={"services": [{"title": "Đăng ký", "url": "/x", **days}]})
    seen = []
    for _ in range(4):
        seen.append("Đăng ký" in shown(app))
        clock.advance(minutes=24 * 60)

    assert seen == [False, True, True, False]


def test_a_link_of_one_language_stands_on_its_pages_alone(make_app: MakeApp):
    app = make_app(links={"services": [{"title": "Help", "url": "/help", "languages": ["en"]}]})

    assert "Help" in shown(app, path="/?lang=en")
    assert shown(app) == ""


def test_a_new_window_is_announced(make_app: MakeApp):
    """WCAG G201. The opened page gets no access to our window."""
    app = make_app(links={"services": [{"title": "A", "url": "https://a.example/", "new_window": True}]})
    html = shown(app)

    assert 'target="_blank" rel="external noopener"' in html
    assert "mở trong cửa sổ mới" in html


@pytest.mark.parametrize("layout", list(Layout))
def test_every_layout_has_every_link_and_none_runs(make_app: MakeApp, layout: str):
    hostile = "<script>alert(1)</script>"
    groups = {"more": {"title": hostile, "links": [{"title": "Sâu", "url": "/sau", "description": hostile}]}}
    links = [{"title": hostile, "url": "https://a.example/?a=1&b=\"'"}]
    app = make_app(links={"services": {"links": links, "groups": groups}})
    html = shown(app, layout=layout)

    assert "Sâu" in html
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_the_page_of_all_links_is_searched_without_diacritics(make_app: MakeApp):
    app = make_app(links=TOWNS)
    page = app.test_client().get("/portal/links?q=dang+ky").text

    assert "Đăng ký kinh doanh" in page
    assert "Danh bạ" not in page
    assert "1 liên kết" in page


def test_the_page_is_sorted_by_the_vietnamese_alphabet(make_app: MakeApp):
    """Ă after A, Đ after every D, Ơ after O, Ư after U."""
    page = make_app(links=TOWNS).test_client().get("/portal/links?order=abc").text
    titles = re.findall(r"<span>([^<]+)</span></a>", page)

    assert titles == ["An ninh", "Ăn uống", "Dân số", "Dịch vụ công", "Đăng ký kinh doanh", "Ưu đãi"]


def test_the_choice_leads_on_without_a_redirect(make_app: MakeApp):
    """A policy `form-action 'self'` forbids a form's redirect to another site. Only links of the directory
    are possible.
    """
    app = make_app(links=TOWNS)
    html = shown(app, "towns", layout="select")
    key = re.search(r'<option value="([^"]+)">Ăn uống', html)[1]
    answer = app.test_client().get("/portal/links/go", query_string={"link": key})

    assert answer.status_code == 200
    assert answer.headers["Refresh"] == "0; url=https://an-uong.example/"
    assert 'href="https://an-uong.example/"' in answer.text
    elsewhere = app.test_client().get("/portal/links/go?link=https://evil.example/")
    assert elsewhere.status_code == 404
    assert "Refresh" not in elsewhere.headers


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("https://an-uong.example/?a=1&b=2#c", "https://an-uong.example/?a=1&b=2#c"),
        ("https://ẩm-thực.example/món?q=phở", "https://xn--m-thc-v21b2u.example/m%C3%B3n?q=ph%E1%BB%9F"),
        ("/danh-ba", "/danh-ba"),
        ("mailto:vp@lamchau.example", "mailto:vp@lamchau.example"),
    ],
)
def test_a_link_is_opened_by_its_key(make_app: MakeApp, url: str, location: str):
    app = make_app(links={"services": [{"key": "an", "title": "Ăn", "url": url, "languages": ["en"]}]})
    answer = app.test_client().get("/portal/links/an/open")

    assert answer.status_code == 303
    assert answer.headers["Location"] == location
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "asked",
    ["nope", "https:%2F%2Fevil.example", "evil.example", "so%5C", "so%00"],
)
def test_nothing_in_a_request_says_where_to_go(make_app: MakeApp, asked: str):
    app = make_app(links={"services": [{"key": "so", "title": "Sở", "url": "/so"}]})
    answer = app.test_client().get(
        f"/portal/links/{asked}/open?link=https://evil.example/&next=//evil.example"
    )

    assert answer.status_code == 404
    assert "Location" not in answer.headers


def test_a_link_is_opened_from_its_first_day_to_its_last(make_app: MakeApp, clock: FrozenClock):
    day = datetime.fromtimestamp(clock(), UTC).date() + timedelta(days=1)
    app = make_app(
        links={"services": [{"key": "so", "title": "Sở", "url": "/so", "starts": day, "ends": day}]}
    )
    seen = []
    for _ in range(3):
        seen.append(app.test_client().get("/portal/links/so/open").status_code)
        clock.advance(minutes=24 * 60)

    assert seen == [404, 303, 404]


@pytest.mark.parametrize("path", ["/portal/links", "/portal/links/"])
def test_the_directory_answers_itself_with_and_without_a_slash(make_app: MakeApp, path: str):
    answer = make_app(links=TOWNS).test_client().get(path)

    assert answer.status_code == 200
    assert "Ăn uống" in answer.text


def test_a_reader_reports_a_fault_and_the_office_sees_it(make_app: MakeApp):
    app = make_app(links=TOWNS, admin_guard=lambda: {"editor"})
    reader = browser(app)
    key = next(
        link.key for _, link in portal_of(app).settings[LinkSettings].links.links() if link.title == "Ăn uống"
    )
    form = reader.get(f"/portal/links/report?link={key}").text
    refused = reader.post("/portal/links/report", data={"link": key})
    sent = reader.post("/portal/links/report", data={"link": key, "fault": "wrong"})

    assert "Ăn uống" in form
    assert refused.status_code == 422
    assert sent.status_code == 303
    assert "dẫn đến nội dung khác" in reader.get("/portal/admin/links/watch").text


def test_a_report_may_name_its_link_in_the_address(make_app: MakeApp):
    app = make_app(links=TOWNS)
    key = next(link.key for _, link in portal_of(app).settings[LinkSettings].links.links())

    assert browser(app).post(f"/portal/links/report?link={key}", data={"fault": "wrong"}).status_code == 303


def test_reports_from_one_network_are_limited(make_app: MakeApp):
    app = make_app(links=TOWNS)
    key = next(portal_of(app).settings[LinkSettings].links.links())[1].key
    answers = [
        browser(app).post("/portal/links/report", data={"link": key, "fault": "broken"}) for _ in range(21)
    ]

    assert [answer.status_code for answer in answers] == [303] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_report_from_another_site_is_refused(make_app: MakeApp):
    app = make_app(links=TOWNS)
    key = next(portal_of(app).settings[LinkSettings].links.links())[1].key
    headers = {"Sec-Fetch-Site": "cross-site"}

    answer = browser(app).post("/portal/links/report", data={"link": key, "fault": "broken"}, headers=headers)
    assert answer.status_code == 403


def test_a_page_with_links_asks_the_database_for_nothing_when_warm(make_app: MakeApp):
    app = make_app(links=TOWNS)
    shown(app, "towns")
    with statements(portal_of(app).database) as asked:
        shown(app, "towns")

    assert asked == []


def test_links_stay_while_the_database_is_away(make_app: MakeApp):
    app = make_app(links=TOWNS)
    take_away_database(app)

    assert "Ăn uống" in shown(app, "towns")


def test_a_key_is_found_in_each_of_its_spellings():
    one = {"key": "dịch-vụ", "links": [{"key": "hộ-tịch", "title": "Hộ tịch", "url": "/ho-tich"}]}
    directory = DirectoryReader(lambda _: True).directory([one])

    for form in ("NFC", "NFD"):
        assert directory.group(unicodedata.normalize(form, "dịch-vụ")) is directory.groups[0]
        assert directory.link(unicodedata.normalize(form, "hộ\u200b-tịch")) is not None
    assert directory.group("dich-vu") is None
