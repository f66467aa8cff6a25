"""Reading options without JavaScript: a form, a cookie, and back to the page."""

import pytest
from flask import Flask

from support import MakeApp, browser

PATH = "/portal/reading-options"


@pytest.fixture
def reader(app: Flask):
    return browser(app)


def test_a_choice_is_kept_on_the_device_and_leads_back(reader):
    answer = reader.post(PATH, data={"size": "larger", "next": "/bai/1?trang=2"})

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/bai/1?trang=2&pw-reading=")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("pw_reading=size-125; ")
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "HttpOnly" not in cookie
    assert answer.headers["Cache-Control"] == "no-store"
    page = reader.get(answer.headers["Location"])
    assert 'data-pw-size="125"' in page.text
    assert "125 %" in page.text


def test_back_at_the_default_nothing_is_kept(reader):
    reader.post(PATH, data={"size": "larger", "next": "/bai/1"})
    answer = reader.post(PATH, data={"size": "smaller", "next": "/bai/1"})

    assert answer.headers["Location"] == "/bai/1"
    assert reader.get_cookie("pw_reading") is None
    assert "data-pw-size" not in reader.get("/bai/1").text


def test_the_mark_of_an_earlier_return_does_not_pile_up(reader):
    page = reader.get("/bai/1?a=1&pw-reading=12345678&b=%C4%91").text

    assert 'name="next" value="/bai/1?a=1&amp;b=%C4%91"' in page


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_it_never_leads_to_another_site(reader, target: str):
    answer = reader.post(PATH, data={"theme": "dark", "next": target})

    assert answer.headers["Location"].startswith("/?pw-reading=")


def test_another_sites_form_changes_nothing(reader):
    answer = reader.post(PATH, data={"theme": "dark"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert "trang web khác" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_value_that_is_not_offered_changes_nothing(reader):
    answer = reader.post(PATH, data={"size": "9000", "theme": "<script>", "next": "/bai/1"})

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/bai/1"


def test_the_page_of_options_shows_what_is_chosen(reader):
    reader.set_cookie("pw_reading", "size-150.theme-dark")
    answer = reader.get(PATH + "?next=/bai/1")

    assert 'value="150" checked' in answer.text
    assert 'value="dark" checked' in answer.text
    assert 'href="/bai/1"' in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_page_of_options_in_english(reader):
    assert "Text colour and background" in reader.get(PATH + "?lang=en").text


def test_over_https_the_cookie_is_secure(make_app: MakeApp):
    answer = browser(make_app()).post(PATH, data={"theme": "dark"}, base_url="https://portal.example")

    assert "Secure" in answer.headers["Set-Cookie"]


def test_the_bar_knows_no_reader_unless_one_has_chosen(reader):
    assert 'aria-pressed="true" title="Chữ đen nền trắng"' in reader.get("/bai/1").text
    reader.set_cookie("pw_reading", "theme-contrast")
    assert 'aria-pressed="true" title="Chữ vàng nền đen"' in reader.get("/bai/1").text


def test_the_hosts_own_cache_is_told(make_app: MakeApp):
    app = make_app()
    app.add_url_rule(
        "/personal", "personal", lambda: str(app.extensions["portal_widgets"].helpers.is_personal())
    )
    reader = browser(app)

    assert reader.get("/personal").text == "False"
    reader.set_cookie("pw_reading", "size-150")
    assert reader.get("/personal").text == "True"


def test_under_a_prefix_the_way_back_stays_there(make_app: MakeApp):
    """An app mounted at /cong by the server in front of it."""
    reader = browser(make_app())
    page = reader.get("/bai/1", environ_overrides={"SCRIPT_NAME": "/cong"}).text

    assert 'name="next" value="/cong/bai/1"' in page
    assert 'action="/cong/portal/reading-options"' in page
