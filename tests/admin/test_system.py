"""The page for the role admin: checks in plain words, versions, and settings without secrets."""

import sqlalchemy as sa

from feedback.sending import OFFICE, stored
from portal_widgets import PortalWidgets
from portal_widgets.feedback.store import tables
from support import FrozenClock, MakeApp, browser, portal_of

SYSTEM = "/portal/admin/system/"


def test_the_checks_are_in_plain_words_with_the_technical_text_beside_them(
    make_app: MakeApp, clock: FrozenClock
):
    app = make_app(
        **OFFICE,
        admin_guard=lambda: {"admin"},
        mail_server="127.0.0.1:1",
        base_url="https://www.dongmay.example",
    )
    stored(app, clock)
    with portal_of(app).database.writing() as connection:
        connection.execute(sa.update(tables.outbox).values(state="failed"))
    page = browser(app).get(SYSTEM).text

    assert "<strong>Thư điện tử:</strong>" in page
    assert "1 thư điện tử không gửi được. Nội dung ý kiến vẫn được lưu." in page
    assert '<p lang="en">mail: 1 mail was given up; the messages themselves are stored</p>' in page
    assert page.index("Thư điện tử:") < page.index("Cơ sở dữ liệu:"), "faults come first"


def test_each_check_of_the_doctor_has_its_line(make_app: MakeApp):
    app = make_app(admin_guard=lambda: {"admin"})
    doctor = app.test_cli_runner().invoke(args=["portal", "doctor"]).output
    page = browser(app).get(SYSTEM).text

    for line in doctor.splitlines():
        assert f'<p lang="en">{line[6:].partition(":")[0]}: ' in page, line


def test_each_check_is_named_in_the_language_of_the_page(make_app: MakeApp):
    app = make_app(admin_guard=lambda: {"admin"})
    doctor = app.test_cli_runner().invoke(args=["portal", "doctor"]).output
    page = browser(app).get(SYSTEM).text

    assert [line for line in doctor.splitlines() if f"<strong>{line[6:].partition(':')[0]}:" in page] == []


def test_settings_are_named_and_secrets_are_not_shown(make_app: MakeApp):
    app = make_app(
        admin_guard=lambda: {"admin"},
        feedback_days=7,
        mail_server="127.0.0.1:1",
        mail_from="portal@dongmay.example",
        mail_username="lan",
        mail_password="q7xa-geheim",
    )
    page = browser(app).get(SYSTEM).text

    assert "<dt><code>PORTAL_WIDGETS_FEEDBACK_DAYS</code></dt><dd>7</dd>" in page
    assert "<dt><code>PORTAL_WIDGETS_MAIL_PASSWORD</code></dt><dd>đã đặt; không hiện giá trị</dd>" in page
    assert "q7xa" not in page
    assert "PORTAL_WIDGETS_POLL_VOTER" not in page


def test_a_second_portal_shows_its_own(make_app: MakeApp):
    app = make_app(admin_guard=lambda: {"admin"})
    PortalWidgets(
        app,
        name="ward",
        template_global="ward",
        url_prefix="/ward",
        site="ward",
        background=False,
        admin_guard=lambda: {"admin"},
    )

    assert "<dd>ward</dd>" in browser(app).get("/ward/admin/system/").text
    assert "<dd>ward</dd>" not in browser(app).get(SYSTEM).text


def test_a_word_with_two_meanings_has_a_text_for_each(make_app: MakeApp):
    """The portal's name is not the site that a reader came from, and a department's is not a sender's key."""
    clerk = browser(make_app(admin_guard=lambda: {"admin"}))

    assert "<dt>Mã cổng thông tin</dt><dd>main</dd>" in clerk.get(SYSTEM).text
    for form in ("departments/new", "organisation/units/new"):
        assert ">Mã đơn vị</label>" in clerk.get(f"/portal/admin/{form}").text
