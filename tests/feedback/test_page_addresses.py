"""A page of the portal keeps its address; a typed address keeps nothing that identifies a person."""

import re
from time import perf_counter

import pytest
from flask import Flask, Response, abort, stream_template_string
from flask_caching import Cache
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from feedback.sending import OFFICE, feedback_service_of, stamp
from portal_widgets.feedback.privacy.page_addresses import LONGEST_PAGE, PageAddresses
from portal_widgets.feedback.store import tables
from support import FrozenClock, MakeApp, browser, portal_of

USEFUL = "/portal/feedback/useful"
PROBLEM = "/portal/feedback/page"
FOOT = "{{ portal.page_feedback() }}"
ARTICLES = ["/bai/102230308143512345", "/bai/102230308143512346"]
MASKED = ["/tra-cuu/*", "/ho-so/*/in"]


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(**OFFICE, feedback_masked_paths=MASKED)


def fields(page: TestResponse) -> dict[str, str]:
    """The values that the first form on a page returns about it."""
    found = dict(re.findall(r'name="(page|page_signature)" value="([^"]*)"', page.text)[:2])
    assert found.keys() == {"page", "page_signature"}
    return found


def rate(app: Flask, sent: dict[str, str], answer: str = "yes", address: str = "192.0.2.1") -> TestResponse:
    return browser(app, address=address).post(USEFUL, data={**sent, "answer": answer})


def rated(app: Flask) -> dict[str, int]:
    with portal_of(app).database.reading() as connection:
        return {row.page: row.count for row in connection.execute(tables.useful.select())}


def add_page(app: Flask, rule: str, view) -> None:
    app.add_url_rule(rule, rule, view)


def drawn(app: Flask) -> str:
    return app.jinja_env.from_string(FOOT).render()


def test_every_article_has_its_own_answers_however_long_its_number_is(app: Flask):
    for path in ARTICLES:
        assert rate(app, fields(browser(app).get(f"{path}?utm=0912345678"))).status_code == 200

    assert rated(app) == dict.fromkeys(ARTICLES, 1)


def test_a_problem_and_a_sentence_name_the_page_also_after_a_mistake(app: Flask, clock: FrozenClock):
    reader = browser(app)
    page = reader.get(ARTICLES[0])
    confirm = reader.post(PROBLEM, data={**fields(page), "text": "Bảng bị vỡ"})
    assert f"<code>{ARTICLES[0]}</code>" in confirm.text
    sent = {**fields(confirm), "stamp": stamp(confirm.text), "text": "Bảng bị vỡ"}
    assert reader.post(PROBLEM, data=sent).status_code == 303

    why = rate(app, fields(page))
    clock.advance(seconds=20)
    sent = {**fields(why), "stamp": stamp(why.text), "text": "Thiếu giờ"}
    assert reader.post("/portal/feedback/sentence", data=sent).status_code == 303

    with portal_of(app).database.reading() as connection:
        assert [row.page for row in connection.execute(tables.message.select())] == [ARTICLES[0]] * 2


def test_a_cached_page_has_the_same_form_for_all_and_keeps_its_address(app: Flask):
    cache = Cache(app, config={"CACHE_TYPE": "SimpleCache"})
    add_page(app, "/tin/<number>", cache.cached()(lambda number: drawn(app)))
    first, second = (browser(app).get("/tin/1022603110814") for _ in range(2))

    assert first.data == second.data
    rate(app, fields(second))
    assert rated(app) == {"/tin/1022603110814": 1}


def abort_404(app: Flask):
    app.register_error_handler(404, lambda _: (drawn(app), 404))
    return lambda: abort(404)


def answer_404(app: Flask):
    return lambda: (drawn(app), 404)


def cached_404(app: Flask):
    cache = Cache(app, config={"CACHE_TYPE": "SimpleCache"})
    return cache.cached(response_filter=lambda _: True)(lambda: (drawn(app), 404))


def streamed_404(app: Flask):
    return lambda: Response(stream_template_string(FOOT), 404)


@pytest.mark.parametrize("missing", [abort_404, answer_404, cached_404, streamed_404])
def test_a_page_that_is_not_there_signs_no_address(app: Flask, missing):
    add_page(app, "/khong-co/0912345678", missing(app))
    for _ in range(2):
        page = browser(app).get("/khong-co/0912345678")
        assert page.status_code == 404
        assert fields(page)["page_signature"] == ""

    rate(app, fields(page))
    (kept,) = rated(app)
    assert re.fullmatch(r"/khong-co/…[a-p]{10}", kept)


def test_an_address_under_no_route_is_not_signed(app: Flask):
    app.register_error_handler(404, lambda _: (drawn(app), 404))

    assert fields(browser(app).get("/0912345678"))["page_signature"] == ""


def test_a_form_is_not_a_page(app: Flask):
    app.add_url_rule("/tim", "tim", lambda: drawn(app), methods=["POST"])

    assert fields(browser(app).post("/tim"))["page_signature"] == ""


def test_a_signature_is_good_for_its_page_portal_and_keys_alone():
    old, new = b"old", b"new"
    pages = PageAddresses(lambda: [old, new], "main")
    path = "/bai/0912345678"
    before = PageAddresses(lambda: [old], "main").sign(path)

    assert pages.read(path, before).kept == path
    assert pages.read(path, pages.sign(path)).kept == path
    others = [PageAddresses(lambda: [b"x"], "main"), PageAddresses(lambda: [new], "other")]
    for forged in ("", "pw1.", "x", pages.sign("/bai/0912345679"), *(one.sign(path) for one in others)):
        assert pages.read(path, forged) == pages.read(path)
        assert "0912345678" not in pages.read(path, forged).kept


def test_a_path_that_the_host_masks_is_not_stored_though_it_is_drawn(app: Flask):
    add_page(app, "/tra-cuu/<code>", lambda code: drawn(app))
    add_page(app, "/tra-cuu/<code>/chi-tiet", lambda code: drawn(app))
    paths = ["/tra-cuu/A-17", "/tra-cuu/A-18", "/tra-cuu/A-17/chi-tiet"]
    for path in paths:
        rate(app, fields(browser(app).get(path)))
        rate(app, {"page": path}, address="198.51.100.1")

    assert len(rated(app)) == len(paths)
    assert set(rated(app).values()) == {2}
    assert not any("A-1" in kept for kept in rated(app))


@pytest.mark.parametrize("wrong", ["/tra-cuu/*", ["tra-cuu/*"], ["/tra-cuu"], [7]])
def test_a_pattern_that_masks_nothing_is_refused_at_the_start(make_app: MakeApp, wrong):
    with pytest.raises(Exception, match="FEEDBACK_MASKED_PATHS"):
        make_app(feedback_masked_paths=wrong)


def test_rows_of_earlier_versions_are_read_as_they_are(app: Flask):
    store = feedback_service_of(app).store
    store.note_useful("/bai/…", portal_of(app).clock.today(), "yes")
    rate(app, {"page": "/bai/0912345678"})

    assert store.useful("/bai/…") == {"yes": 1}


UNSIGNED = PageAddresses(lambda: [b"secret"], "main", MASKED)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/bai/1?x=1#y", "/bai/1"),
        ("/ho-so/001085012345/lan@example.vn", r"/ho-so/…[a-p]{10}/…"),
        ("/ho-so/lan%40example.vn", r"/ho-so/…[a-p]{10}"),
        ("/goi/+84 912-345-678", r"/goi/…[a-p]{10}"),
        ("/goi/0912%20345%20678", r"/goi/…[a-p]{10}"),
        ("/ho-so/12/in", r"/ho-so/…[a-p]{10}/in"),
        ("/ho-so/12/xem", "/ho-so/12/xem"),
        ("/2026/11/23/tin-12345678", "/2026/11/23/tin-12345678"),
        ("https://evil.example/", ""),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_of_a_page_without_a_signature_only_what_tells_of_nobody_is_kept(given: str, kept: str):
    assert re.fullmatch(kept, UNSIGNED.read(given).kept)


@given(st.text(max_size=1000), st.booleans())
def test_a_page_is_a_short_path_of_this_site_or_nothing(text: str, signed):
    path = f"/{text}"
    page = UNSIGNED.read(path, UNSIGNED.sign(path) if signed else "").kept

    assert page == "" or (page.startswith("/") and not page.startswith("//"))
    assert len(page) <= LONGEST_PAGE
    assert page.isprintable()


NUMBERS = st.from_regex(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}", fullmatch=True)


@given(NUMBERS, NUMBERS, st.sampled_from(["/tra-cuu/{}", "/goi/{}", "/{}/in", "/" + "a" * 290 + "/{}"]))
def test_two_pages_are_never_one(one: str, other: str, shape: str):
    kept = [UNSIGNED.read(shape.format(number)).kept for number in (one, other)]

    assert (kept[0] == kept[1]) is (one == other)
    assert one not in kept[0]


@pytest.mark.parametrize("signed", [True, False])
def test_two_long_pages_are_never_one(signed):
    paths = ["/" + "a" * 400 + end for end in "bc"]
    kept = {UNSIGNED.read(path, UNSIGNED.sign(path) if signed else "").kept for path in paths}

    assert len(kept) == 2


@given(st.sampled_from(["/goi/0912345678", "/tra-cuu/a/b", "/" + "a" * 400, "/x/lan@example.vn/0912345678"]))
def test_what_is_withheld_once_stays_as_it_is(path: str):
    """A form brings it back."""
    kept = UNSIGNED.read(path).kept

    assert UNSIGNED.read(kept).kept == kept


@pytest.mark.parametrize("part", ["a", "%40", "a.b%40", "1", "a@", "/tra-cuu"])
def test_an_address_of_any_length_takes_no_time(part: str):
    begun = perf_counter()
    for often in (100_000, 300):
        UNSIGNED.read("/" + part * often)

    assert perf_counter() - begun < 1
