"""Pages that work for people are in order, whatever their servers do around them."""

import asyncio
from collections.abc import Callable

import pytest

from links.internet import Internet, Writes
from links.test_watch import HTML, page, refresh, said, to
from portal_widgets.links.check.link_status import LinkState

LONG = "default-src 'self'; " * 1000


def by_method(internet: Internet, head: tuple[int, dict[str, str], str]) -> Writes:
    """A server that answers HEAD in its own way, and GET with a page."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        await said(writer, *(head if internet.head.startswith("HEAD") else page("Chào")))

    return answer


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["/loi", "http://elsewhere.example/", "http://lost.example/", "/"])
def test_where_a_head_is_sent_proves_nothing(internet: Internet, status: int, target: str):
    """Some frameworks send HEAD to a page of errors, to a sign-in, or in circles."""
    internet.site("elsewhere.example")
    internet.names["lost.example"] = []
    url = internet.site("aspx.example", by_method(internet, to(target, status)))

    assert internet.look(url).seen is LinkState.OK


def test_a_wall_with_several_cookies_is_passed(internet: Internet):
    """Each hop asks for one more cookie."""

    async def wall(writer: asyncio.StreamWriter) -> None:
        seen = internet.head.count("seen")
        again = {"Location": f"/?{seen}", "Set-Cookie": f"seen{seen}=1; Path=/"}
        await said(writer, *(page("Chào") if seen >= 3 else (302, again, "")))

    url = internet.site("wall.example", wall)
    internet.pages |= {("wall.example", f"/?{number}"): wall for number in range(4)}

    assert internet.look(url).seen is LinkState.OK


def cut(head: str, body: bytes, *, hangs: bool) -> Writes:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n\r\n".encode() + body)
        await writer.drain()
        if hangs:
            await asyncio.Event().wait()

    return answer


@pytest.mark.parametrize("hangs", [True, False])
@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Length: 5000", b"<title>Ch\xc3\xa0o</title>"),
        ("Transfer-Encoding: chunked", b"5\r\nhello\r\n"),
    ],
)
def test_a_page_whose_end_does_not_come_is_a_page(internet: Internet, head: str, body: bytes, hangs: bool):
    """A browser shows what has come."""
    url = internet.site("short.example", cut(head, body, hangs=hangs))

    assert internet.look(url, seconds=0.5).seen is LinkState.OK


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Security-Policy": LONG},
        {"Set-Cookie": f"a={'x' * 12_000}"},
        {f"X-Part-{number}": "x" * 2000 for number in range(40)},
    ],
    ids=["policy", "cookie", "many"],
)
def test_long_headers_are_no_fault(internet: Internet, headers: dict[str, str]):
    url = internet.site("long.example", (200, {**HTML, **headers}, "<title>Chào</title>"))

    assert internet.look(url).seen is LinkState.OK


@pytest.mark.parametrize(
    "around",
    ["<!--[if lt IE 9]>{}<![endif]-->", "<!-- {} -->", "<noscript>{}</noscript>", "<script>'{}'</script>"],
)
def test_a_redirect_that_no_browser_of_today_follows_is_none(internet: Internet, around: str):
    url = internet.site("old.example", page("Chào", around.format(refresh("http://elsewhere.example/"))))
    internet.site("elsewhere.example")

    assert internet.look(url).seen is LinkState.OK


@pytest.mark.parametrize(
    "target",
    ["mailto:an@a.example", "tel:+842438251234", "zalo://chat", "intent://a#Intent;end", "geo:21,105"],
)
@pytest.mark.parametrize("leads", [to, lambda target: page("Chào", refresh(target))], ids=["3xx", "refresh"])
def test_an_address_that_opens_an_app_is_no_danger(
    internet: Internet, target: str, leads: Callable[[str], tuple[int, dict[str, str], str]]
):
    assert internet.look(internet.site("app.example", leads(target))).seen is LinkState.UNKNOWN


@pytest.mark.parametrize("port", [81, 8000, 8080, 8443])
def test_a_page_on_another_port_is_not_checked_and_no_danger(internet: Internet, port: int):
    internet.site("office.example")
    leads_there = internet.site("old.example", to(f"http://office.example:{port}/"))

    assert internet.look(f"http://office.example:{port}/").seen is LinkState.UNKNOWN
    assert internet.look(leads_there).seen is LinkState.UNKNOWN
    assert internet.look(f"http://192.168.1.1:{port}/").seen is LinkState.PRIVATE


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_old_servers_are_understood(internet: Internet, version: str, end: str):
    async def old(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/{version} 200 OK{end}Content-Type: text/html{end}{end}<title>Hi</title>".encode())
        await writer.drain()

    assert internet.look(internet.site("old.example", old)).seen is LinkState.OK
