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
    assert "125%" in page.text


@pytest.mark.parametrize(
    ("place", "marked"),
    [("/bai/1#muc-2", "/bai/1?pw-reading=17d804c6#muc-2"), ("/a?b=1#?c", "/a?b=1&pw-reading=17d804c6#?c")],
)
def test_the_mark_stands_before_the_place_in_the_page(reader, place: str, marked: str):
    """After the # the parameter would not reach the server, and the browser would show its older copy."""
    answer = reader.post(PATH, data={"size": "larger", "next": place})

    assert answer.headers["Location"] == marked


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

    assert 'name="size" value="150" checked' in answer.text
    assert 'name="theme" value="dark" checked' in answer.text
    assert 'href="/bai/1"' in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_page_of_options_in_english(reader):
    assert "Text colour and background" in reader.get(PATH + "?lang=en").text


def test_over_https_the_cookie_is_secure(make_app: MakeApp):
    answer = browser(make_app()).post(PATH, data={"theme": "dark"}, base_url="https://portal.example")

    assert "Secure" in answer.headers["Set-Cookie"]


def test_the_bar_knows_no_reader_unless_one_has_chosen(reader):
    assert 'aria-pressed="true" title="Theo thiết bị"' in reader.get("/bai/1").text
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
    """An application that its server has mounted at /cong."""
    reader = browser(make_app())
    page = reader.get("/bai/1", environ_overrides={"SCRIPT_NAME": "/cong"}).text

    assert 'name="next" value="/cong/bai/1"' in page
    assert 'action="/cong/portal/reading-options"' in page


def test_a_whole_form_is_kept_with_its_switches(reader):
    """Without JavaScript the hidden field before a switch reports that it is off."""
    reader.set_cookie("pw_reading", "links-on.ruler-on")
    form = {"size": "200", "theme": "", "font": "lexend", "line": "150", "links": ["", "on"], "ruler": ""}
    answer = reader.post(PATH, data={**form, "next": "/bai/1"})

    assert answer.status_code == 303
    assert reader.get_cookie("pw_reading").value == "size-200.font-lexend.line-150.links-on"
    page = reader.get(answer.headers["Location"]).text
    assert 'data-pw-size="200" data-pw-font="lexend" data-pw-line="150" data-pw-links="on"' in page


def test_reset_forgets_everything(reader):
    reader.set_cookie("pw_reading", "size-200.theme-dark.ruler-on")
    reader.post(PATH, data={"reset": "all", "size": "200", "next": "/bai/1"})

    assert reader.get_cookie("pw_reading") is None


def test_an_own_pair_comes_with_a_stylesheet_of_its_own(reader):
    """Without JavaScript, and without a style attribute."""
    sent = {"theme": "own", "ink": "#00204A", "paper": "#ffe9c9", "next": "/bai/1"}
    page = reader.get(reader.post(PATH, data=sent).headers["Location"]).text

    assert 'data-pw-theme="own" data-pw-ink="00204a" data-pw-paper="ffe9c9"' in page
    assert '<link rel="stylesheet" href="/portal/reading-options/00204a-ffe9c9.css">' in page
    sheet = reader.get("/portal/reading-options/00204a-ffe9c9.css")
    assert sheet.text == ":root{--pw-own-ink:#00204a;--pw-own-paper:#ffe9c9;--pw-own-scheme:light}"
    assert sheet.mimetype == "text/css"
    assert "immutable" in sheet.headers["Cache-Control"]
    reader.delete_cookie("pw_reading")
    assert "reading-options/00204a" not in reader.get("/bai/1").text


def test_native_controls_go_with_an_own_pair(reader):
    """With light text on a dark background, fields and scrollbars are dark, too."""
    assert "--pw-own-scheme:dark" in reader.get("/portal/reading-options/ffe9c9-00204a.css").text


@pytest.mark.parametrize("colours", ["00204a-ffe9", "red-blue", "00204a-}body{x"])
def test_no_other_stylesheet_can_be_made(reader, colours: str):
    assert reader.get(f"/portal/reading-options/{colours}.css").status_code == 404


def test_a_pair_that_cannot_be_read_is_refused_and_everything_else_stays_chosen(reader):
    """The answer is 422 with the ratio, in the reader's language. The other choices stay in the form, and
    nothing is stored yet.
    """
    sent = {
        "theme": "own",
        "ink": "#777777",
        "paper": "#eeeeee",
        "size": "150",
        "links": "on",
        "next": "/bai/1",
    }
    answer = reader.post(PATH, data=sent)

    assert answer.status_code == 422
    assert "Hai màu này có độ tương phản 3,8:1; cần ít nhất 4,5:1" in answer.text
    assert 'name="ink" value="#777777"' in answer.text
    assert 'name="theme" value="own" checked' in answer.text
    assert 'name="size" value="150" checked' in answer.text
    assert 'name="links" value="on" checked' in answer.text
    assert 'name="next" value="/bai/1"' in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_refused_colour_is_escaped(reader):
    sent = {"theme": "own", "ink": '"><b>', "paper": "#1a1a1a"}

    assert "<b>" not in reader.post(PATH, data=sent).text


def test_the_panel_holds_every_option(make_app: MakeApp):
    app = make_app()
    with app.test_request_context("/bai/1?a=1&b=2"):
        panel = app.jinja_env.from_string('{{ portal.reading_options("panel") }}').render()

    assert "<details" in panel
    assert 'name="next" value="/bai/1?a=1&amp;b=2"' in panel
    for name in ("size", "theme", "font", "line", "paragraph", "letter", "word", "width"):
        assert f'<input type="radio" name="{name}" value="" checked>' in panel
    for name in ("links", "motion", "pictures", "ruler"):
        assert f'<input type="checkbox" name="{name}"' in panel


def test_a_form_that_is_not_known_is_named(make_app: MakeApp, caplog: pytest.LogCaptureFixture):
    app = make_app()
    with app.test_request_context("/"):
        app.extensions["portal_widgets"].helpers.reading_options("dialog")

    assert "one of bar, panel, not 'dialog'" in caplog.text


def test_the_way_to_the_page_of_options_leads_back_with_the_whole_address(reader):
    page = reader.get("/bai/1?a=1&b=%C4%91").text

    assert 'href="/portal/reading-options?next=/bai/1%3Fa%3D1%26b%3D%25C4%2591"' in page
