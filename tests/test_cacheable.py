"""Any cache may keep a page with every widget. This promise makes a portal fast."""

from pathlib import Path

import pytest
import redis

from support import MakeApp, browser, counting_of, portal_of, run_alone, statements


def test_a_page_sets_no_cookie_and_varies_by_none(make_app: MakeApp):
    answer = browser(make_app()).get("/bai/1")

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_two_fetches_are_identical_to_the_byte(make_app: MakeApp):
    """For two readers with two addresses, two browsers and two languages."""
    app = make_app()
    one = browser(app).get("/bai/1").data
    other = (
        browser(app, agent="Lynx/2.9", address="198.51.100.7")
        .get("/bai/1", headers={"Accept-Language": "en", "Cookie": "session=1; other=2"})
        .data
    )

    assert one == other


def test_two_processes_make_identical_pages(make_app: MakeApp, tmp_path):
    """Tokens contain no time and nothing random, so behind a cache it does not matter which process
    answered.
    """
    one = make_app(instance=tmp_path / "shared")
    other = make_app(instance=tmp_path / "shared")

    assert browser(one).get("/bai/1").data == browser(other).get("/bai/1").data


def test_the_session_is_never_touched(make_app: MakeApp):
    app = make_app()

    class Untouchable(dict):
        accessed = modified = False

        def __getattribute__(self, name):
            if name in {"get", "__getitem__", "__contains__", "keys"}:
                raise AssertionError("a widget read the session")
            return super().__getattribute__(name)

    class Sessions(type(app.session_interface)):
        def open_session(self, app, request):
            return Untouchable()

        def save_session(self, app, session, response):
            pass

    app.session_interface = Sessions()
    assert browser(app).get("/bai/1").status_code == 200


def test_a_readers_choice_makes_the_page_private(make_app: MakeApp):
    app = make_app()
    app.after_request(lambda response: response.headers.set("Cache-Control", "public") or response)
    client = browser(app)

    assert client.get("/bai/1").headers["Cache-Control"] == "public"
    client.set_cookie("pw_reading", "size-150")
    assert client.get("/bai/1").headers["Cache-Control"] == "private, no-store"


def test_another_cookie_that_is_no_text_harms_no_page(make_app: MakeApp):
    """The reader's choice is read, whatever else the header contains."""
    client = make_app().test_client(use_cookies=False)  # a cookie jar would write the header itself
    answer = client.get("/bai/1", headers={"Cookie": "other=\xff; pw_reading=size-150"})

    assert answer.status_code == 200
    assert 'data-pw-size="150"' in answer.text


def test_a_warm_page_asks_no_database_and_no_redis(make_app: MakeApp, empty_redis, monkeypatch):
    app = make_app(redis_url=empty_redis, cache={"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": empty_redis})
    client = browser(app)
    client.post("/portal/views", json={"article": counting_of(app).tokens.article("1")})
    counting_of(app).catch_up()
    cold = client.get("/bai/1").text
    commands: list[object] = []
    send = redis.connection.AbstractConnection.send_command
    monkeypatch.setattr(
        redis.connection.AbstractConnection,
        "send_command",
        lambda self, *args, **options: (commands.append(args), send(self, *args, **options))[1],
    )

    with statements(portal_of(app).database) as asked:
        warm = client.get("/bai/1").text

    assert warm == cold
    assert "Đọc nhiều nhất" in warm
    assert asked == []
    assert commands == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_language_comes_from_the_address_not_from_the_reader(make_app: MakeApp, lang: str):
    page = browser(make_app()).get(f"/bai/1?lang={lang}", headers={"Accept-Language": "fr"}).text

    assert f'<html lang="{lang}">' in page
    assert {"vi": "Số lượt xem", "en": "Views"}[lang] in page


def test_files_are_named_by_their_content_and_kept_for_ever(make_app: MakeApp):
    client = browser(make_app())
    page = client.get("/bai/1").text
    for name in ("portal-", "head-"):
        path = "/portal/assets/" + name + page.split(f"/portal/assets/{name}")[1].split('"')[0]
        answer = client.get(path)

        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_processes_share_fragments_though_their_sets_have_another_order(
    tmp_path: Path, empty_redis: str, monkeypatch: pytest.MonkeyPatch
):
    """The cache key contains the configuration, and the trusted origins in it are a set."""
    kept = set()
    for seed in ("1", "2", "3"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        run_alone(
            """
            import sys
            from flask import Flask
            from portal_widgets import PortalWidgets
            app = Flask("host", instance_path=sys.argv[1])
            app.secret_key = "secret"
            origins = [f"https://{name}.example.vn" for name in "abcdef"]
            cache = {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": sys.argv[2]}
            links = {"services": [{"title": "Dịch vụ", "url": "/dich-vu"}]}
            PortalWidgets(app, trusted_origins=origins, cache=cache, links=links, background=False)
            with app.test_request_context("/"):
                app.jinja_env.from_string("{{ portal.links('services') }}").render()
            """,
            tmp_path / "instance",
            empty_redis,
        )
        kept.add(frozenset(redis.Redis.from_url(empty_redis).keys()))

    assert len(kept) == 1
    assert kept.pop()
