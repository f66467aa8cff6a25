"""Server mode: pages are recorded while they are made, and readers' browsers send no reports."""

import errno
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, request

from portal_widgets.counting.journal.reserved_space import ReservedSpace
from portal_widgets.counting.store.sql.tables import exclusion_day, site_day
from support import FIREFOX, FrozenClock, MakeApp, browser, counting_of, portal_of


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(count_by="server")


def heard(app: Flask) -> tuple[int, int, int]:
    """The numbers of reports, of pages and of article views that were counted."""
    counting_of(app).catch_up()
    with portal_of(app).database.reading() as connection:
        columns = (site_day.c.heard, site_day.c.page_views, site_day.c.article_views)
        return tuple(connection.execute(sa.select(*columns)).one_or_none() or (0, 0, 0))


def excluded(app: Flask) -> dict[str, int]:
    """The ledger of excluded reports."""
    counting_of(app).catch_up()
    with portal_of(app).database.reading() as connection:
        rows = connection.execute(sa.select(exclusion_day.c.reason, exclusion_day.c.hits))
        return {row.reason: row.hits for row in rows}


def page(app: Flask, path: str, template: str, status: int = 200, **options) -> None:
    """Add a page of the host's own."""
    app.add_url_rule(path, path, lambda: (app.jinja_env.from_string(template).render(), status), **options)


def test_opening_a_page_counts_it_and_its_article(app: Flask):
    browser(app).get("/bai/1")

    assert heard(app) == (1, 1, 1)
    assert counting_of(app).views("1") == 1
    assert counting_of(app).numbers().today == 1
    assert counting_of(app).numbers().online == 1


def test_the_next_reader_sees_the_number(app: Flask):
    browser(app).get("/bai/1")
    counting_of(app).catch_up()

    assert 'value="1">1<' in browser(app, address="192.0.2.2").get("/bai/1").text


def test_opening_it_again_is_a_repeat_for_half_an_hour(app: Flask, clock: FrozenClock):
    reader = browser(app)
    reader.get("/bai/1")
    clock.advance(minutes=29)
    reader.get("/bai/1")
    assert excluded(app) == {"repeat": 1}
    clock.advance(minutes=31)
    reader.get("/bai/1")

    assert heard(app) == (3, 3, 2)
    assert counting_of(app).views("1") == 2


def test_the_browser_is_told_nothing_to_report(app: Flask, make_app: MakeApp):
    html = browser(app).get("/bai/1").text

    for beacon in ("data-views-url", "data-pixel-url", "<noscript", "/portal/views.gif"):
        assert beacon not in html
        assert beacon in browser(make_app()).get("/bai/1").text


def test_in_beacon_mode_a_page_alone_counts_nothing(make_app: MakeApp):
    app = make_app()
    browser(app).get("/bai/1")

    assert heard(app) == (0, 0, 0)


def test_a_head_request_is_not_heard(app: Flask):
    browser(app).head("/bai/1")

    assert heard(app) == (0, 0, 0)


@pytest.mark.parametrize("status", [201, 404, 410, 500])
def test_only_a_page_that_was_found_is_heard(app: Flask, status: int):
    """An error page has the portal's head, too."""
    page(app, "/khac", "{{ portal.head() }}{{ portal.view_count(1) }}", status)
    assert "data-page-token" in browser(app).get("/khac").text

    assert heard(app) == (0, 0, 0)


def test_the_hosts_own_page_for_404_is_not_heard(app: Flask):
    @app.errorhandler(404)
    def lost(_: Exception) -> tuple[str, int]:
        return app.jinja_env.from_string("{{ portal.head() }}").render(), 404

    assert "data-page-token" in browser(app).get("/khong-co").text
    assert heard(app) == (0, 0, 0)


def test_the_page_after_a_post_is_not_heard(app: Flask):
    page(app, "/gui", "{{ portal.head() }}{{ portal.view_count(1) }}", methods=["GET", "POST"])
    browser(app).post("/gui")
    assert heard(app) == (0, 0, 0)
    browser(app).get("/gui")

    assert heard(app) == (1, 1, 1)


def test_a_piece_of_a_page_is_not_heard(app: Flask):
    """Without the portal's head it is not a whole page, so the request of a script is not counted."""
    page(app, "/manh", "{{ portal.view_count(1) }}")
    browser(app).get("/manh")

    assert heard(app) == (0, 0, 0)


def test_a_page_without_an_article_counts_a_page(app: Flask):
    page(app, "/", "{{ portal.head() }}")
    browser(app).get("/")

    assert heard(app) == (1, 1, 0)
    assert counting_of(app).numbers().today == 1


def test_of_two_articles_on_a_page_the_first_is_read(app: Flask):
    page(app, "/hai", "{{ portal.view_count(7) }}{{ portal.view_count(8) }}{{ portal.head() }}")
    browser(app).get("/hai")

    assert heard(app) == (1, 1, 1)
    assert [counting_of(app).views(article) for article in ("7", "8")] == [1, 0]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Purpose": "preview"},
        {"X-Moz": "prefetch"},
    ],
    ids=str,
)
def test_what_a_browser_fetches_ahead_is_not_counted(app: Flask, headers: dict[str, str]):
    """It does not affect the real view that follows."""
    reader = browser(app)
    reader.get("/bai/1", headers=headers)
    assert excluded(app) == {"prefetch": 1}
    reader.get("/bai/1")

    assert heard(app) == (2, 1, 1)


@pytest.mark.parametrize("agent", ["curl/8", "", "Mozilla/5.0 (compatible; Googlebot/2.1)"])
def test_robots_are_not_counted(app: Flask, agent: str):
    browser(app, agent=agent).get("/bai/1")

    assert excluded(app) == {"bot": 1}
    assert counting_of(app).views("1") == 0


def test_staff_are_not_counted(make_app: MakeApp):
    app = make_app(count_by="server", is_staff=lambda: "clerk" in request.headers.get("Authorization", ""))
    browser(app).get("/bai/1", headers={"Authorization": "clerk"})
    assert excluded(app) == {"staff": 1}
    browser(app).get("/bai/1")

    assert heard(app) == (2, 1, 1)


def test_a_reader_from_another_site_is_counted(app: Flask):
    """A page, unlike a report, may be requested from another site."""
    headers = {"Referer": "https://tim.example/?q=nuoc", "Sec-Fetch-Site": "cross-site"}
    browser(app).get("/bai/1", headers=headers)

    assert excluded(app) == {}
    assert counting_of(app).views("1") == 1


def test_a_page_is_the_same_for_everyone(app: Flask):
    """Byte for byte, while the numbers stay the same, and without a cookie: any cache may keep it."""
    pages = [browser(app, address=f"192.0.2.{reader}").get("/bai/1") for reader in range(3)]

    assert len({answer.data for answer in pages}) == 1
    assert len({answer.headers.get("Cache-Control") for answer in pages}) == 1
    assert not any("Set-Cookie" in answer.headers for answer in pages)
    counting_of(app).catch_up()
    assert counting_of(app).views("1") == 3


def test_without_a_folder_for_journals_it_is_known_what_is_missing(make_app: MakeApp, tmp_path: Path):
    app = make_app(instance=tmp_path / "broken", count_by="server")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "journals").touch()
    for article in ("1", "2"):
        assert browser(app).get(f"/bai/{article}").status_code == 200

    assert excluded(app) == {"journal": 2}
    assert counting_of(app).views("1") == 0


def test_a_full_disk_harms_no_page_and_the_ledger_tells(app: Flask, monkeypatch):
    """Records from before the full disk are counted."""
    browser(app).get("/bai/1")

    def full(space: ReservedSpace, data: bytes, at: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as disk:
        disk.setattr(ReservedSpace, "write", full)
        answer = browser(app, address="192.0.2.2").get("/bai/1")

    assert answer.status_code == 200
    assert excluded(app) == {"journal": 1}
    assert heard(app) == (2, 1, 1)
    assert counting_of(app).views("1") == 1


def test_what_is_missing_tells_nothing_of_the_reader(app: Flask, monkeypatch):
    """The ledger needs only a number."""
    monkeypatch.setattr(counting_of(app).parts.journal_writer, "write", lambda *_: False)
    browser(app).get("/bai/1")
    ((_, record),) = counting_of(app).parts.journal_writer.memory.read(0, 10).records

    assert (record.visitor, record.agent, record.page, record.article) == (b"", "", "", "")
    assert FIREFOX not in str(record)
