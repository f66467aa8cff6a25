"""A report records no address of a reader, no path of another site, and no more than needed."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from mmdb_writer import MMDBWriter
from netaddr import IPSet
from werkzeug.middleware.proxy_fix import ProxyFix

from portal_widgets.counting.classify import enrich
from portal_widgets.counting.collect.recording import CAP_PER_MINUTE, referring_host
from portal_widgets.counting.store.sql.tables import exclusion_day, site_day, tally_day
from portal_widgets.errors import ConfigurationError
from support import FIREFOX, FrozenClock, MakeApp, browser, close, counting_of, portal_of

PATH = "/portal/views"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"


def report(app: Flask, reader=None, **said):
    """Report a view of article 1."""
    token = counting_of(app).tokens.article("1")
    headers = said.pop("headers", {})
    return (reader or browser(app)).post(PATH, json={"article": token, **said}, headers=headers)


def image(app: Flask, reader) -> str:
    """The answers to the image of article 1. It waits for no result, so many reports take little time."""
    answer = reader.get(f"/portal/views.gif?article={counting_of(app).tokens.article('1')}")
    return answer.headers["X-Portal-Counted"]


def tallied(app: Flask, dimension: str) -> dict[str, int]:
    counting_of(app).catch_up()
    with portal_of(app).database.reading() as connection:
        rows = connection.execute(sa.select(tally_day).where(tally_day.c.dimension == dimension))
        return {row.value: row.hits for row in rows}


def excluded(app: Flask) -> dict[str, int]:
    counting_of(app).catch_up()
    with portal_of(app).database.reading() as connection:
        return {row.reason: row.hits for row in connection.execute(sa.select(exclusion_day))}


def page_views(app: Flask) -> int:
    counting_of(app).catch_up()
    with portal_of(app).database.reading() as connection:
        return connection.scalar(sa.select(sa.func.coalesce(sa.func.sum(site_day.c.page_views), 0)))


def records(app: Flask):
    """The records in the journal."""
    journal = counting_of(app).parts.journal_writer.journal
    return [record for _, record in journal.read(0, 10_000).records]


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_visitor_is_heard_120_times_a_minute(app: Flask):
    reader = browser(app)
    told = [image(app, reader) for _ in range(122)]

    assert told == ["accepted"] * 120 + ["too-many"] * 2
    assert excluded(app) == {"too-many": 2, "repeat": 119}


def test_the_cap_is_the_visitors_and_not_the_addresses(app: Flask):
    """A whole office may share one address."""
    for _ in range(CAP_PER_MINUTE + 1):
        last = image(app, browser(app))

    assert last == "too-many"
    assert image(app, browser(app, agent=SAFARI)) == "accepted"
    assert image(app, browser(app, address="192.0.2.2")) == "accepted"


def test_the_next_minute_is_free(app: Flask, clock: FrozenClock):
    clock.set("2026-03-11T09:00:30")
    reader = browser(app)
    for _ in range(CAP_PER_MINUTE):
        image(app, reader)
    clock.advance(seconds=29)
    assert image(app, reader) == "too-many"
    clock.advance(seconds=1)

    assert image(app, reader) == "accepted"


def test_a_clock_that_was_set_back_caps_nobody_for_longer(app: Flask, clock: FrozenClock):
    reader = browser(app)
    image(app, reader)
    clock.advance(minutes=-60)
    told = []
    for _ in range(3):
        told += [image(app, reader) for _ in range(60)]
        clock.advance(minutes=1)

    assert set(told) == {"accepted"}


def test_what_is_fetched_ahead_does_not_use_the_cap_up(app: Flask):
    reader = browser(app)
    for _ in range(CAP_PER_MINUTE + 1):
        report(app, reader, headers={"Sec-Purpose": "prefetch"})

    assert image(app, reader) == "accepted"


@pytest.mark.parametrize("count_by", ["beacon", "server"])
def test_of_what_led_here_only_the_host_is_kept(make_app: MakeApp, tmp_path: Path, count_by: str):
    """The rest of the address could reveal a search, a mailbox or a patient's page."""
    app = make_app(instance=tmp_path / "private", count_by=count_by)
    address = "https://Nguoi:Mat-Khau@Tim.example/benh-nhan/17?q=ung+thu#ket-qua"
    if count_by == "server":
        browser(app).get("/bai/1", headers={"Referer": address.replace("Nguoi:Mat-Khau@", "")})
    else:
        report(app, referrer=address.replace("Nguoi:Mat-Khau@", ""))
        report(app, browser(app, address="192.0.2.2"), referrer=address)
    in_journal = on_disk(tmp_path / "private" / "journals")
    tallies = tallied(app, "referrer")
    close(app)

    assert b"tim.example" in in_journal
    assert tallies == {"tim.example": 1}
    for secret in (b"benh-nhan", b"ung+thu", b"ket-qua", b"Mat-Khau", b"mat-khau"):
        assert secret not in in_journal + on_disk(tmp_path / "private")


@pytest.mark.parametrize(
    "referrer",
    [
        "http://localhost/trang-truoc",
        "http://LOCALHOST/",
        "",
        "ung thư ở đâu",
        "https://[::1",
        "https://" + "x" * 300,
        "https://a\x1fb/",
        "about:blank",
        7,
        ["https://tim.example/"],
    ],
    ids=str,
)
def test_what_is_no_other_sites_address_is_not_kept(app: Flask, referrer):
    assert report(app, referrer=referrer).json["counted"]
    assert tallied(app, "referrer") == {}


@pytest.mark.parametrize("address", ["203.0.113.77", "2001:db8:77::abcd"])
def test_no_address_reaches_the_disk(make_app: MakeApp, tmp_path: Path, address: str):
    """Neither while it waits in the journal, nor in the database."""
    app = make_app(instance=tmp_path / "private", count_by="server")
    browser(app, address=address).get("/bai/1", headers={"X-Forwarded-For": "198.51.100.23"})
    waiting = on_disk(tmp_path / "private")
    assert FIREFOX.encode() in waiting
    assert page_views(app) == 1
    close(app)

    for stored in (waiting, on_disk(tmp_path / "private")):
        for one in (address, "198.51.100.23"):
            assert one.encode() not in stored


def test_a_long_agent_is_cut(app: Flask, tmp_path: Path):
    """Most servers allow 8 KB. The browser is named at the beginning."""
    agent = FIREFOX + " x" * 4096
    report(app, browser(app, agent=agent))
    (record,) = records(app)

    assert record.agent == agent[:256]
    assert b" x" * 128 not in on_disk(tmp_path)
    assert tallied(app, "browser") == {"Firefox": 1}


def test_agents_that_differ_behind_the_cut_are_one_visitor(app: Flask):
    """Otherwise one browser could invent any number of visitors."""
    long = FIREFOX + " " * 256
    report(app, browser(app, agent=long + "one"))

    assert report(app, browser(app, agent=long + "two")).json["reason"] == "repeat"


@pytest.mark.parametrize("agent", ["\x1f\x00\xff", "Tr\xecnh duy\xe1\xbb\x87t"])
def test_an_agent_of_any_bytes_is_heard(app: Flask, agent: str):
    assert report(app, browser(app, agent=f"{FIREFOX} {agent}")).json["counted"]
    assert page_views(app) == 1


def any_path(app: Flask) -> None:
    """Add pages at every requested address."""
    app.add_url_rule(
        "/khac/<rest>", "rest", lambda rest: app.jinja_env.from_string("{{ portal.head() }}").render()
    )


@pytest.mark.parametrize("count_by", ["beacon", "server"])
@pytest.mark.parametrize("path", ["/khac/a%1fb", "/khac/a%00b", "/khac/a%0ab", "/khac/%ff%fe"])
def test_no_page_that_is_asked_for_can_stop_the_counting(
    make_app: MakeApp, count_by: str, path: str, database_url: str
):
    """Anyone can request any path. It must not damage the journal or the database."""
    app = make_app(count_by=count_by, database_url=database_url)
    any_path(app)
    html = browser(app).get(path).text
    if count_by == "beacon":
        token = html.partition('data-page-token="')[2].partition('"')[0]
        assert browser(app).post(PATH, json={"page": token}).json["counted"]

    assert page_views(app) == 1
    assert [entry.isprintable() for entry in tallied(app, "entry")] == [True]


def test_a_long_path_is_cut(make_app: MakeApp):
    """The same as in the token of a page."""
    app = make_app(count_by="server")
    any_path(app)
    browser(app).get("/khac/" + "đường-dài-" * 30_000 + "?" + "y" * 5000)
    (record,) = records(app)

    assert record.page == ("/khac/" + "đường-dài-" * 30)[:255]
    assert page_views(app) == 1


def test_names_that_are_made_up_do_not_fill_the_database(app: Flask, monkeypatch):
    """Each day stores only a limited number of values that a reader's browser has sent."""
    monkeypatch.setattr(enrich, "VALUES", 2)
    for number, letter in enumerate("abcd"):
        reader = browser(
            app, agent=f"Phần mềm {letter}/1 CFNetwork/1494 Darwin/23", address=f"192.0.2.{number}"
        )
        headers = {"Accept-Language": letter * 2}
        report(app, reader, referrer=f"https://{letter}.example/", headers=headers)

    assert tallied(app, "browser") == {"Phần mềm a": 1, "Phần mềm b": 1, "(other)": 2}
    assert tallied(app, "language") == {"aa": 1, "bb": 1, "(other)": 2}
    assert tallied(app, "referrer") == {"a.example": 1, "b.example": 1, "(other)": 2}


def addresses(app: Flask) -> list[str | None]:
    """The results of two reports from the same address that claim different addresses."""
    forwarded = ("198.51.100.1", "198.51.100.2")
    return [report(app, headers={"X-Forwarded-For": address}).json["reason"] for address in forwarded]


def test_a_claimed_address_makes_no_visitor(app: Flask):
    assert addresses(app) == [None, "repeat"]


def test_behind_a_proxy_that_is_trusted_it_does(app: Flask):
    app.wsgi_app = ProxyFix(app.wsgi_app)

    assert addresses(app) == [None, None]
    assert tallied(app, "browser") == {"Firefox": 2}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://xau.example"},
        {"Referer": "https://xau.example/"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://khac.localhost"},
    ],
    ids=str,
)
def test_a_report_from_another_sites_page_is_not_counted(app: Flask, headers: dict[str, str]):
    assert report(app, headers=headers).json == {"views": 0, "counted": False, "reason": "cross-site"}
    assert excluded(app) == {"cross-site": 1}


def test_a_site_of_the_hosts_own_may_report(make_app: MakeApp):
    app = make_app(trusted_origins=["https://m.dongmay.example"])
    headers = {"Sec-Fetch-Site": "same-site", "Origin": "https://m.dongmay.example"}

    assert report(app, headers=headers).json["counted"]


LANGUAGES = {
    "vi-VN,vi;q=0.9,en;q=0.8": {"vi": 1},
    "EN": {"en": 1},
    "*": {},
    "": {},
    "<script>": {},
    "fil-PH": {"fil": 1},
}


@pytest.mark.parametrize(("accepted", "expected"), LANGUAGES.items())
def test_of_the_languages_the_first_is_kept_without_its_region(app: Flask, accepted: str, expected):
    report(app, headers={"Accept-Language": accepted})

    assert tallied(app, "language") == expected


@pytest.fixture
def countries(tmp_path: Path) -> str:
    """A database of three networks. One of them belongs to no country."""
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Country")
    writer.insert_network(IPSet(["203.0.113.0/24", "2001:db8:1::/48"]), {"country": {"iso_code": "VN"}})
    writer.insert_network(IPSet(["198.51.100.0/24"]), {"country": {"iso_code": "DE"}})
    writer.insert_network(IPSet(["192.0.2.0/24"]), {"continent": {"code": "EU"}})
    file = tmp_path / "countries.mmdb"
    writer.to_db_file(str(file))
    return str(file)


def test_countries_are_counted_where_the_host_gives_a_database(make_app: MakeApp, countries: str):
    """Unknown countries are not counted."""
    app = make_app(country_database=countries)
    for address in (
        "203.0.113.1",
        "203.0.113.2",
        "2001:db8:1::7",
        "198.51.100.1",
        "192.0.2.1",
        "10.0.0.1",
        "a socket",
        "",
    ):
        report(app, browser(app, address=address))

    assert tallied(app, "country") == {"VN": 3, "DE": 1}
    assert page_views(app) == 8


def test_a_damaged_country_database_harms_no_report(make_app: MakeApp, countries: str):
    """The reader of the database reads only requested places, so damage is noticed late."""
    whole = Path(countries).read_bytes()
    Path(countries).write_bytes(whole.replace(b"Hiso_code", b"\xff" * 9))
    app = make_app(country_database=countries)

    assert report(app, browser(app, address="203.0.113.1")).json["counted"]
    assert tallied(app, "country") == {}


def test_without_a_database_no_country_is(app: Flask):
    report(app, browser(app, address="203.0.113.1"))

    assert tallied(app, "country") == {}


def test_a_forwarded_address_has_the_readers_country(make_app: MakeApp, countries: str):
    app = make_app(country_database=countries)
    app.wsgi_app = ProxyFix(app.wsgi_app)
    report(app, headers={"X-Forwarded-For": "203.0.113.9"})
    report(app, headers={"X-Forwarded-For": "203.0.113.10:49152"})
    report(app, headers={"X-Forwarded-For": "::ffff:203.0.113.11"})

    assert tallied(app, "country") == {"VN": 3}


def test_a_reader_is_one_with_every_connection(make_app: MakeApp):
    """Azure's gateway and IIS put the port of the connection behind the address."""
    app = make_app()
    app.wsgi_app = ProxyFix(app.wsgi_app)
    answers = [
        report(app, headers={"X-Forwarded-For": f"203.0.113.7:{port}"}) for port in (49152, 49188, 50211)
    ]

    assert [answer.headers["X-Portal-Counted"] for answer in answers] == ["yes", "repeat", "repeat"]


@pytest.mark.parametrize("content", [None, b"", b"no database of any kind"], ids=str)
def test_a_country_database_that_cannot_be_read_is_told_at_the_start(
    make_app: MakeApp, tmp_path: Path, content: bytes | None
):
    file = tmp_path / "wrong.mmdb"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ConfigurationError, match=r"PORTAL_WIDGETS_COUNTRY_DATABASE: .*wrong\.mmdb"):
        make_app(country_database=str(file))


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("https://www.facebook.com/", "facebook.com"),
        ("https://m.facebook.com/story", "facebook.com"),
        ("https://l.facebook.com/l.php?u=x", "facebook.com"),
        ("lm.facebook.com", "facebook.com"),
        ("https://facebook.com", "facebook.com"),
        ("https://www.facebook.com.example/", "www.facebook.com.example"),
        ("https://notfacebook.com/", "notfacebook.com"),
        ("https://Tim.Example.:443/", "tim.example"),
        ("https://tim.example:8080/", "tim.example:8080"),
        ("https://xã-lâm.example/", "xn--x-lm-doad.example"),
        ("null", ""),
        ("https://null/", ""),
        ("https://portal.example/tin", ""),
        ("https://PORTAL.example.:443/tin", ""),
        ("https://a b.example/", ""),
        ("...", ""),
    ],
)
def test_a_referring_site_is_one_in_each_of_its_spellings(referrer: str, host: str):
    assert referring_host(referrer, "portal.example") == host
    assert referring_host(host, "portal.example") == host
