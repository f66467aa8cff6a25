"""One extension object serves many apps, and many objects serve one app. The state belongs to the app."""

import gc
import re

import pytest
from flask import Flask, render_template_string

from portal_widgets import ConfigurationError, PortalWidgets
from portal_widgets.core.app.assets import assets_of
from support import MakeApp, browser, portal_of


def host(tmp_path, name: str, **config) -> Flask:
    app = Flask(name, instance_path=str(tmp_path / name))
    app.config.update(SECRET_KEY=name, PORTAL_WIDGETS_BACKGROUND=False, **config)
    return app


def test_two_apps_of_one_object_differ(tmp_path):
    """Two apps with different configuration, from one PortalWidgets."""
    extension = PortalWidgets()
    hue = host(tmp_path, "hue", PORTAL_WIDGETS_URL_PREFIX="/hue", PORTAL_WIDGETS_LANGUAGE="vi")
    english = host(tmp_path, "english", PORTAL_WIDGETS_URL_PREFIX="/en", PORTAL_WIDGETS_LANGUAGE="en")
    extension.init_app(hue)
    extension.init_app(english)

    assert "Tùy chọn đọc" in hue.test_client().get("/hue/reading-options").text
    assert "Reading options" in english.test_client().get("/en/reading-options").text
    assert hue.test_client().get("/en/reading-options").status_code == 404


def test_two_objects_on_one_app_stand_side_by_side(tmp_path):
    app = host(tmp_path, "both")
    PortalWidgets(app)
    PortalWidgets(app, name="ward", template_global="ward", url_prefix="/ward", site="ward", language="en")

    @app.get("/")
    def home():
        return render_template_string("{{ portal.view_count(1) }}{{ ward.view_count(1) }}")

    page = app.test_client().get("/").text
    assert "Số lượt xem" in page
    assert "Views" in page
    assert page.count("data-article-token") == 2
    assert app.test_client().get("/ward/health").status_code == 200
    assert {"portal", "ward"} <= set(app.cli.commands)


def test_the_same_name_twice_is_refused(app: Flask):
    with pytest.raises(ConfigurationError, match="PORTAL_WIDGETS_NAME"):
        PortalWidgets(app)


def test_a_taken_template_global_is_refused(make_app: MakeApp, tmp_path):
    app = host(tmp_path, "taken")
    app.jinja_env.globals["portal"] = "mine"

    with pytest.raises(ConfigurationError, match="TEMPLATE_GLOBAL"):
        PortalWidgets(app)


def test_the_object_holds_no_app(tmp_path):
    extension = PortalWidgets(site="hue")
    app = host(tmp_path, "one")
    extension.init_app(app)

    assert app not in vars(extension).values()
    assert portal_of(app).site == "hue"


def test_an_unknown_helper_names_those_there_are(app: Flask):
    with pytest.raises(AttributeError, match=r"portal.viewcount is not a helper.*view_count"):
        portal_of(app).helpers.viewcount(1)


def test_the_host_overrides_a_template_by_one_of_the_same_path(make_app: MakeApp, tmp_path):
    app = make_app()
    own = tmp_path / "own"
    (own / "portal_widgets" / "views").mkdir(parents=True)
    (own / "portal_widgets" / "views" / "count.html").write_text("Đã đọc {{ views }}", "utf-8")
    app.jinja_loader.searchpath.insert(0, str(own))

    with app.test_request_context():
        assert render_template_string("{{ portal.view_count(1, read=False) }}") == "Đã đọc 0"


def test_a_host_page_frames_the_widgets_own_pages(make_app: MakeApp, tmp_path):
    app = make_app()
    own = tmp_path / "own" / "portal_widgets" / "core"
    own.mkdir(parents=True)
    (own / "page.html").write_text("<title>Khung</title>{% block content %}{% endblock %}", "utf-8")
    app.jinja_loader.searchpath.insert(0, str(tmp_path / "own"))

    page = browser(app).get("/portal/reading-options").text
    assert page.startswith("<title>Khung</title>")
    assert "Cỡ chữ" in page


def test_nothing_is_opened_before_it_is_used(make_app: MakeApp, tmp_path):
    """init_app creates no file, no connection and no thread."""
    app = make_app(instance=tmp_path / "untouched", background=True)

    assert not (tmp_path / "untouched").exists()
    assert not portal_of(app).tasks.running


def test_an_error_page_speaks_the_readers_language(app: Flask):
    client = browser(app)

    assert "Không có trang nào" in client.get("/portal/assets/none.css").text
    assert "There is nothing at this address." in client.get("/portal/assets/none.css?lang=en").text
    answer = client.get("/portal/assets/none.css", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "Không có trang nào" in answer.json["error"]


def test_a_refused_method_still_says_which_are_allowed(app: Flask):
    answer = browser(app).put("/portal/reading-options")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def stylesheet_of(app: Flask) -> tuple[str, str]:
    """The address of a portal's stylesheet, and its content."""
    page = app.test_client().get("/portal/reading-options").text
    address = re.findall(r'href="(/portal/assets/portal-[0-9a-f]{12}\.css)"', page)[0]
    return address, app.test_client().get(address).text


def test_portals_of_one_look_share_what_was_made_once():
    folders = ("core", "reading", "views")
    made = assets_of(folders, ("a{color:red}",))

    assert assets_of(folders, ("a{color:red}",)) is made
    assert assets_of(folders, ("a{color:blue}",)).style() != made.style()
    assert assets_of(folders[:-1], ("a{color:red}",)).script() != made.script()


def test_portals_of_one_process_keep_their_own_colours(make_app: MakeApp):
    red, plain = make_app(reading_themes={"light": {"accent": "#7a0019"}}), make_app()
    dark = make_app(reading_follow_device=False)
    sheets = {stylesheet_of(app) for app in (red, plain, dark, make_app())}

    assert len(sheets) == len({address for address, _ in sheets}) == 3
    assert "#7a0019" in stylesheet_of(red)[1]
    assert "#7a0019" not in stylesheet_of(plain)[1]
    assert red.test_client().get(stylesheet_of(plain)[0]).status_code == 404


@pytest.mark.parametrize("before", [True, False])
def test_a_start_leaves_the_garbage_collector_as_it_was(before: bool):
    (gc.enable if before else gc.disable)()
    try:
        with pytest.raises(ConfigurationError):
            PortalWidgets(Flask("host"))  # it has no secret key
        after = gc.isenabled()
    finally:
        gc.enable()

    assert after == before
