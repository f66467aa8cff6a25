"""The accessibility statement: the owner's words, checked at the start, without claims of ours."""

import ast
import html
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML

from portal_widgets import ConfigurationError
from portal_widgets.reading.statement import Statement, overdue, statement
from support import FrozenClock, MakeApp, browser

ROOT = Path(__file__).parents[2]
PATH = "/portal/accessibility-statement"
TODAY = "2026-03-11"


def documented() -> dict[str, Any]:
    """The example in the manual."""
    text = (ROOT / "docs" / "accessibility-statement.md").read_text("utf-8")
    code = re.search(r"```python\nACCESSIBILITY_STATEMENT = (.*?)```", text, re.DOTALL)[1]
    return ast.literal_eval(code)


def answer(make_app: MakeApp, said: dict[str, Any] | None, lang: str = "vi", **options: Any):
    return browser(make_app(accessibility_statement=said, **options)).get(f"{PATH}?lang={lang}")


def source(make_app: MakeApp, said: dict[str, Any], lang: str = "vi", **options: Any) -> str:
    """The statement's part of a valid page."""
    page = answer(make_app, said, lang, **options)
    assert page.status_code == 200
    JustHTML(page.text, strict=True)
    return page.text.partition("<article")[2].partition("</article>")[0]


def text(make_app: MakeApp, said: dict[str, Any], lang: str = "vi", **options: Any) -> str:
    """The same text as a reader sees it."""
    shown = re.sub(r"<[^>]+>", " ", source(make_app, said, lang, **options))
    return " ".join(html.unescape(shown).split())


def texts(value: Any, lang: str) -> list[str]:
    """Every text in a statement, in one language."""
    if isinstance(value, str):
        return [] if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else [value]
    if isinstance(value, list):
        return [found for item in value for found in texts(item, lang)]
    if isinstance(value, dict) and lang in value:
        return [value[lang]]
    if isinstance(value, dict):
        return [found for item in value.values() for found in texts(item, lang)]
    return []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_example_of_the_manual_is_shown_whole(make_app: MakeApp, lang: str):
    said = documented()
    shown = text(make_app, said, lang)

    assert set(said) == set(Statement._fields)
    for given_text in texts(said, lang):
        assert given_text in shown


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("vi", ["Tuyên bố về khả năng tiếp cận", "15/10/2026", "30/06/2027", "trong vòng 10 ngày làm việc"]),
        ("en", ["Accessibility statement", "15 October 2026", "30 June 2027", "within 10 working days"]),
    ],
)
def test_dates_and_days_are_said_in_the_readers_language(make_app: MakeApp, lang: str, says: list[str]):
    shown = text(make_app, documented(), lang)

    for words in says:
        assert words in shown


def test_one_day_is_one_day_in_english(make_app: MakeApp):
    assert "within 1 working day." in text(make_app, {"date": TODAY, "respond_days": 1}, "en")


def test_dates_can_be_read_by_machines_and_contacts_pressed(make_app: MakeApp):
    shown = source(make_app, documented())

    assert '<time datetime="2026-10-15">15/10/2026</time>' in shown
    assert '<time datetime="2027-06-30">30/06/2027</time>' in shown
    assert '<a href="tel:02003000001">0200 300 0001</a>' in shown
    assert '<a href="mailto:vanphong@dongmay.example">vanphong@dongmay.example</a>' in shown
    assert 'href="/portal/reading-options"' in shown


def test_without_a_statement_there_is_no_page(make_app: MakeApp):
    page = answer(make_app, None)

    assert page.status_code == 404
    assert "Không có trang nào ở địa chỉ này" in page.text
    assert 'class="pw-page"' in page.text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_of_itself_it_claims_nothing_and_names_no_law(make_app: MakeApp, lang: str):
    """If the owner leaves something out, it is not filled in."""
    for said in ({"date": TODAY}, {"date": "2020-01-01", "gaps": [{"what": "-", "until": "2021-01-01"}]}):
        shown = text(make_app, said, lang, organisation={}).lower()

        for claim in ("wcag", "conform", "compl", "tuân thủ", "đạt chuẩn", "phù hợp", "đáp ứng"):
            assert claim not in shown
        for law in ("decree", "circular", "nghị định", "thông tư", "luật", "nđ-cp", "căn cứ", "legal"):
            assert law not in shown


@pytest.mark.parametrize(
    ("lang", "owner", "options"),
    [
        ("vi", "đơn vị tự công bố và chịu trách nhiệm", "không tự làm cho một trang trở nên dễ tiếp cận"),
        ("en", "The owner of this site makes this statement", "do not make a site accessible"),
    ],
)
def test_it_always_says_whose_it_is_and_what_reading_options_are_not(
    make_app: MakeApp, lang: str, owner: str, options: str
):
    for said in ({"date": TODAY}, documented()):
        shown = text(make_app, said, lang)

        assert owner in shown
        assert options in shown


def test_no_known_gap_is_no_proof(make_app: MakeApp):
    proof = "Chưa ghi nhận hạn chế nào. Điều đó không có nghĩa là không có hạn chế."

    assert proof in text(make_app, {"date": TODAY, "gaps": []})
    assert proof in text(make_app, {"date": TODAY})
    assert proof not in text(make_app, documented())


def test_a_statement_older_than_a_year_says_so(make_app: MakeApp, clock: FrozenClock):
    note = "Tuyên bố này đã quá 12 tháng chưa được rà soát"
    client = browser(make_app(accessibility_statement={"date": TODAY}))

    clock.set("2027-03-11T23:59:59")
    assert note not in client.get(PATH).text
    clock.set("2027-03-12T00:00:00")
    assert note in client.get(PATH).text


@pytest.mark.parametrize(
    ("reviewed", "today", "is_old"),
    [
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
        (date(2023, 2, 28), date(2024, 2, 28), False),
        (date(2023, 2, 28), date(2024, 2, 29), True),
        (date(2026, 3, 11), date(2026, 1, 1), False),
    ],
)
def test_a_year_is_a_calendar_year(reviewed: date, today: date, is_old: bool):
    assert overdue(reviewed, today, 12) is is_old


@given(st.dates(date(1, 1, 1), date(9990, 1, 1)), st.integers(-800, 800))
def test_up_to_a_year_is_not_too_old_and_more_is(reviewed: date, days: int):
    try:
        today = reviewed + timedelta(days)
    except OverflowError:
        return

    if days <= 365:
        assert not overdue(reviewed, today, 12)
    if days > 366:
        assert overdue(reviewed, today, 12)


def test_without_a_contact_of_its_own_the_organisations_is_shown(make_app: MakeApp):
    organisation = {
        "name": {"vi": "Ủy ban <b>xã</b>", "en": "Committee"},
        "address": "Ấp Giữa",
        "telephones": ["+84 200 000 0002"],
        "email": "ubnd@dongmay.example",
        "licence": "Ghi rõ nguồn",
    }
    shown = source(make_app, {"date": TODAY}, organisation=organisation)

    assert "<strong>Ủy ban &lt;b&gt;xã&lt;/b&gt;</strong>" in shown
    assert "Ấp Giữa" in shown
    assert 'href="tel:+842000000002"' in shown
    assert 'href="mailto:ubnd@dongmay.example"' in shown
    assert "Ghi rõ nguồn" not in shown


def test_a_contact_of_its_own_replaces_the_organisations(make_app: MakeApp):
    for contact in ("Văn phòng", {"vi": "Văn phòng", "en": "Office"}, {"text": "Văn phòng"}):
        shown = text(make_app, {"date": TODAY, "contact": contact})

        assert "Văn phòng" in shown
        assert "ubnd@dongmay.example" not in shown


@pytest.mark.parametrize("organisation", [{}, {"name": "Ủy ban xã"}])
def test_where_nobody_can_be_reached_it_says_so(make_app: MakeApp, organisation):
    shown = text(make_app, {"date": TODAY}, organisation=organisation)

    assert "Chưa có thông tin liên hệ được công bố." in shown


def test_without_a_scope_the_organisation_is_named(make_app: MakeApp):
    heading = "Phạm vi của tuyên bố"

    assert f"{heading} Ủy ban xã Đồng Mây" in text(make_app, {"date": TODAY})
    assert f"{heading} Mọi trang" in text(make_app, {"date": TODAY, "scope": "Mọi trang"})
    assert heading not in text(make_app, {"date": TODAY}, organisation={})


def test_a_text_that_is_there_in_one_language_only_says_which(make_app: MakeApp):
    """WCAG 3.1.2: a screen reader must not read Vietnamese as English."""
    said = {"date": TODAY, "basis": {"vi": "Quy chế"}, "gaps": [{"what": {"vi": "Bản quét", "en": "Scans"}}]}
    shown = source(make_app, said, "en")

    assert '<p lang="vi">Quy chế</p>' in shown
    assert "<h3>Scans</h3>" in shown
    assert "lang=" not in source(make_app, said, "vi")


def test_as_a_part_of_a_hosts_page_it_says_the_same_below_the_hosts_own_heading(make_app: MakeApp):
    app = make_app(accessibility_statement=documented(), clock=FrozenClock(f"{TODAY}T09:00:00"))
    app.add_url_rule("/khac", "other", lambda: app.jinja_env.from_string("{{ portal.statement() }}").render())
    part, page = browser(app).get("/khac").text, browser(app).get(PATH).text

    assert "<h1" not in part
    levels = {f"<{end}h{level}": f"<{end}h{level + 1}" for level in (3, 2, 1) for end in ("", "/")}
    raised = page.partition("<article")[2].partition("</article>")[0]
    for before, after in levels.items():
        raised = raised.replace(before, after)
    assert part.partition("<article")[2].partition("</article>")[0] == raised


def test_without_a_statement_the_part_is_empty(make_app: MakeApp):
    app = make_app()
    app.add_url_rule("/khac", "other", lambda: app.jinja_env.from_string("{{ portal.statement() }}").render())

    assert browser(app).get("/khac").text == ""


def test_it_may_be_cached_and_is_the_same_for_all(make_app: MakeApp):
    app = make_app(accessibility_statement=documented())
    first = browser(app).get(PATH)
    other = browser(app, agent="Lynx/2.9", address="198.51.100.7").get(
        PATH, headers={"Accept-Language": "en"}
    )

    assert first.data == other.data
    assert "public" in first.headers["Cache-Control"]
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers.get("Vary", "")
    again = browser(app).get(PATH, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_readers_choice_makes_it_private(make_app: MakeApp):
    client = browser(make_app(accessibility_statement=documented()))
    client.set_cookie("pw_reading", "size-150")

    assert client.get(PATH).headers["Cache-Control"] == "private, no-store"


def with_gap(**changes: Any) -> dict[str, Any]:
    return {"date": TODAY, "gaps": [{"what": "-"}, {"what": "-", **changes}]}


WRONG = [
    ("yes", "dictionary"),
    ({}, '"date" is missing'),
    ({"date": TODAY, "level": "AA"}, '"level" is not a key'),
    ({"date": "11/03/2026"}, '"date" must be a date such as'),
    ({"date": "2026-02-30"}, '"date" must be a date such as'),
    ({"date": 2026}, '"date" must be a date such as'),
    ({"date": TODAY, "basis": 42}, '"basis" must be a text'),
    ({"date": TODAY, "basis": " "}, '"basis" must be a text'),
    ({"date": TODAY, "scope": {}}, '"scope" must be a text'),
    ({"date": TODAY, "scope": {"vn": "Trang"}}, '"scope" must be a text, or texts by language code (vi, en)'),
    ({"date": TODAY, "assessed": {"vi": ""}}, '"assessed" must be a text'),
    ({"date": TODAY, "gaps": "none"}, '"gaps" must be a list'),
    ({"date": TODAY, "gaps": ["scans"]}, '"gaps[0]" must be a dictionary'),
    ({"date": TODAY, "gaps": [{"who": "-"}]}, '"gaps[0].what" is missing'),
    (with_gap(until="soon"), '"gaps[1].until" must be a date such as'),
    (with_gap(fix="-"), '"gaps[1].fix" is not a key'),
    (with_gap(who=["-"]), '"gaps[1].who" must be a text'),
    ({"date": TODAY, "measures": "more"}, '"measures" must be a list'),
    ({"date": TODAY, "measures": ["more", None]}, '"measures[1]" must be a text'),
    ({"date": TODAY, "respond_days": 0}, '"respond_days" must be a whole number'),
    ({"date": TODAY, "respond_days": True}, '"respond_days" must be a whole number'),
    ({"date": TODAY, "respond_days": "10"}, '"respond_days" must be a whole number'),
    ({"date": TODAY, "contact": 1}, '"contact" must be a dictionary'),
    ({"date": TODAY, "contact": {}}, '"contact" must have some of'),
    ({"date": TODAY, "contact": {"phone": "1"}}, '"contact.phone" is not a key'),
    ({"date": TODAY, "contact": {"telephones": "0200"}}, '"contact.telephones" must be a list'),
    ({"date": TODAY, "contact": {"telephones": ["none"]}}, '"contact.telephones[0]" must be a telephone'),
    ({"date": TODAY, "contact": {"email": "nobody"}}, '"contact.email" must be an e-mail address'),
    ({"date": TODAY, "escalation": False}, '"escalation" must be a text'),
]


@pytest.mark.parametrize(("value", "allowed"), WRONG, ids=[allowed for _, allowed in WRONG])
def test_a_wrong_value_stops_the_application_with_its_key(make_app: MakeApp, value: Any, allowed: str):
    with pytest.raises(ConfigurationError) as caught:
        make_app(accessibility_statement=value)

    assert "PORTAL_WIDGETS_ACCESSIBILITY_STATEMENT" in str(caught.value)
    assert allowed in str(caught.value)


def refusal(value: Any) -> str:
    try:
        checked = statement(value)
    except ValueError as error:
        return str(error)
    assert checked is None or isinstance(checked, Statement)
    return ""


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
KEYS = st.sampled_from([*Statement._fields, "what", "until", "email", "telephones", "vi", "en"]) | st.text()
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(ANYTHING, st.sampled_from(Statement._fields))
def test_whatever_is_given_is_taken_or_refused_with_a_sentence(value: Any, key: str):
    """An error always names the fault."""
    for given_value in (value, {"date": TODAY, key: value}):
        assert refusal(given_value) == "" or re.search("must|missing|not a key", refusal(given_value))
