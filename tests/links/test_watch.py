"""The link watch: every fault gets its right name, and no connection leaves the public internet."""

import asyncio
import gc
import time
import warnings
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from links.internet import HERE, HERE_6, Internet
from portal_widgets.core.ip_addresses import is_public
from portal_widgets.links.check.addresses import RefusedError, check_url, registrable_domain
from portal_widgets.links.check.classify import classify, refresh_target
from portal_widgets.links.check.fetch import LARGEST_BYTES
from portal_widgets.links.check.link_status import LinkCheck, LinkState, LinkStatus, update_status
from portal_widgets.links.check.reasons import Reason

HTML = {"Content-Type": "text/html"}


def page(title: str, body: str = "") -> tuple[int, dict[str, str], str]:
    return 200, HTML, f"<title>{title}</title>{body}"


def refresh(address: str, seconds: int = 0) -> str:
    return f'<META content="{seconds}; URL={address}" HTTP-EQUIV=Refresh>'


def to(address: str, status: int = 301) -> tuple[int, dict[str, str], str]:
    return status, {"Location": address}, ""


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - to be refused
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.0.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "localhost",
        "2130706433",
        "0x7f.1",
    ],
)
def test_an_address_that_is_not_public_is_known(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "113.160.0.1", "2001:dc8::1", "2400:cb00::1"])
def test_a_public_address_is_known(address: str):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "file:///etc/passwd",
        "gopher://a.example/",
        "http://user:secret@a.example/",
        "http://a.example@127.0.0.1/",
        "http://a.example:22/",
        "http://a.example:6379/",
        "http://a.example:99999/",
        "http://a.example:x/",
        "http:///path",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.1%00.a.example/",
        "http://a.example\\@127.0.0.1/",
        "http://[::1",
        "//a.example/",
        "",
    ],
)
def test_an_address_that_hides_where_it_leads_is_refused(url: str):
    with pytest.raises(RefusedError):
        check_url(url)


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("www.lamchau.gov.vn", "lamchau.gov.vn"),
        ("a.b.example.com", "example.com"),
        ("chinhphu.vn", "chinhphu.vn"),
        ("thí-dụ.vn", "xn--th-d-6ja8s.vn"),
    ],
)
def test_whose_domain_a_host_belongs_to(host: str, owner: str):
    """By the Public Suffix List: gov.vn has no owner, lamchau.gov.vn belongs to a province."""
    known = registrable_domain(host)

    assert known == owner or (not host.isascii() and known.startswith("xn--"))


def test_a_page_that_answers_is_in_order(internet: Internet):
    assert internet.look(internet.site("well.example")).seen is LinkState.OK


def faults(internet: Internet) -> dict[str, LinkState]:
    """A planted fault of each kind."""
    site = internet.site
    internet.names["lost.example"] = []
    parked = page("lost.example", "<p>This domain is for sale!</p>")
    return {
        site("gone.example", (404, {}, "")): LinkState.GONE,
        site("soft.example", page("404 - Không tìm thấy trang")): LinkState.GONE,
        site("empty.example", (200, HTML, " \n")): LinkState.GONE,
        site("hijacked.example", page("Chào", refresh(site("lottery.example")))): LinkState.DOMAIN,
        site("inward.example", page("Chào", refresh("http://127.0.0.1/"))): LinkState.PRIVATE,
        site("error.example", (500, {}, "")): LinkState.UNKNOWN,
        site("closed.example", (403, {}, "")): LinkState.BLOCKED,
        site("busy.example", (429, {"Retry-After": "86400"}, "")): LinkState.BLOCKED,
        site("linkedin.example", (999, {}, "")): LinkState.BLOCKED,
        site("parked.example", parked): LinkState.PARKED,
        site("moved.example", to("/new")): LinkState.MOVED,
        site("login.example", to("/new", 302)): LinkState.OK,
        site("sold.example", to(internet.site("casino.example"))): LinkState.DOMAIN,
        site("round.example", to("/")): LinkState.UNKNOWN,
        site("angry.example", (400, {}, "")): LinkState.UNKNOWN,
        site("script.example", to("javascript:alert(1)")): LinkState.PRIVATE,
        "http://lost.example/": LinkState.DNS,
        internet.secure("wrong.example", not_after=datetime.now(UTC) - timedelta(days=1)): LinkState.TLS,
        internet.secure("soon.example", not_after=datetime.now(UTC) + timedelta(days=3)): LinkState.EXPIRING,
        internet.secure(
            "downgraded.example", page=to(internet.site("downgraded.example", path="/x"))
        ): LinkState.TLS,
    }


def test_every_planted_fault_is_called_by_its_name(internet: Internet):
    planted = faults(internet)
    for host in ("moved.example", "login.example"):
        internet.site(host, path="/new")

    assert {url: internet.look(url).seen for url in planted} == planted
    assert internet.trespasses == []


@pytest.mark.parametrize("seconds", [0, 300])
def test_a_page_that_renews_itself_or_leads_on_later_is_in_order(internet: Internet, seconds: int):
    itself = internet.site("news.example", page("Tin", refresh("/", seconds)))
    later = internet.site("later.example", page("Tin", refresh("http://elsewhere.example/", 300)))

    assert [internet.look(itself).seen, internet.look(later).seen] == [LinkState.OK, LinkState.OK]


@given(st.text(alphabet="<>metaillopc=\"';/ htequv-rsfn0ur", max_size=400))
def test_no_page_is_misread_into_a_fault_of_the_watch(text: str):
    assert refresh_target(text, "http://a.example/") == "" or "meta" in text.lower()


@pytest.mark.parametrize("hostile", ["<title", "<meta ", "<meta http-equiv=refresh ", "<", "content=0;url="])
def test_a_page_that_is_slow_to_search_is_not(hostile: str):
    """A quadratic pattern would take half a second for these 64 KB, of every link, while all others wait."""
    text = (hostile * LARGEST_BYTES)[:LARGEST_BYTES]
    began = time.process_time()
    classify("http://a.example/", "http://a.example/", 200, text, {}, [], datetime.now(UTC))
    refresh_target(text, "http://a.example/")

    assert time.process_time() - began < 0.25


def test_a_certificate_for_another_name_is_refused(internet: Internet):
    url = internet.secure("right.example")
    internet.names["other.example"] = internet.names["right.example"]
    look = internet.look(url.replace("right.example", "other.example"))

    assert look.seen is LinkState.TLS
    assert "other.example" in look.detail


async def holds_on(writer: asyncio.StreamWriter) -> None:
    """A server that answers and then reads nothing, not even the end of the connection."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello")
    writer.transport._ssl_protocol._transport.pause_reading()
    await asyncio.Event().wait()


def test_nothing_stays_open_after_a_round(internet: Internet):
    """A server that never answers the end of TLS keeps no connection open."""
    url = internet.secure("office.example", page=holds_on)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert internet.look(url).seen is LinkState.OK
        gc.collect()

    assert [str(one.message) for one in said] == []


def test_who_a_certificate_belongs_to_is_learnt(internet: Internet):
    url = internet.secure("office.example", "Sở Thông tin")

    assert internet.look(url).certificate == "Sở Thông tin"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "0.0.0.0"],  # noqa: S104 - an address to be refused
)
def test_a_name_that_leads_inside_is_not_followed(internet: Internet, address: str):
    url = internet.site("inside.example")
    internet.names["inside.example"] = [address]

    assert internet.look(url).seen is LinkState.PRIVATE
    assert internet.trespasses == []


def test_one_private_address_among_public_ones_spoils_the_name(internet: Internet):
    url = internet.site("mixed.example")
    internet.names["mixed.example"] = [HERE, "127.0.0.1"]

    assert internet.look(url).seen is LinkState.PRIVATE
    assert internet.asked == internet.trespasses == []


def test_a_name_that_changes_its_address_is_caught(internet: Internet):
    """Rebinding: the name is public when it is checked, and private a moment later. Each connection uses the
    checked address.
    """
    url = internet.site("rebound.example")
    answers = iter([[HERE], ["127.0.0.1"]])
    internet.names["rebound.example"] = lambda: next(answers, ["127.0.0.1"])

    assert internet.look(url).seen is LinkState.PRIVATE
    assert internet.trespasses == []
    assert internet.asked == ["GET rebound.example/robots.txt"]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://user@127.0.0.1/",
        "//127.0.0.1/",
        "http://inside.example/",
        "http://well.example:22/",
        "file:///etc/passwd",
        "ftp://well.example/",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 307])
def test_no_redirect_leads_inside(internet: Internet, target: str, status: int):
    internet.names["inside.example"] = ["127.0.0.1"]
    internet.site("well.example")
    url = internet.site("sly.example", to(target, status))

    assert internet.look(url).seen is LinkState.PRIVATE
    assert internet.trespasses == []


def test_an_address_by_number_is_looked_at_only_if_it_is_public(internet: Internet):
    assert internet.look("http://127.0.0.1/").seen is LinkState.PRIVATE
    assert internet.trespasses == []


def test_a_public_address_of_either_kind_is_reached(internet: Internet):
    """Also if the first of several addresses does not answer."""
    url = internet.site("six.example")
    internet.names["six.example"] = [HERE_6]
    first = internet.look(url).seen
    internet.names["six.example"] = ["2001:dc8::dead", HERE]

    assert [first, internet.look(url).seen] == [LinkState.OK, LinkState.OK]


def test_a_proxy_of_the_environment_is_not_used(internet: Internet, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:80")

    assert internet.look(internet.site("well.example")).seen is LinkState.OK
    assert internet.trespasses == []


async def hangs(writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def drips(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def nonsense(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\xffthis is not HTTP\r\n\r\n")
    await writer.drain()


async def lies(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize("server", [hangs, drips, nonsense, lies])
def test_a_server_that_behaves_badly_costs_a_second_and_no_more(internet: Internet, server):
    """It hangs, sends slowly, sends nonsense, or announces a page and sends none."""
    assert internet.look(internet.site("bad.example", server), seconds=1.0).seen is LinkState.UNREACHABLE


async def resets(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


def refuses(status: int):
    return lambda writer: said(writer, status, {}, "")


@pytest.mark.parametrize(
    "server", [hangs, drips, nonsense, resets, *map(refuses, (400, 403, 404, 405, 429, 500, 501, 503))]
)
def test_a_head_that_fails_in_any_way_proves_nothing(internet: Internet, server):
    url = internet.site("old.example")

    async def answer(writer: asyncio.StreamWriter) -> None:
        if internet.head.startswith("HEAD"):
            await server(writer)
        else:
            await said(writer, *page("Chào"))

    internet.pages["old.example", "/"] = answer

    assert internet.look(url, seconds=2.0).seen is LinkState.OK


def test_a_cookie_is_brought_back_within_one_look_and_not_to_others(internet: Internet):
    url = internet.site("wall.example")
    heads: list[str] = []

    async def wall(writer: asyncio.StreamWriter) -> None:
        heads.append(internet.head)
        here = "Cookie: seen=1" in internet.head
        await said(writer, *(page("Chào") if here else (302, {"Location": "/", "Set-Cookie": "seen=1"}, "")))

    internet.pages["wall.example", "/"] = wall

    assert internet.look(url).seen is LinkState.OK
    assert internet.look(url).seen is LinkState.OK
    assert ["Cookie" in head for head in heads] == [False, True] * 2
    internet.site("third.example")
    internet.pages["wall.example", "/"] = (
        302,
        {"Location": "http://third.example/", "Set-Cookie": "a=1"},
        "",
    )
    internet.look(url)
    assert "Cookie" not in internet.head


def test_an_answer_that_proves_nothing_lifts_no_danger_and_breaks_no_link():
    day = date(2026, 11, 23)
    unknown = LinkCheck(LinkState.UNKNOWN, "leads in circles")
    parked = LinkStatus("http://a.example/", LinkState.PARKED, checked_at=1)
    after = LinkStatus("http://a.example/")
    for number in range(5):
        after = update_status(after, unknown, number + 1, day + timedelta(days=number))

    assert update_status(parked, unknown, 2, day).is_held_back
    assert not after.is_held_back


def test_ten_gigabytes_are_not_read(internet: Internet):
    sent = 0

    async def endless(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10737418240\r\n\r\n")
        while sent < 10 * 1024**3:
            writer.write(bytes(65536))
            await writer.drain()
            sent += 65536

    assert internet.look(internet.site("huge.example", endless)).seen is LinkState.OK
    assert sent < 256 * LARGEST_BYTES  # what fits into the buffers of both machines


def test_a_compressed_answer_is_not_unpacked(internet: Internet):
    """Ten kilobytes of gzip can become ten gigabytes."""
    url = internet.site("bomb.example", (200, {**HTML, "Content-Encoding": "gzip"}, "\x1f not even gzip"))

    assert internet.look(url).seen is LinkState.OK


def test_robots_txt_is_obeyed(internet: Internet):
    url = internet.site("shy.example", path="/private/page")
    internet.site("shy.example", (200, {}, "User-agent: *\nDisallow: /private/"), "/robots.txt")

    assert internet.look(url).seen is LinkState.BLOCKED
    assert internet.asked == ["GET shy.example/robots.txt"]


def test_who_asks_to_wait_a_second_is_asked_again_after_it(internet: Internet):
    answers = iter([(429, {"Retry-After": "0"}, ""), page("Chào")])
    url = internet.site("busy.example")
    internet.pages["busy.example", "/"] = lambda writer: said(writer, *next(answers, page("Chào")))

    assert internet.look(url).seen is LinkState.OK


async def said(writer: asyncio.StreamWriter, status: int, headers: dict[str, str], body: str) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {status} Said\r\n{lines}Connection: close\r\n\r\n{body}".encode())
    await writer.drain()


@pytest.mark.parametrize("status", [202, 204, 205])
def test_an_answer_that_brings_no_page_is_no_page_that_is_gone(internet: Internet, status: int):
    """A protection against robots answers "accepted" and nothing else, whatever is there for a reader."""
    url = internet.site("wall.example", (status, {"x-amzn-waf-action": "challenge"}, ""))

    assert internet.look(url) == LinkCheck(LinkState.UNKNOWN, f"HTTP {status}", "wall.example")


def test_a_redirect_in_another_alphabet_is_followed_byte_by_byte(internet: Internet):
    """As browsers do it: the byte of an old site is sent back as it is."""

    async def leads_on(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 Said\r\nLocation: /tin-t\xe9\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    url = internet.site("old.example", leads_on)
    internet.site("old.example", path="/tin-t%E9")

    assert internet.look(url).seen is LinkState.OK


def test_a_scheme_may_be_written_in_capitals(internet: Internet):
    url = internet.secure("down.example", page=to(internet.site("down.example", path="/x")))

    assert internet.look(url.replace("https", "HTTPS")).detail == Reason.NOT_ENCRYPTED


def test_a_server_that_forgets_its_issuers_certificate_is_not_broken(internet: Internet):
    """A usual mistake, which browsers make good: they know the certificate, or fetch it."""
    between = internet.authority.create_child_ca()
    whole = internet.secure("whole.example", by=between)
    forgetful = internet.secure("forgetful.example", by=between, whole=False)

    assert internet.look(whole).seen is LinkState.OK
    assert internet.look(forgetful) == LinkCheck(LinkState.UNKNOWN, "unable to get local issuer certificate")
