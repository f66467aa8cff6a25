"""The dashboard's pages, as an admin sees them."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from portal_widgets.counting.store.sql.tables import tally_day
from support import (
    FIREFOX,
    FrozenClock,
    MakeApp,
    browser,
    counting_of,
    fields_at_fault,
    portal_of,
    statements,
)

HOME = "/portal/admin/statistics/"
COUNTER = (
    "{{ portal.head() }}"
    "{{ portal.view_count(id, title='Bài ' ~ id, url='/doc/' ~ id, category=category, read=True) }}"
)


@pytest.fixture
def portal(make_app: MakeApp, roles: set[str]) -> Flask:
    """A portal that counts articles when it makes them."""
    app = make_app(admin_guard=lambda: roles, count_by="server")
    app.add_url_rule(
        "/doc/<category>/<id>",
        "doc",
        lambda id, category: app.jinja_env.from_string(COUNTER).render(id=id, category=category),  # noqa: A006
    )
    return app


def read(app: Flask, path: str, *, who: int = 1, agent: str = FIREFOX, referrer: str = "") -> None:
    headers = {"Referer": referrer} if referrer else {}
    browser(app, agent, f"192.0.2.{who}").get(path, headers=headers)


def counted(app: Flask) -> None:
    counting_of(app).catch_up()
    counting_of(app).archive()


def page(client: FlaskClient, path: str = HOME, **query: str) -> JustHTML:
    answer = client.get(path, query_string=query or None)
    assert answer.status_code == 200, answer.text
    return JustHTML(answer.text, sanitize=False)


def texts(found: JustHTML, selector: str) -> list[str]:
    return [re.sub(r"\s+", " ", node.to_text()).strip() for node in found.query(selector)]


def figures(found: JustHTML) -> dict[str, str]:
    return dict(zip(texts(found, ".pw-figure dt"), texts(found, ".pw-figure__value"), strict=True))


def table(found: JustHTML, name: str) -> dict[str, str]:
    """The rows of a list: label and number."""
    section = next(node for node in found.query("section") if node.attrs.get("id") == f"pw-{name}")
    rows = list(section.query("tbody tr"))
    return {texts(row, "th")[0]: texts(row, "td")[0] for row in rows}


def csrf(client: FlaskClient) -> dict[str, str]:
    """The token in a form of the notes."""
    form = JustHTML(client.get(f"{HOME}notes").text, sanitize=False)
    (token,) = [node.attrs for node in form.query("main input") if node.attrs.get("type") == "hidden"]
    return {token["name"]: token["value"]}


def test_the_page_shows_what_was_read(portal: Flask, admin: FlaskClient):
    read(portal, "/doc/Tin/1", who=1, referrer="https://tim.example/q")
    read(portal, "/doc/Tin/1", who=2)
    read(portal, "/doc/Nhac/2", who=2)
    read(portal, "/doc/Tin/1", who=3, agent="curl/8")
    counted(portal)
    found = page(admin, period="today")

    assert figures(found) == {
        "Lượt xem trang": "3",
        "Lượt truy cập": "2",
        "Số người truy cập bình quân ngày": "2",
        "Số lượt xem trang bình quân mỗi lượt truy cập": "1,5",
        "Đang trực tuyến": "2",
    }
    assert table(found, "articles") == {"Bài 1": "2", "Bài 2": "1"}
    assert table(found, "categories") == {"Tin": "2", "Nhac": "1"}
    assert table(found, "referrers") == {"tim.example": "1", "Truy cập trực tiếp hoặc không rõ": "1"}
    assert table(found, "browsers") == {"Firefox": "2"}
    assert table(found, "excluded") == {"Truy cập tự động (bot)": "1"}


def test_of_visits_before_a_dimension_was_tallied_the_page_says_that_it_is_not_known(
    portal: Flask, admin: FlaskClient
):
    read(portal, "/doc/Tin/1", who=1)
    counted(portal)
    with portal_of(portal).database.writing() as connection:
        connection.execute(sa.delete(tally_day).where(tally_day.c.dimension == "system-version"))
    assert 'id="pw-system-versions"' not in admin.get(HOME).text

    read(portal, "/doc/Tin/1", who=2)
    counted(portal)
    assert table(page(admin, period="today"), "system-versions") == {"Linux": "1", "Không rõ": "1"}


def test_english_is_whole(portal: Flask, admin: FlaskClient):
    read(portal, "/doc/Tin/1")
    counted(portal)
    found = page(admin, period="today", lang="en")

    assert figures(found)["Page views"] == "1"
    assert table(found, "devices") == {"Computer": "1"}


def test_a_period_without_any_reader_is_a_page_too(admin: FlaskClient):
    found = page(admin, period="last-year")

    assert figures(found)["Lượt xem trang"] == "0"
    assert "Chưa có" in found.to_text()


def test_a_change_is_said_in_words_and_per_cent(portal: Flask, admin: FlaskClient, clock: FrozenClock):
    clock.set("2026-02-10T09:00:00")
    read(portal, "/doc/Tin/1", who=1)
    counted(portal)
    clock.set("2026-03-10T09:00:00")
    for who in (1, 2, 3):
        read(portal, "/doc/Tin/1", who=who)
    counted(portal)
    clock.set("2026-04-02T09:00:00")
    found = page(admin, period="custom", **{"from": "2026-03-10", "to": "2026-03-11", "compare": "nothing"})
    assert texts(found, ".pw-figure__change") == []

    found = page(admin, period="last-month")
    assert figures(found)["Lượt truy cập"] == "3"
    # February began before the counter, so nothing is known about it.
    assert "tăng" not in found.to_text()

    clock.set("2026-05-02T09:00:00")
    found = page(admin, period="last-month")
    assert "giảm 100% kỳ trước: 3" in texts(found, ".pw-figure__change")[1]


def test_a_day_that_has_begun_is_not_called_a_fall(portal: Flask, admin: FlaskClient, clock: FrozenClock):
    clock.set("2026-03-09T09:00:00")
    read(portal, "/doc/Tin/1")
    clock.set("2026-03-10T09:00:00")
    read(portal, "/doc/Tin/1")
    read(portal, "/doc/Tin/1", who=2)
    counted(portal)
    clock.set("2026-03-11T00:10:00")
    found = page(admin, period="today")

    assert "giảm" not in found.to_text()
    assert "kỳ trước: 2" in found.to_text()


def test_a_category_is_narrowed_to_by_clicking(portal: Flask, admin: FlaskClient):
    read(portal, "/doc/Tin/1", who=1)
    read(portal, "/doc/Nhac/2", who=1)
    counted(portal)
    (link,) = [
        node.attrs["href"] for node in page(admin, period="today").query("a") if node.to_text() == "Nhac"
    ]
    found = page(admin, link)

    assert figures(found)["Số lượt xem"] == "1"
    assert table(found, "articles") == {"Bài 2": "1"}
    assert "50" in next(text for text in texts(found, "p") if "Chiếm" in text)


def test_an_article_has_a_page_of_its_own(portal: Flask, admin: FlaskClient):
    read(portal, "/doc/Tin/1", who=1, referrer="https://tim.example/q")
    read(portal, "/doc/Tin/1", who=2)
    read(portal, "/doc/Tin/2", who=2)
    browser(portal).post("/portal/feedback/useful", data={"page": "/doc/1", "answer": "yes"})
    counted(portal)
    (link,) = [
        node.attrs["href"] for node in page(admin, period="today").query("a") if node.to_text() == "Bài 1"
    ]
    found = page(admin, link)
    facts = dict(zip(texts(found, ".pw-facts dt"), texts(found, ".pw-facts dd"), strict=True))

    assert texts(found, "h1") == ["Bài 1"]
    assert facts["Tổng lượt xem"] == "2"
    assert facts["Đánh giá hữu ích trong kỳ"] == "Có: 1 · Không: 0"
    assert facts["Lượt xem đầu tiên"] == facts["Lượt xem gần nhất"] == "11/03/2026"
    assert facts["Tỷ lệ trong toàn cổng ở kỳ này"] == "66,7%"
    assert table(found, "origins") == {"tim.example": "1", "Từ chính cổng này, trực tiếp hoặc không rõ": "1"}


@pytest.mark.parametrize("number", ["999", "2147483648", "99999999999999999999"])
def test_an_article_that_is_not_there_is_404(admin: FlaskClient, number: str):
    assert admin.get(f"{HOME}articles/{number}").status_code == 404


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("period=mai-sau", "Không có kỳ này"),
        ("period=custom&from=hôm+nay&to=2026-03-01", "Vui lòng nhập đủ hai ngày"),
        ("compare=x", "Vui lòng chọn trong danh sách kỳ để so sánh"),
    ],
)
def test_what_is_not_understood_is_said_and_kept(admin: FlaskClient, query: str, sentence: str):
    answer = admin.get(f"{HOME}?{query}")

    assert answer.status_code == 400
    assert sentence in answer.text
    if "from" in query:
        assert 'value="hôm nay"' in answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(
        st.sampled_from(["period", "from", "to", "compare", "category", "lang"]),
        st.text(max_size=20),
        max_size=4,
    )
)
def test_no_query_is_an_error_of_ours(years: Flask, query: dict[str, str]):
    answer = years.test_client().get(HOME, query_string=query)

    assert answer.status_code in {200, 400}


def test_titles_cannot_run_anything(portal: Flask, admin: FlaskClient):
    read(portal, "/doc/<img src=x onerror=alert(1)>/%22%3E%3Cscript%3E1")
    counted(portal)
    answer = admin.get(HOME, query_string={"period": "today"})

    assert "<script>1" not in answer.text
    assert "<img src=x" not in answer.text


def test_notes_stand_on_the_chart(admin: FlaskClient):
    sent = {**csrf(admin), "day": "2026-03-09", "text": "Chuyển máy chủ"}
    answer = admin.post(f"{HOME}notes", data=sent)

    assert answer.status_code == 303
    assert "09/03/2026: Chuyển máy chủ" in admin.get(f"{HOME}?period=7-days").text


@pytest.mark.parametrize(
    ("day", "text", "places"),
    [
        ("", "Có chữ", ["day"]),
        ("2026-03-09", " ", ["text"]),
        ("2026-13-09", "Có chữ", ["day"]),
        ("2026-03-09", "a" * 301, ["text"]),
        ("hôm qua", "\u200b", ["day", "text"]),
    ],
)
def test_a_note_that_lacks_something_is_kept_and_said(
    admin: FlaskClient, day: str, text: str, places: list[str]
):
    answer = admin.post(f"{HOME}notes", data={**csrf(admin), "day": day, "text": text})

    assert answer.status_code == 400
    assert "Vui lòng" in answer.text or "tối đa 300" in answer.text
    assert fields_at_fault(answer.text) == places
    assert f'name="day" required value="{day}"' in answer.text
    seen = text.strip(" \u200b")
    assert f'value="{seen}"' in answer.text


def test_whoever_may_only_read_writes_no_notes(admin: FlaskClient, roles: set[str]):
    token = csrf(admin)
    roles.clear()
    roles.add("viewer")
    sent = {**token, "day": "2026-03-09", "text": "Chuyển máy chủ"}

    assert admin.get(HOME).status_code == 200
    assert admin.post(f"{HOME}notes", data=sent).status_code == 403
    assert "Thêm ghi chú" not in admin.get(f"{HOME}notes").text
    assert "Chuyển máy chủ" not in admin.get(f"{HOME}notes").text


PERIODS = (
    "today",
    "30-days",
    "this-month",
    "last-month",
    "this-quarter",
    "this-half-year",
    "last-year",
    "custom",
)


@pytest.mark.parametrize("category", ["", "Tin tức"])
@pytest.mark.parametrize("period", PERIODS)
def test_no_page_needs_more_than_twelve_statements(years: Flask, period: str, category: str):
    client = years.test_client()
    query = {"period": period, "category": category, "from": "2023-12-05", "to": "2026-11-23"}
    assert client.get(HOME, query_string=query).status_code == 200
    with statements(portal_of(years).database) as asked:
        client.get(HOME, query_string=query)

    assert 0 < len(asked) <= 12


def test_invented_years_agree_with_themselves(years: Flask):
    """The figures of the demo are plausible: every list adds up to its total."""
    store = portal_of(years)
    from portal_widgets.counting.classify.dimensions import DIMENSIONS
    from portal_widgets.dashboard.periods import Days
    from portal_widgets.dashboard.store.store import DashboardStore
    from portal_widgets.dashboard.store.values import EXCLUDED

    whole = Days(date(2023, 11, 23), date(2026, 11, 22))
    with DashboardStore(store.database).query("main") as query:
        days = query.days(whole).values()
        tallies = query.labels.tallies(whole, [one.key for one in DIMENSIONS], 10_000)
        read_ = query.articles.most_read(whole, 10_000)
        totals = [query.articles.find(one.number).read.views for one in read_[:20]]
    visits = sum(day.visits for day in days)

    assert len(days) == whole.length
    of_agent = [one.key for one in DIMENSIONS if one.from_agent]
    for dimension in (*of_agent, "language", "hour", "entry"):
        assert tallies[dimension].total == visits, dimension
    assert (
        sum(one.views for one in read_) == sum(day.article_views for day in days) == tallies["category"].total
    )
    assert totals == [one.views for one in read_[:20]]
    repeats = dict(tallies[EXCLUDED].values)["repeat"]
    assert (
        sum(day.heard for day in days)
        == sum(day.page_views for day in days) + tallies[EXCLUDED].total - repeats
    )


def test_demo_data_never_mixes_with_what_was_counted(portal: Flask):
    read(portal, "/doc/Tin/1")
    counted(portal)
    result = portal.test_cli_runner().invoke(args=["portal", "demo-data", "--years", "1", "--articles", "5"])

    assert result.exit_code == 1
    assert "counted real visits" in result.output


def test_demo_data_needs_articles(portal: Flask):
    result = portal.test_cli_runner().invoke(args=["portal", "demo-data", "--years", "1", "--articles", "0"])

    assert result.exit_code == 1
    assert "No page has described an article" in result.output
