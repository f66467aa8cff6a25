"""`flask portal links check`: the stored results, when a link is broken, and what readers see then."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from links.internet import Internet
from links.test_watch import faults
from portal_widgets.core.text.languages import language
from portal_widgets.errors import StoreUnavailableError
from portal_widgets.links import cli
from portal_widgets.links.check import crawler
from portal_widgets.links.check.check_run import CheckRun
from portal_widgets.links.check.link_status import LinkState
from portal_widgets.links.editing import put_link
from portal_widgets.links.rules import Link
from portal_widgets.links.ui_text import LinkUiText
from support import FrozenClock, MakeApp, browser, portal_of

DAY = 24 * 60


@pytest.fixture
def app(make_app: MakeApp, internet: Internet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A portal whose watch uses the small internet instead of the real one."""
    links = [
        {"title": "Tốt", "url": internet.site("well.example"), "key": "well"},
        {"title": "Hỏng", "url": internet.site("bad.example", (404, {}, "")), "key": "bad"},
        {"title": "Bán", "url": internet.site("sold.example"), "key": "sold"},
        {"title": "Thư", "url": "mailto:a@a.example", "key": "mail"},
    ]
    internet.pages["sold.example", "/"] = (301, {"Location": internet.site("casino.example")}, "")
    monkeypatch.setattr(cli, "CheckRun", lambda *known: CheckRun(*known, gap_seconds=0, **internet.network))
    return make_app(
        links={"services": {"layout": "list", "links": links}},
        admin_guard=lambda: {"editor"},
        mail_folder=tmp_path / "mail",
        mail_from="portal@example.com",
        link_alerts="web@example.com",
    )


def check(app: Flask, *options: str) -> str:
    result = app.test_cli_runner().invoke(args=["portal", "links", "check", *options])
    assert result.exit_code == 0, result.output
    return result.output


def row(app: Flask) -> str:
    with app.test_request_context("/"):
        return str(portal_of(app).helpers.links("services"))


def token(office: FlaskClient, path: str) -> str:
    return re.search(r'name="pw_csrf" value="([^"]+)"', office.get(path).text)[1]


def test_each_fault_is_said_by_its_name(app: Flask, internet: Internet):
    said = check(app)

    assert "sold.example" in next(line for line in said.splitlines() if "chủ thể khác" in line)
    assert "bad.example" in next(line for line in said.splitlines() if "không còn" in line)
    assert "well.example" not in said
    assert internet.trespasses == []


def test_a_file_of_links_is_looked_at_before_it_is_taken(app: Flask, internet: Internet, tmp_path: Path):
    """The command reports each planted fault by its right name, in a file like an office's, and stores
    nothing.
    """
    # The portal's clock is frozen. The end of a certificate is compared with it, and other tests cover that.
    planted = {url: seen for url, seen in faults(internet).items() if seen is not LinkState.EXPIRING}
    for host in ("moved.example", "login.example"):
        internet.site(host, path="/new")
    file = tmp_path / "links.csv"
    inside = [
        "http://127.0.0.1/",
        "http://user:secret@a.example/",
        "http://well.example:22/",
        "http://[::1]/",
    ]
    addresses = [*planted, *inside, "mailto:a@a.example"]
    file.write_text("title,url\n" + "".join(f"Mục,{url}\n" for url in addresses))
    output = check(app, str(file))
    said = dict(line.split("\t")[1::-1] for line in output.splitlines() if "\t" in line)
    names = LinkUiText(language("vi"))

    assert said == {
        **{url: names.seen(seen) for url, seen in planted.items() if seen is not LinkState.OK},
        **dict.fromkeys(inside, "Dẫn đến địa chỉ không công khai"),
    }
    for reason in (
        "trang trống",
        "chuyển hướng lặp vòng",
        "tên miền không tồn tại",
        "địa chỉ có tên hoặc mật khẩu",
    ):
        assert reason in output
    assert internet.trespasses == []
    assert portal_of(app).service(cli.LinkService).watch.statuses() == {}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("links.xlsx", "", "must have one of the extensions"),
        ("links.json", "{", "is not JSON"),
        ("links.csv", "a,b", '"url"'),
    ],
)
def test_a_file_that_cannot_be_read_is_told_so(app: Flask, tmp_path: Path, name: str, content: str, why: str):
    file = tmp_path / name
    file.write_text(content)
    result = app.test_cli_runner().invoke(args=["portal", "links", "check", str(file)])

    assert result.exit_code == 1
    assert why in result.output


def test_a_link_to_another_owner_is_held_back_at_once(app: Flask):
    """Its name stays without the link, also in the choice from a list and its redirect."""
    check(app)

    assert 'href="http://sold.example' not in row(app)
    assert "Bán" in row(app)
    for way in ("go?link=sold", "sold/open"):
        refused = app.test_client().get(f"/portal/links/{way}")
        assert refused.status_code == 403
        assert "đang được kiểm tra" in refused.text
        assert not {"Location", "Refresh"} & set(refused.headers.keys())


def test_a_link_is_broken_after_failures_on_three_days(app: Flask, clock: FrozenClock):
    """Ten failures in one night count as one."""
    shown = []
    for _ in range(3):
        for _ in range(3):
            check(app, "--hours", "0")
            clock.advance(minutes=1)
        shown.append("http://bad.example" in row(app))
        clock.advance(minutes=DAY)

    assert shown == [True, True, False]


def test_a_link_that_is_well_again_comes_back_by_itself(app: Flask, clock: FrozenClock, internet: Internet):
    for _ in range(3):
        check(app)
        clock.advance(minutes=DAY)
    internet.site("bad.example")
    check(app)

    assert "http://bad.example" in row(app)


def test_somebody_who_has_looked_lets_a_link_out_again(app: Flask, clock: FrozenClock, internet: Internet):
    """Until it redirects to yet another owner."""
    check(app)
    office, path = browser(app), "/portal/admin/links/sold/watch"
    assert "Trên trang công khai chỉ hiện tên" in office.get(path).text
    office.post(f"{path}/accept", data={"pw_csrf": token(office, path)})
    clock.advance(minutes=DAY)
    check(app)
    released = "http://sold.example" in row(app)
    internet.pages["sold.example", "/"] = (301, {"Location": internet.site("worse.example")}, "")
    clock.advance(minutes=DAY)
    check(app)

    assert released
    assert "http://sold.example" not in row(app)


def test_a_certificate_of_another_owner_is_an_alarm(app: Flask, clock: FrozenClock, internet: Internet):
    url = internet.secure("office.example", "Sở Thông tin")
    service = portal_of(app).service(cli.LinkService)
    link = Link("Sở", url, "office")
    service.document.change(lambda now: put_link(now, "services", link), who="Lan", what="")
    check(app)
    internet.secure("office.example", "Công ty Mua lại")
    clock.advance(minutes=DAY)
    check(app)

    assert service.watch.statuses()[url].state is LinkState.CERTIFICATE
    assert "Sở Thông tin -> Công ty Mua lại" in service.watch.statuses()[url].detail


def test_what_was_looked_at_lately_is_left_out(app: Flask, internet: Internet):
    """An interrupted run continues where it stopped."""
    check(app)
    asked = len(internet.asked)
    check(app)

    assert len(internet.asked) == asked


def test_a_machine_without_a_network_marks_nothing(app: Flask, internet: Internet):
    for name in internet.names:
        internet.names[name] = []
    result = app.test_cli_runner().invoke(args=["portal", "links", "check"])

    assert result.exit_code == 1
    assert "Is this machine online?" in result.output
    assert portal_of(app).service(cli.LinkService).watch.statuses() == {}


def test_what_is_newly_wrong_is_mailed_once(app: Flask, clock: FrozenClock, tmp_path: Path):
    check(app, "--mail")
    clock.advance(minutes=DAY)
    check(app, "--mail")
    mails = [file.read_bytes() for file in (tmp_path / "mail" / "new").iterdir()]

    assert len(mails) == 1
    assert b"To: web@example.com" in mails[0]


def told(tmp_path: Path) -> list[str]:
    """The addresses in each mail, the earliest first."""
    new = tmp_path / "mail" / "new"
    files = sorted(new.iterdir(), key=lambda file: file.stat().st_mtime_ns) if new.is_dir() else []
    return [" ".join(sorted(re.findall(r"http://([\w.]+)", file.read_text()))) for file in files]


@pytest.mark.parametrize("before", ["no mail", "mail not taken"])
def test_an_alarm_is_mailed_when_it_is_seen_first_or_later(app: Flask, tmp_path: Path, before: str):
    """The check ran without --mail, or the mail server was unavailable. The next run sends the alarm."""
    folder = tmp_path / "mail"
    folder.touch()
    options = ["--mail"] if before == "mail not taken" else []
    first = app.test_cli_runner().invoke(args=["portal", "links", "check", *options])
    folder.unlink()
    check(app, "--mail")
    check(app, "--mail")

    assert first.exit_code == len(options)
    assert told(tmp_path) == ["sold.example"]


def test_an_alarm_that_was_over_is_mailed_again(
    app: Flask, internet: Internet, clock: FrozenClock, tmp_path: Path
):
    sold = internet.pages["sold.example", "/"]
    for page in (sold, sold, (200, {}, "<p>Sở</p>" * 9), sold, sold):
        internet.pages["sold.example", "/"] = page
        check(app, "--mail")
        clock.advance(minutes=DAY)
    url = next(url for url in portal_of(app).service(cli.LinkService).watch.statuses() if "sold" in url)

    assert told(tmp_path) == ["sold.example", "bad.example", "sold.example"]
    history = portal_of(app).service(cli.LinkService).watch.history(url)
    assert [state for _, state, *_ in history] == [LinkState.DOMAIN, LinkState.OK, LinkState.DOMAIN]


def test_an_address_whose_check_fails_keeps_no_other_from_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """A fault of ours, or of a library, in what one server says."""

    def fail(text: str) -> None:
        raise LookupError("robots")

    monkeypatch.setattr(crawler.Protego, "parse", fail)
    check(app)
    statuses = portal_of(app).service(cli.LinkService).watch.statuses()

    assert {(one.state, one.detail) for one in statuses.values()} == {(LinkState.UNKNOWN, "LookupError")}
    assert len(caplog.records) == len(statuses) == 3


def test_a_database_that_goes_away_ends_the_check_with_a_sentence(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    def away(*_: object) -> None:
        raise StoreUnavailableError("the database")

    monkeypatch.setattr(portal_of(app).service(cli.LinkService).watch, "save", away)
    result = app.test_cli_runner().invoke(args=["portal", "links", "check"])

    assert (result.exit_code, "Nothing was lost" in result.output) == (1, True), result.output


def test_the_office_is_told_where_a_link_has_moved(app: Flask, internet: Internet):
    internet.pages["well.example", "/"] = (301, {"Location": "/moi"}, "")
    internet.site("well.example", path="/moi")
    check(app)
    page = browser(app).get("/portal/admin/links/watch").text

    assert "http://well.example/moi" in page
    assert "http://well.example" in row(app)


def test_what_a_server_says_cannot_steer_a_terminal(app: Flask, internet: Internet):
    internet.pages["sold.example", "/"] = (301, {"Location": "/new\x1b[2J"}, "")

    assert "\x1b" not in check(app)


def test_the_office_sees_on_every_page_how_many_links_need_somebody(app: Flask):
    office = browser(app)
    before = office.get("/portal/admin/links/import").text
    check(app)
    after = office.get("/portal/admin/links/import").text

    assert "cần kiểm tra" not in before
    assert re.search(r'pw-admin__alarms">1<', after)


def test_the_history_says_what_was_found_when(app: Flask, clock: FrozenClock, internet: Internet):
    check(app)
    internet.site("bad.example")
    clock.advance(minutes=DAY)
    check(app)
    page = browser(app).get("/portal/admin/links/bad/watch").text

    assert page.index("Bình thường") < page.index("Trang không còn")


def test_nothing_of_a_page_is_kept(app: Flask, internet: Internet):
    """Neither its text nor its headers, in any state."""
    html = {"Content-Type": "text/html", "X-Secret": "canary"}
    internet.site("bad.example", (404, html, "<title>canary</title>"))
    internet.site("well.example", (200, html, "<title>404 not found canary</title>"))
    internet.pages["sold.example", "/"] = (301, {"Location": "/new?token=canary"}, "")
    internet.site("sold.example", path="/new?token=canary")
    said = check(app)

    assert "canary" not in said

    assert b"canary" not in b"".join(file.read_bytes() for file in portal_of(app).folder.glob("*.sqlite3*"))


def test_a_link_whose_scheme_is_in_capitals_is_checked_as_any_other(app: Flask, internet: Internet):
    url = internet.site("gone.example", (404, {}, "")).replace("http:", "HTTP:")
    service = portal_of(app).service(cli.LinkService)
    link = Link(key="gone", title="Cũ", url=url)
    service.document.change(lambda now: put_link(now, "services", link), who="Lan", what="x")

    assert url in check(app)
